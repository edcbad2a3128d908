import Foundation
import NCFKernels
import NCFRandom
import Testing

/// BPR's kernels (Rendle et al., UAI 2009).
@Suite struct PairwiseTests {
  /// Triplets over few rows, so that rows recur, in tables whose rows lie further apart than they are wide.
  private struct Batch {
    static let (userCount, itemCount) = (6, 9)
    let width: Int
    let count: Int
    let users: AlignedBuffer<Float>
    let items: AlignedBuffer<Float>
    let userRows: AlignedBuffer<Int32>
    let positives: AlignedBuffer<Int32>
    let negatives: AlignedBuffer<Int32>

    init(width: Int, count: Int, seed: UInt64 = 1) {
      var generator = SeededGenerator(seed: seed, stream: "pairwise")
      self.width = width
      self.count = count
      users = generator.floats(Self.userCount * (width + 8))
      items = generator.floats(Self.itemCount * (width + 16))
      userRows = generator.indices(count, below: Self.userCount)
      positives = generator.indices(count, below: Self.itemCount)
      negatives = AlignedBuffer(count: count, zero: 0)
      for b in 0..<count {
        let other = 1 + Int32(generator.uniform(below: UInt32(Self.itemCount - 1)))
        negatives.pointer[b] = (positives.pointer[b] + other) % Int32(Self.itemCount)
      }
    }

    var triplets: TripletIndices {
      TripletIndices(users: userRows.pointer, positives: positives.pointer, negatives: negatives.pointer)
    }

    func userView(_ table: AlignedBuffer<Float>) -> RowView { RowView(table.pointer, stride: width + 8) }
    func itemView(_ table: AlignedBuffer<Float>) -> RowView { RowView(table.pointer, stride: width + 16) }
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func marginsAgreeWithThePlainLoop(width: Int, count: Int) {
    let batch = Batch(width: width, count: count)
    let (margins, expected) = (
      AlignedBuffer<Float>(count: count, zero: -1), AlignedBuffer<Float>(count: count, zero: -1)
    )
    Kernels.pairwiseMargins(
      users: batch.userView(batch.users), items: batch.itemView(batch.items), triplets: batch.triplets,
      count: count, width: width, margins: margins.pointer)
    PlainKernels.pairwiseMargins(
      users: batch.userView(batch.users), items: batch.itemView(batch.items), triplets: batch.triplets,
      count: count, width: width, margins: expected.pointer)
    #expect(deviation(margins, expected) <= 2 * roundingTolerance(terms: width))
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func gradientsAgreeWithThePlainLoop(width: Int, count: Int) {
    let batch = Batch(width: width, count: count)
    var generator = SeededGenerator(seed: 2, stream: "pairwise")
    let marginGradients = generator.floats(count)
    let userGradients = generator.floats(batch.users.count)
    let itemGradients = generator.floats(batch.items.count)
    let (expectedUsers, expectedItems) = (userGradients.copy(), itemGradients.copy())
    Kernels.pairwiseGradients(
      users: batch.userView(batch.users), items: batch.itemView(batch.items), triplets: batch.triplets,
      count: count, width: width, marginGradients: marginGradients.pointer, penalty: 0.3,
      slots: batch.triplets, userGradients: batch.userView(userGradients),
      itemGradients: batch.itemView(itemGradients))
    PlainKernels.pairwiseGradients(
      users: batch.userView(batch.users), items: batch.itemView(batch.items), triplets: batch.triplets,
      count: count, width: width, marginGradients: marginGradients.pointer, penalty: 0.3,
      slots: batch.triplets, userGradients: batch.userView(expectedUsers),
      itemGradients: batch.itemView(expectedItems))
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
      users: batch.userView(batch.users), items: batch.itemView(batch.items), triplets: batch.triplets,
      count: count, width: width, rate: 0.05, penalty: 0.02, margins: margins.pointer)
    PlainKernels.pairwiseDescent(
      users: plain.userView(plain.users), items: plain.itemView(plain.items), triplets: plain.triplets,
      count: count, width: width, rate: 0.05, penalty: 0.02, margins: expected.pointer)
    let tolerance = 8 * roundingTolerance(terms: width + count)
    #expect(deviation(margins, expected) <= tolerance)
    #expect(deviation(batch.users, plain.users) <= tolerance)
    #expect(deviation(batch.items, plain.items) <= tolerance)
    #expect(batch.users.bits != Batch(width: width, count: count).users.bits)
  }

  /// A triplet's step is −η times the slope of −ln σ(x) + λ/2·(‖p‖² + ‖q_i‖² + ‖q_j‖²), by central differences in
  /// double precision.
  @Test func descentFollowsTheSlopeOfTheLoss() {
    let (width, rate, penalty) = (8, 0.5, 0.1)
    let batch = Batch(width: width, count: 1, seed: 5)
    let (user, positive, negative) = (
      Int(batch.userRows.pointer[0]), Int(batch.positives.pointer[0]), Int(batch.negatives.pointer[0])
    )
    let rows = [
      batch.users.pointer + user * (width + 8), batch.items.pointer + positive * (width + 16),
      batch.items.pointer + negative * (width + 16),
    ]
    let before = rows.flatMap { row in (0..<width).map { Double(row[$0]) } }
    func loss(_ theta: [Double]) -> Double {
      let x = (0..<width).reduce(0.0) { $0 + theta[$1] * (theta[width + $1] - theta[2 * width + $1]) }
      return log1p(exp(-x)) + penalty / 2 * theta.reduce(0) { $0 + $1 * $1 }
    }
    var margin: Float = 0
    Kernels.pairwiseDescent(
      users: batch.userView(batch.users), items: batch.itemView(batch.items), triplets: batch.triplets,
      count: 1, width: width, rate: Float(rate), penalty: Float(penalty), margins: &margin)
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
    (users.pointer[0], items.pointer[0]) = (1, x)
    // The indices 0 and 1, which have to live as long as the kernel runs.
    let (zero, one) = (AlignedBuffer<Int32>(count: 1, zero: 0), AlignedBuffer<Int32>(count: 1, zero: 1))
    var margin: Float = 0
    withExtendedLifetime((zero, one)) {
      Kernels.pairwiseDescent(
        users: RowView(users.pointer, stride: 8), items: RowView(items.pointer, stride: 8),
        triplets: TripletIndices(users: zero.pointer, positives: zero.pointer, negatives: one.pointer),
        count: 1, width: 8, rate: 1, penalty: 0, margins: &margin)
    }
    #expect(margin == x)
    // σ(200) = 0 leaves all as it is; σ(−200) = 0 moves by the full gradient.
    #expect(users.pointer[0] == (x > 0 ? 1 : -199))
    #expect(items.pointer[0] == (x > 0 ? 200 : -199))
    #expect(abs(items.pointer[8] - (x > 0 ? 0 : -1)) < 1e-30)
  }
}
