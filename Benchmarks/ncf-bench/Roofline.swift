import Foundation
import NCFData
import NCFModels

/// The least time that an epoch of a network, or an evaluation, can take on a machine: its floating-point work at the
/// peak rate, plus its unavoidable memory traffic at the stream rate.
struct Roofline {
  /// Training instances, or pairs of a user and an item that are scored.
  let instances: Double
  /// Floating-point operations.
  let operations: Double
  /// Bytes.
  let traffic: Double

  /// An epoch.
  ///
  /// - Parameters:
  ///   - factors: Of the interaction part; 0 without one.
  ///   - layers: The tower; empty without one.
  init(training: InteractionMatrix, factors: Int, layers: [Int], negatives: Int, batchSize: Int) {
    instances = Double(training.interactionCount * (1 + negatives))
    let tower = zip(layers, layers.dropFirst()).map { Double($0 * $1) }.reduce(0, +)
    // Each weight is multiplied and added once forward, once for its own and once for its input's gradient.
    operations = instances * (6 * tower + 10 * Double(factors) + 6 * Double(layers.last ?? 0))

    // Per step: the distinct rows' parameters and two moments are read and written, and so is everything else that
    // is trained. Per instance: eight bytes are written by the sampler and read by the step.
    let width = Double(factors + (layers.first ?? 0) / 2)
    let steps = instances / Double(batchSize)
    let rows = Self.distinctRows(training, negatives: negatives, batchSize: batchSize)
    let dense = tower + Double(layers.dropFirst().reduce(0, +) + factors + (layers.last ?? 0))
    traffic = steps * 6 * 4 * (rows * width + dense) + 16 * instances
  }

  /// The ranking of every test case.
  ///
  /// What the first hidden layer makes of a user is the same for all the user's candidates, so it counts once a user.
  /// Parameters are read once, a candidate's number and its score once each.
  init(evaluating task: RankingTask, users: Int, items: Int, factors: Int, layers: [Int]) {
    let (pairs, cases) = (Double(task.negatives.count + task.caseCount), Double(task.caseCount))
    let tower = zip(layers, layers.dropFirst()).map { Double($0 * $1) }.reduce(0, +)
    let userHalf = layers.count > 1 ? Double(layers[0] / 2 * layers[1]) : 0
    instances = pairs
    operations =
      2 * (pairs * (tower - userHalf) + cases * userHalf) + pairs
      * Double(3 * factors + 2 * (layers.last ?? 0))
    traffic = 4 * (Double((users + items) * (factors + (layers.first ?? 0) / 2)) + tower) + 8 * pairs
  }

  func seconds(on machine: Machine) -> Double { operations / machine.peak + traffic / machine.streamRate }

  /// The expected number of distinct users and items in a batch: Σ 1 − (1 − p)^batch.
  private static func distinctRows(_ training: InteractionMatrix, negatives: Int, batchSize: Int) -> Double {
    let total = Double(training.interactionCount)
    var itemCounts = [Double](repeating: 0, count: training.itemCount)
    for item in training.items { itemCounts[Int(item)] += 1 }
    let positive = 1 / Double(1 + negatives)
    let items = itemCounts.map { positive * $0 / total + (1 - positive) / Double(training.itemCount) }
    let users = (0..<training.userCount).map { Double(training.items(of: $0).count) / total }
    return (users + items).map { 1 - pow(1 - $0, Double(batchSize)) }.reduce(0, +)
  }
}
