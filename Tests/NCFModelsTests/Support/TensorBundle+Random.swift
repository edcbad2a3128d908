import NCFModels
import NCFRandom
import NCFWeights

extension TensorBundle {
  /// Tensors of the same names and shapes with numbers from ± `spread`, large enough that every part of a network
  /// has gradients to speak of.
  func randomised(spread: Double = 0.6, seed: UInt64 = 1) -> TensorBundle {
    var generator = SeededGenerator(seed: seed, stream: "weights")
    var bundle = TensorBundle()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      bundle[name] = Tensor(
        shape: tensor.shape,
        values: tensor.values.map { _ in Float(spread * (2 * generator.uniform() - 1)) })
    }
    return bundle
  }

  /// The bits of every tensor.
  var bits: [String: [UInt32]] { tensors.mapValues { $0.values.map(\.bitPattern) } }

  /// ‖weights − other‖ / ‖other − start‖ over all tensors: the error relative to the distance that training covered.
  func relativeError(to other: PlainNetwork, from start: TensorBundle) -> Double {
    var (error, change) = (0.0, 0.0)
    for (name, tensor) in other.tensors {
      for (k, exact) in tensor.values.enumerated() {
        error += (Double(tensors[name]!.values[k]) - exact) * (Double(tensors[name]!.values[k]) - exact)
        change += (exact - Double(start[name]!.values[k])) * (exact - Double(start[name]!.values[k]))
      }
    }
    return (error / change).squareRoot()
  }
}

extension Recommender {
  /// The scores of some items for one user.
  func scores(user: Int, items: [Int32]) -> [Float] {
    [Float](unsafeUninitializedCapacity: items.count) { scores, count in
      scores.initialize(repeating: .nan)
      items.withUnsafeBufferPointer {
        score(user: user, items: $0, into: UnsafeMutableBufferPointer(rebasing: scores[..<items.count]))
      }
      count = items.count
    }
  }
}

extension Trainer {
  /// Trains one epoch, after epoch 0.
  /// - Returns: Its loss.
  func trainEpoch() throws -> Double {
    while true {
      if case .epoch(let loss?) = try finishEpoch() { return loss }
    }
  }

  /// The scores of some items for one user.
  func scores(user: Int, items: [Int32]) -> [Float] { recommender().scores(user: user, items: items) }
}
