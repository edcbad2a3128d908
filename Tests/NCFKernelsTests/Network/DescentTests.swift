import Foundation
import NCFKernels
import NCFRandom
import Testing

/// Stochastic gradient descent on single instances (Rendle et al., RecSys 2020).
@Suite struct DescentTests {
  private struct Batch {
    let tables: SampleTables
    let userBiases: AlignedBuffer<Float>
    let itemBiases: AlignedBuffer<Float>
    let bias: AlignedBuffer<Float>
    let userRows: AlignedBuffer<Int32>
    let itemRows: AlignedBuffer<Int32>
    let labels: AlignedBuffer<Float>
    let logits: AlignedBuffer<Float>

    init(width: Int, count: Int, seed: UInt64 = 1) {
      var generator = SeededGenerator(seed: seed, stream: "descent")
      tables = SampleTables(width: width, using: &generator)
      userBiases = generator.floats(SampleTables.userCount)
      itemBiases = generator.floats(SampleTables.itemCount)
      bias = generator.floats(1)
      userRows = generator.indices(count, below: SampleTables.userCount)
      itemRows = generator.indices(count, below: SampleTables.itemCount)
      labels = AlignedBuffer(count: count, zero: 0)
      for b in 0..<count { labels[b] = Float(generator.uniform(below: 2)) }
      logits = AlignedBuffer(count: count, zero: -1)
    }

    func factors(biased: Bool) -> BiasedFactors {
      BiasedFactors(
        users: tables.userView, items: tables.itemView,
        biases: biased ? .init(users: userBiases.extent, items: itemBiases.extent, all: bias.extent) : nil)
    }

    var pairs: PairIndices {
      PairIndices(
        users: userRows.rows(below: SampleTables.userCount),
        items: itemRows.rows(below: SampleTables.itemCount))
    }

    func descend(biased: Bool, rate: Float, penalty: Float) {
      Kernels.logisticDescent(
        factors(biased: biased), pairs: pairs, labels: labels.extent, rate: rate, penalty: penalty,
        logits: logits.extent)
    }

    /// Everything that a step may change.
    var parameters: [AlignedBuffer<Float>] { [tables.users, tables.items, userBiases, itemBiases, bias] }
  }

  /// The steps of a batch follow one another, so rounding errors travel; small steps keep them small.
  @Test(arguments: KernelCases.widths + [192], KernelCases.counts)
  func descentAgreesWithThePlainLoop(width: Int, count: Int) {
    for biased in [false, true] {
      let (batch, plain) = (Batch(width: width, count: count), Batch(width: width, count: count))
      batch.descend(biased: biased, rate: 0.05, penalty: 0.02)
      PlainKernels.logisticDescent(
        plain.factors(biased: biased), pairs: plain.pairs, labels: plain.labels.extent, rate: 0.05,
        penalty: 0.02, logits: plain.logits.extent)
      let tolerance = 8 * roundingTolerance(terms: width + count)
      #expect(deviation(batch.logits, plain.logits) <= tolerance)
      for (own, expected) in zip(batch.parameters, plain.parameters) {
        #expect(deviation(own, expected) <= tolerance)
      }
      let untouched = Batch(width: width, count: count)
      #expect(batch.tables.users.bits != untouched.tables.users.bits)
      #expect((batch.userBiases.bits != untouched.userBiases.bits) == biased)
      withExtendedLifetime((batch, plain)) {}
    }
  }

  /// A step is −η times the slope of the log loss + λ/2·(‖p‖² + ‖q‖² + b_u² + b_i² + b²), by central differences in
  /// double precision.
  @Test(arguments: [Float(0), 1]) func descentFollowsTheSlopeOfTheLoss(label: Float) {
    let (width, rate, penalty) = (8, 0.5, 0.1)
    let batch = Batch(width: width, count: 1, seed: 5)
    batch.labels[0] = label
    let (user, item) = (Int(batch.userRows[0]), Int(batch.itemRows[0]))
    func values() -> [Double] {
      let rows = [batch.tables.userView[user], batch.tables.itemView[item]]
      var values: [Double] = []
      for row in rows { for k in 0..<width { values.append(Double(row[k])) } }
      values.append(Double(batch.userBiases[user]))
      values.append(Double(batch.itemBiases[item]))
      values.append(Double(batch.bias[0]))
      return values
    }
    func loss(_ theta: [Double]) -> Double {
      var (z, squares) = (theta[2 * width] + theta[2 * width + 1] + theta[2 * width + 2], 0.0)
      for k in 0..<width { z += theta[k] * theta[width + k] }
      for value in theta { squares += value * value }
      return log1p(exp(label == 1 ? -z : z)) + penalty / 2 * squares
    }
    let before = values()
    batch.descend(biased: true, rate: Float(rate), penalty: Float(penalty))
    let after = values()
    for k in before.indices {
      var (up, down) = (before, before)
      up[k] += 1e-5
      down[k] -= 1e-5
      let slope = (loss(up) - loss(down)) / 2e-5
      #expect(abs(before[k] - after[k] - rate * slope) < 2e-6)
    }
    withExtendedLifetime(batch) {}
  }

  /// Far out, σ saturates: no overflow on either side.
  @Test(arguments: [Float(-200), 200]) func descentStandsLargeLogits(z: Float) {
    let batch = Batch(width: 8, count: 1)
    for buffer in batch.parameters { buffer.fill(0) }
    batch.bias[0] = z
    batch.labels[0] = 1
    batch.descend(biased: true, rate: 1, penalty: 0)
    #expect(batch.logits[0] == z)
    // σ(200) = 1 leaves the bias as it is; σ(−200) = 0 moves it by the full gradient.
    #expect(batch.bias[0] == (z > 0 ? 200 : -199))
    withExtendedLifetime(batch) {}
  }
}
