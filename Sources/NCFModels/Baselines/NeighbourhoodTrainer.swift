import NCFData
import NCFDiagnostics
import NCFKernels

/// Scores items by their similarity to those of the user's items that are among their neighbours.
final class NeighbourhoodTrainer: Trainer {
  let epochCount = 0
  private let training: InteractionMatrix
  private var neighbours: ItemNeighbours
  /// 1 for each item of the user at hand, 0 elsewhere; shape `itemCount`.
  private let profile: AlignedBuffer<Float>

  init(_ training: InteractionMatrix, _ neighbours: ItemNeighbours) {
    self.training = training
    self.neighbours = neighbours
    profile = AlignedBuffer(count: training.itemCount, zero: 0)
  }

  /// The neighbours are complete when the trainer is made.
  func trainEpoch() -> Double { 0 }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for item in training.items(of: user) { profile.pointer[Int(item)] = 1 }
    neighbours.items.withUnsafeBufferPointer { others in
      neighbours.similarities.withUnsafeBufferPointer { similarities in
        for (index, item) in items.enumerated() {
          let range = neighbours.range(of: Int(item))
          scores[index] =
            range.isEmpty
            ? 0
            : Kernels.sparseDotProduct(
              indices: others.baseAddress! + range.lowerBound,
              values: similarities.baseAddress! + range.lowerBound, count: range.count,
              dense: profile.pointer)
        }
      }
    }
    for item in training.items(of: user) { profile.pointer[Int(item)] = 0 }
  }

  /// The neighbours of item after item:
  ///
  /// | name | shape |
  /// |---|---|
  /// | `neighbour.count` | items |
  /// | `neighbour.item`, `neighbour.similarity` | the sum of the counts |
  var weights: TensorBundle {
    let counts = (0..<training.itemCount).map { Float(neighbours.range(of: $0).count) }
    let total = neighbours.items.count
    return TensorBundle([
      "neighbour.count": TensorBundle.Tensor(shape: [counts.count], values: counts),
      "neighbour.item": TensorBundle.Tensor(shape: [total], values: neighbours.items.map(Float.init)),
      "neighbour.similarity": TensorBundle.Tensor(shape: [total], values: neighbours.similarities),
    ])
  }

  /// - Throws: `InputError` also if counts and ids are not those of neighbours.
  func restore(_ weights: TensorBundle) throws {
    let counts = try weights.values(of: "neighbour.count", shape: [training.itemCount])
    guard let sizes = Self.wholeNumbers(counts, below: training.itemCount) else {
      throw Self.unfit("neighbour.count")
    }
    let offsets = sizes.reduce(into: [0]) { $0.append($0.last! + Int($1)) }
    let ids = try weights.values(of: "neighbour.item", shape: [offsets.last!])
    guard let items = Self.wholeNumbers(ids, below: training.itemCount) else {
      throw Self.unfit("neighbour.item")
    }
    let similarities = try weights.values(of: "neighbour.similarity", shape: [offsets.last!])
    neighbours = ItemNeighbours(offsets: offsets, items: items, similarities: similarities)
  }

  private static func wholeNumbers(_ values: [Float], below bound: Int) -> [Int32]? {
    let numbers = values.compactMap(Int32.init(exactly:))
    return numbers.count == values.count && numbers.allSatisfy { $0 >= 0 && $0 < bound } ? numbers : nil
  }

  private static func unfit(_ tensor: String) -> InputError {
    InputError(
      .badContent, problem: "tensor \"\(tensor)\" holds something else than whole numbers below the items",
      remedy: "use weights of the same data set")
  }
}
