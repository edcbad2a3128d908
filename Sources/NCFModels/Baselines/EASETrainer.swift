import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

/// The closed form of EASEᴿ (Steck, WWW 2019, eq. 8).
///
/// Kept is P = (XᵀX + λI)⁻¹, which is symmetric, in place of B: a row of P serves as row i of B (for the catalogue)
/// and as column j of B (for single items), each without a walk across memory.
final class EASETrainer: CatalogueTrainer {
  /// Beyond this, P and its inverse would fill the memory of most machines.
  private static let greatestItemCount = 30_000

  private let training: InteractionMatrix
  /// P; rows are `width` apart and zero beyond the last item.
  private let inverse: AlignedBuffer<Float>
  private let width: Int

  /// - Throws: `InputError` if there are too many items, or XᵀX + λI has no inverse.
  init(_ context: TrainingContext) throws {
    training = context.training
    let count = training.itemCount
    guard count <= Self.greatestItemCount else {
      throw InputError(
        .badContent,
        problem: "EASEᴿ inverts an items × items matrix; found \(count) items, expected at most "
          + "\(Self.greatestItemCount)",
        remedy: "choose another method for this data set")
    }
    width = paddedWidth(count)
    inverse = AlignedBuffer(count: count * width, zero: 0)
    let gram = Self.regularisedGram(training, penalty: context.values.number(.l2))
    guard DenseAlgebra.invert(gram.pointer, order: count) else {
      throw InputError(
        .badContent, problem: "the items' matrix XᵀX + λI has no inverse", remedy: "choose a larger l2")
    }
    for row in 0..<count {
      for column in 0..<count {
        inverse.pointer[row * width + column] = Float(gram.pointer[row * count + column])
      }
    }
  }

  /// XᵀX + λI; items × items.
  private static func regularisedGram(
    _ training: InteractionMatrix, penalty: Double
  ) -> AlignedBuffer<Double> {
    let count = training.itemCount
    let columns = ItemColumns(training)
    let counts = AlignedBuffer<Int32>(count: count, zero: 0)
    let gram = AlignedBuffer<Double>(count: count * count, zero: 0)
    for item in 0..<count {
      counts.fill(0)
      columns.countItems(occurringWith: item, in: training, into: counts)
      for other in 0..<count { gram.pointer[item * count + other] = Double(counts.pointer[other]) }
      gram.pointer[item * count + item] += penalty
    }
    return gram
  }

  var itemCount: Int { training.itemCount }

  /// Σ_{i ∈ I_u} B_ij = −Σ_{i ∈ I_u, i ≠ j} P_ij / P_jj
  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { sums in
      sums.initialize(repeating: 0)
      let items = training.items(of: user)
      for item in items {
        Kernels.addScaled(
          inverse.pointer + Int(item) * width, by: 1, count: width, to: sums.baseAddress!)
      }
      for item in items { sums[Int(item)] -= inverse.pointer[Int(item) * (width + 1)] }
      for item in 0..<itemCount { scores[item] = -sums[item] / inverse.pointer[item * (width + 1)] }
    }
  }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    let range = training.offsets[user]..<training.offsets[user + 1]
    training.items.withUnsafeBufferPointer { profile in
      for (index, item) in items.enumerated() {
        let row = inverse.pointer + Int(item) * width
        let own = row[Int(item)]
        var sum: Float = 0
        if !range.isEmpty {
          sum = Kernels.indexedSum(
            indices: profile.baseAddress! + range.lowerBound, count: range.count, dense: row)
          if training.contains(user: user, item: item) { sum -= own }
        }
        scores[index] = -sum / own
      }
    }
  }

  /// | name | shape |
  /// |---|---|
  /// | `item.inverse` (P) | items × items |
  var weights: TensorBundle {
    var values: [Float] = []
    values.reserveCapacity(itemCount * itemCount)
    for row in 0..<itemCount {
      values += UnsafeBufferPointer(start: inverse.pointer + row * width, count: itemCount)
    }
    return TensorBundle(["item.inverse": .init(shape: [itemCount, itemCount], values: values)])
  }

  func restore(_ weights: TensorBundle) throws {
    let values = try weights.values(of: "item.inverse", shape: [itemCount, itemCount])
    for (index, value) in values.enumerated() {
      inverse.pointer[index / itemCount * width + index % itemCount] = value
    }
  }
}
