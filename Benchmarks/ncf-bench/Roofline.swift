import Foundation
import NCFData
import NCFModels

/// The least time that an epoch of a network can take on a machine: its floating-point work at the peak rate, plus
/// its unavoidable memory traffic at the stream rate.
struct Roofline {
  /// Floating-point operations per epoch.
  let operations: Double
  /// Bytes per epoch.
  let traffic: Double

  /// - Parameters:
  ///   - factors: Of the interaction part; 0 without one.
  ///   - layers: The tower; empty without one.
  init(training: InteractionMatrix, factors: Int, layers: [Int], negatives: Int, batchSize: Int) {
    let instances = Double(training.interactionCount * (1 + negatives))
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
