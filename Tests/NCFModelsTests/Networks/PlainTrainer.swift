import Foundation
import NCFData
import NCFKernels
import NCFModels
import NCFRandom
import NCFWeights

/// Dense Adam over sampled batches, in double precision: every parameter moves in every step.
struct PlainTrainer {
  private(set) var network: PlainNetwork
  private let training: InteractionMatrix
  private let values: Hyperparameters
  private var generator: SeededGenerator
  private var first: [String: [Double]]
  private var second: [String: [Double]]
  private var step = 0

  init(_ training: InteractionMatrix, _ values: Hyperparameters, weights: TensorBundle) {
    self.training = training
    self.values = values
    network = PlainNetwork(weights)
    first = network.tensors.mapValues { $0.values.map { _ in 0 } }
    second = first
    // The stream of the run's seed from which trainers draw their instances.
    generator = SeededGenerator(seed: UInt64(values.integer(.seed)), stream: "sample")
  }

  /// - Returns: The mean loss per instance, as each batch saw it before its step.
  mutating func trainEpoch() -> Double {
    let sampler = InstanceSampler(
      offsets: training.offsets, items: training.items, itemCount: training.itemCount,
      negatives: values.integer(.negatives))
    sampler.draw(using: &generator)
    let count = sampler.instanceCount
    let epoch = InstanceBatch(capacity: count)
    sampler.unpack(from: 0, count: count, into: epoch)
    let instances = (0..<count).map {
      Instance(user: epoch.pairs.users[$0], item: epoch.pairs.items[$0], label: Double(epoch.labels[$0]))
    }
    var loss = 0.0
    for start in stride(from: 0, to: count, by: values.integer(.batchSize)) {
      let batch = instances[start..<min(count, start + values.integer(.batchSize))]
      loss += Double(batch.count) * network.meanLoss(batch)
      take(batch)
    }
    return loss / Double(count)
  }

  private mutating func take(_ batch: ArraySlice<Instance>) {
    step += 1
    let (firstCorrection, secondCorrection) = (1 - pow(0.9, Double(step)), 1 - pow(0.999, Double(step)))
    for (name, gradient) in network.gradients(batch) {
      for (k, own) in gradient.enumerated() {
        let value = network.tensors[name]!.values[k]
        let g = own + 2 * penalty(name) * value
        first[name]![k] = 0.9 * first[name]![k] + 0.1 * g
        second[name]![k] = 0.999 * second[name]![k] + 0.001 * g * g
        let (mean, square) = (first[name]![k] / firstCorrection, second[name]![k] / secondCorrection)
        network.tensors[name]!.values[k] =
          value - values.number(.learningRate) * mean / (square.squareRoot() + 1e-8)
      }
    }
  }

  private func penalty(_ name: String) -> Double {
    if name.hasPrefix("m") {
      let part = name.hasPrefix("mf_") ? Hyperparameter.l2GMFEmbeddings : .l2MLPEmbeddings
      let side = name.hasSuffix("user.weight") ? Hyperparameter.l2Users : .l2Items
      return [part, side, .l2Embeddings].first { values[$0] != nil }.map(values.number) ?? 0
    }
    guard let layer = network.layers.firstIndex(where: { $0.weight == name }) else { return 0 }
    return values.numbers(.l2Layers)[layer]
  }
}
