import Foundation
import NCFData
import NCFKernels

/// Walks of three steps from an item to its users, on to their items, with damped probabilities (Paudel et al.,
/// TiiS 2017, section 4):
///
///     w(i, j) = Σ_{u ∈ U_i ∩ U_j} (1/|U_i|)^α · (1/|I_u|)^α / |U_j|^β
struct RandomWalk {
  private let training: InteractionMatrix
  private let columns: ItemColumns
  /// |I_u|^−α; shape users.
  private let userWeights: AlignedBuffer<Float>
  /// |U_i|^−α and |U_i|^−β; shape items.
  private let starts: [Float]
  private let penalties: [Float]

  init(_ training: InteractionMatrix, alpha: Double, beta: Double) {
    self.training = training
    columns = ItemColumns(training)
    userWeights = AlignedBuffer(count: training.userCount, zero: 0)
    for user in 0..<training.userCount {
      userWeights.pointer[user] = Self.damped(training.items(of: user).count, alpha)
    }
    starts = training.itemFrequencies.map { Self.damped($0, alpha) }
    penalties = training.itemFrequencies.map { Self.damped($0, beta) }
  }

  private static func damped(_ count: Int, _ exponent: Double) -> Float {
    count == 0 ? 0 : Float(pow(Double(count), -exponent))
  }

  /// The `largestCount` items that the walks from each item most likely reach, or all.
  ///
  /// Complexity: O(Σ_u |I_u|² + items²).
  func neighbours(largestCount: Int?) -> Neighbours {
    Neighbours(rowCount: training.itemCount, largestCount: largestCount) { item, weights in
      let range = columns.range(of: item)
      guard !range.isEmpty else { return }
      columns.users.withUnsafeBufferPointer { users in
        training.offsets.withUnsafeBufferPointer { offsets in
          training.items.withUnsafeBufferPointer { items in
            Kernels.addWeightedItems(
              users: users.baseAddress! + range.lowerBound, count: range.count, offsets: offsets.baseAddress!,
              items: items.baseAddress!, weights: userWeights.pointer, sums: weights)
          }
        }
      }
      for other in 0..<training.itemCount { weights[other] *= starts[item] * penalties[other] }
    }
  }
}
