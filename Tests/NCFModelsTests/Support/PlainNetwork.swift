import Foundation
import NCFModels
import NCFWeights

/// GMF, MLP or NeuMF from named tensors, one instance at a time in double precision (He et al. 2017, eq. 7–12).
struct PlainNetwork {
  struct Tensor {
    let shape: [Int]
    var values: [Double]

    func row(_ index: Int) -> [Double] { Array(values[(index * shape[1])..<((index + 1) * shape[1])]) }

    /// A row's product with a vector.
    func product(_ index: Int, _ vector: [Double]) -> Double {
      var (sum, position) = (0.0, index * shape[1])
      for factor in vector {
        sum += values[position] * factor
        position += 1
      }
      return sum
    }
  }

  var tensors: [String: Tensor]
  /// The names of each hidden layer's weights and biases, in order.
  let layers: [(weight: String, bias: String)]

  init(_ weights: TensorBundle) {
    tensors = weights.tensors.mapValues { Tensor(shape: $0.shape, values: $0.values.map(Double.init)) }
    layers = (0..<9).map { ("tower.\($0).weight", "tower.\($0).bias") }
      .filter { weights.tensors[$0.weight] != nil }
  }

  /// The inputs of the prediction unit, p_u ⊙ q_i and a_L, and the activations a₀ … a_L.
  private func forward(_ user: Int, _ item: Int) -> (joined: [Double], activations: [[Double]]) {
    var joined: [Double] = []
    var activations: [[Double]] = []
    if let users = tensors["mf_user.weight"], let items = tensors["mf_item.weight"] {
      joined = zip(users.row(user), items.row(item)).map(*)
    }
    if let users = tensors["mlp_user.weight"], let items = tensors["mlp_item.weight"] {
      activations = [users.row(user) + items.row(item)]
      for layer in layers {
        let (weight, bias) = (tensors[layer.weight]!, tensors[layer.bias]!.values)
        let input = activations.last!
        activations.append(bias.indices.map { max(0, weight.product($0, input) + bias[$0]) })
      }
      joined += activations.last!
    }
    return (joined, activations)
  }

  func logit(user: Int, item: Int) -> Double {
    tensors["prediction.weight"]!.product(0, forward(user, item).joined)
      + tensors["prediction.bias"]!.values[0]
  }

  func meanLoss(_ instances: some Collection<Instance>) -> Double {
    instances.reduce(0) { sum, instance in
      let z = logit(user: instance.user, item: instance.item)
      return sum + max(z, 0) - z * instance.label + log1p(exp(-abs(z)))
    } / Double(instances.count)
  }

  /// The gradients of the mean log loss, by the chain rule.
  func gradients(_ instances: some Collection<Instance>) -> [String: [Double]] {
    var result = tensors.mapValues { [Double](repeating: 0, count: $0.values.count) }
    for instance in instances {
      let (joined, activations) = forward(instance.user, instance.item)
      let weights = tensors["prediction.weight"]!.values
      let z = logit(user: instance.user, item: instance.item)
      let dz = (1 / (1 + exp(-z)) - instance.label) / Double(instances.count)
      for k in joined.indices { result["prediction.weight"]![k] += dz * joined[k] }
      result["prediction.bias"]![0] += dz
      let upstream = weights.map { dz * $0 }
      var factors = 0
      if let users = tensors["mf_user.weight"], let items = tensors["mf_item.weight"] {
        factors = users.shape[1]
        for k in 0..<factors {
          let (p, q) = (instance.user * factors + k, instance.item * factors + k)
          result["mf_user.weight"]![p] += upstream[k] * items.values[q]
          result["mf_item.weight"]![q] += upstream[k] * users.values[p]
        }
      }
      if !activations.isEmpty {
        add(Array(upstream[factors...]), activations, instance, to: &result)
      }
    }
    return result
  }

  /// The gradient of the tower and its embeddings, from the gradient of its output.
  private func add(
    _ upstream: [Double], _ activations: [[Double]], _ instance: Instance, to result: inout [String: [Double]]
  ) {
    var upstream = upstream
    for (index, layer) in layers.enumerated().reversed() {
      let weight = tensors[layer.weight]!
      var below = [Double](repeating: 0, count: weight.shape[1])
      for output in upstream.indices where activations[index + 1][output] > 0 {
        result[layer.bias]![output] += upstream[output]
        for input in below.indices {
          let position = output * below.count + input
          result[layer.weight]![position] += upstream[output] * activations[index][input]
          below[input] += upstream[output] * weight.values[position]
        }
      }
      upstream = below
    }
    let half = upstream.count / 2
    for k in 0..<half {
      result["mlp_user.weight"]![instance.user * half + k] += upstream[k]
      result["mlp_item.weight"]![instance.item * half + k] += upstream[half + k]
    }
  }
}
