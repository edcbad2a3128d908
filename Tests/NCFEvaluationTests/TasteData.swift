import Foundation
import NCFData
import NCFModels
import NCFRandom

/// Interactions of users with a low-rank taste, so that there is something to learn that popularity does not tell:
/// users and items are points on a circle, and users like what is near them; a few items are liked more by all.
struct TasteData {
  static let negativesPerCase = 99

  let training: InteractionMatrix
  let task: RankingTask

  /// - Parameter perUser: Interactions of each user, one of which is held out.
  init(userCount: Int, itemCount: Int, perUser: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "taste")
    let places = (0..<itemCount).map { _ in 2 * Double.pi * generator.uniform() }
    let appeals = (0..<itemCount).map { _ in 0.7 * generator.normalPair().0 }
    var (known, heldOut, negatives): ([[Int32]], [Int32], [Int32]) = ([], [], [])
    for _ in 0..<userCount {
      let place = 2 * Double.pi * generator.uniform()
      // The items with the largest perturbed utilities: a sample without replacement (Gumbel's trick).
      let utilities = (0..<itemCount).map { item in
        3 * cos(place - places[item]) + appeals[item] - log(-log(generator.uniform()))
      }
      var chosen = (0..<itemCount).sorted { utilities[$0] > utilities[$1] }.map(Int32.init)
      let others = chosen[perUser...].shuffled(using: &generator)
      chosen = chosen[..<perUser].shuffled(using: &generator)
      heldOut.append(chosen.removeLast())
      known.append(chosen.sorted())
      negatives += others.prefix(Self.negativesPerCase)
    }
    training = InteractionMatrix(
      offsets: (0...userCount).map { $0 * (perUser - 1) }, items: known.flatMap { $0 }, itemCount: itemCount)
    task = RankingTask(
      users: (0..<userCount).map(Int32.init), heldOutItems: heldOut,
      negativeOffsets: (0...userCount).map { $0 * Self.negativesPerCase }, negatives: negatives)
  }
}

/// The most popular items of the training data, for everyone.
final class MostPopular: Recommender {
  private var counts: [Int32: Float] = [:]

  init(_ training: InteractionMatrix) {
    for item in training.items { counts[item, default: 0] += 1 }
  }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (k, item) in items.enumerated() { scores[k] = counts[item] ?? 0 }
  }
}
