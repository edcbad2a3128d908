import Foundation
import NCFKernels
import NCFRandom
import Testing

/// BPR's kernels (Rendle et al., UAI 2009).
@Suite struct PairwiseTests {
  private struct Batch {
    let tables: SampleTables
    let userRows: AlignedBuffer<Int32>
    let positives: AlignedBuffer<Int32>
    let negatives: AlignedBuffer<Int32>

    init(width: Int, count: Int, seed: UInt64 = 1) {
      var generator = SeededGenerator(seed: seed, stream: "pairwise")
      tables = SampleTables(width: width, using: &generator)
      userRows = generator.indices(count, below: SampleTables.userCount)
      positives = generator.indices(count, below: SampleTables.itemCount)
      negatives = AlignedBuffer(count: count, zero: 0)
      for b in 0..<count {
        let other = 1 + Int32(generator.uniform(below: UInt32(SampleTables.itemCount - 1)))
        negatives[b] = (positives[b] + other) % Int32(SampleTables.itemCount)
      }
    }

    var triplets: TripletIndices {
      TripletIndices(
        users: userRows.rows(below: SampleTables.userCount),
        positives: positives.rows(below: SampleTables.itemCount),
        negatives: negatives.rows(below: SampleTables.itemCount))
    }
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func marginsAgreeWithThePlainLoop(width: Int, count: Int) {
    let batch = Batch(width: width, count: count)
    let (margins, expected) = (
      AlignedBuffer<Float>(count: count, zero: -1), AlignedBuffer<Float>(count: count, zero: -1)
    )
    Kernels.pairwiseMargins(
      users: batch.tables.userView, items: batch.tables.itemView, triplets: batch.triplets,
      margins: margins.extent)
    PlainKernels.pairwiseMargins(
      users: batch.tables.userView, items: batch.tables.itemView, triplets: batch.triplets,
      margins: expected.extent)
    #expect(deviation(margins, expected) <= 2 * roundingTolerance(terms: width))
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func gradientsAgreeWithThePlainLoop(width: Int, count: Int) {
    let batch = Batch(width: width, count: count)
    var generator = SeededGenerator(seed: 2, stream: "pairwise")
    let marginGradients = generator.floats(count)
    let userGradients = generator.floats(batch.tables.users.count)
    let itemGradients = generator.floats(batch.tables.items.count)
    let (expectedUsers, expectedItems) = (userGradients.copy(), itemGradients.copy())
    Kernels.pairwiseGradients(
      users: batch.tables.userView, items: batch.tables.itemView, triplets: batch.triplets,
      marginGradients: marginGradients.extent, penalty: 0.3,
      slots: batch.triplets, userGradients: batch.tables.userView(userGradients),
      itemGradients: batch.tables.itemView(itemGradients))
    PlainKernels.pairwiseGradients(
      users: batch.tables.userView, items: batch.tables.itemView, triplets: batch.triplets,
      marginGradients: marginGradients.extent, penalty: 0.3,
      slots: batch.triplets, userGradients: batch.tables.userView(expectedUsers),
      itemGradients: batch.tables.itemView(expectedItems))
    #expect(deviation(userGradients, expectedUsers) <= 2 * roundingTolerance(terms: 2 * count))
    #expect(deviation(itemGradients, expectedItems) <= 2 * roundingTolerance(terms: 2 * count))
  }

  /// The steps of a batch follow one another, so rounding errors travel; small steps keep them small.
  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func descentAgreesWithThePlainLoop(width: Int, count: Int) {
    let (batch, plain) = (Batch(width: width, count: count), Batch(width: width, count: count))
    let (margins, expected) = (
      AlignedBuffer<Float>(count: count, zero: -1), AlignedBuffer<Float>(count: count, zero: -1)
    )
    Kernels.pairwiseDescent(
      users: batch.tables.userView, items: batch.tables.itemView, triplets: batch.triplets, rate: 0.05,
      penalty: 0.02, margins: margins.extent)
    PlainKernels.pairwiseDescent(
      users: plain.tables.userView, items: plain.tables.itemView, triplets: plain.triplets, rate: 0.05,
      penalty: 0.02, margins: expected.extent)
    let tolerance = 8 * roundingTolerance(terms: width + count)
    #expect(deviation(margins, expected) <= tolerance)
    #expect(deviation(batch.tables.users, plain.tables.users) <= tolerance)
    #expect(deviation(batch.tables.items, plain.tables.items) <= tolerance)
    #expect(batch.tables.users.bits != Batch(width: width, count: count).tables.users.bits)
  }

  /// A triplet's step is −η times the slope of −ln σ(x) + λ/2·(‖p‖² + ‖q_i‖² + ‖q_j‖²), by central differences in
  /// double precision.
  @Test func descentFollowsTheSlopeOfTheLoss() {
    let (width, rate, penalty) = (8, 0.5, 0.1)
    let batch = Batch(width: width, count: 1, seed: 5)
    let (user, positive, negative) = (
      Int(batch.userRows[0]), Int(batch.positives[0]), Int(batch.negatives[0])
    )
    let rows = [
      batch.tables.userView[user], batch.tables.itemView[positive], batch.tables.itemView[negative],
    ]
    let before = rows.flatMap { row in (0..<width).map { Double(row[$0]) } }
    func loss(_ theta: [Double]) -> Double {
      let x = (0..<width).reduce(0.0) { $0 + theta[$1] * (theta[width + $1] - theta[2 * width + $1]) }
      return log1p(exp(-x)) + penalty / 2 * theta.reduce(0) { $0 + $1 * $1 }
    }
    let margins = AlignedBuffer<Float>(count: 1, zero: 0)
    Kernels.pairwiseDescent(
      users: batch.tables.userView, items: batch.tables.itemView, triplets: batch.triplets, rate: Float(rate),
      penalty: Float(penalty), margins: margins.extent)
    let after = rows.flatMap { row in (0..<width).map { Double(row[$0]) } }
    for k in before.indices {
      var (up, down) = (before, before)
      up[k] += 1e-5
      down[k] -= 1e-5
      let slope = (loss(up) - loss(down)) / 2e-5
      #expect(abs(before[k] - after[k] - rate * slope) < 1e-6)
    }
  }

  /// Far out, σ saturates: no overflow on either side.
  @Test(arguments: [Float(-200), 200])
  func descentStandsLargeMargins(x: Float) {
    let users = AlignedBuffer<Float>(count: 8, zero: 0)
    let items = AlignedBuffer<Float>(count: 16, zero: 0)
    (users[0], items[0]) = (1, x)
    // The indices 0 and 1, which have to live as long as the kernel runs.
    let (zero, one) = (AlignedBuffer<Int32>(count: 1, zero: 0), AlignedBuffer<Int32>(count: 1, zero: 1))
    let margins = AlignedBuffer<Float>(count: 1, zero: 0)
    withExtendedLifetime((zero, one)) {
      Kernels.pairwiseDescent(
        users: RowView(users.extent, width: 8), items: RowView(items.extent, width: 8),
        triplets: TripletIndices(
          users: zero.rows(below: 1), positives: zero.rows(below: 2), negatives: one.rows(below: 2)),
        rate: 1, penalty: 0, margins: margins.extent)
    }
    #expect(margins[0] == x)
    // σ(200) = 0 leaves all as it is; σ(−200) = 0 moves by the full gradient.
    #expect(users[0] == (x > 0 ? 1 : -199))
    #expect(items[0] == (x > 0 ? 200 : -199))
    #expect(abs(items[8] - (x > 0 ? 0 : -1)) < 1e-30)
  }
}
