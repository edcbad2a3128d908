import NCFKernels
import NCFRandom
import Testing

@Suite struct InteractionTests {
  /// A batch with repeated users, items and slots, over tables and gradients whose rows lie further apart than
  /// they are wide.
  private struct Batch {
    static let (userCount, itemCount) = (5, 9)
    let width: Int
    let count: Int
    let users: AlignedBuffer<Float>
    let items: AlignedBuffer<Float>
    let weights: AlignedBuffer<Float>
    let userIndices: AlignedBuffer<Int32>
    let itemIndices: AlignedBuffer<Int32>
    let userSlots: AlignedBuffer<Int32>
    let itemSlots: AlignedBuffer<Int32>

    init(width: Int, count: Int, using generator: inout SeededGenerator) {
      (self.width, self.count) = (width, count)
      users = generator.floats(Self.userCount * (width + 16))
      items = generator.floats(Self.itemCount * (width + 24))
      weights = generator.floats(width)
      userIndices = generator.indices(count, below: Self.userCount)
      itemIndices = generator.indices(count, below: Self.itemCount)
      userSlots = generator.indices(count, below: Self.userCount)
      itemSlots = generator.indices(count, below: Self.itemCount)
    }

    var userView: RowView { RowView(users.extent[16...], width: width, stride: width + 16) }
    var itemView: RowView { RowView(items.extent[8...], width: width, stride: width + 24) }
    var pairs: PairIndices {
      PairIndices(
        users: userIndices.rows(below: Self.userCount), items: itemIndices.rows(below: Self.itemCount))
    }
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func logitsAgreeWithThePlainLoop(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 7, stream: "interaction")
    let batch = Batch(width: width, count: count, using: &generator)
    let logits = generator.floats(count + 8)
    let expected = logits.copy()
    Kernels.interactionLogits(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs, weights: batch.weights.extent,
      logits: logits.extent)
    PlainKernels.interactionLogits(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs, weights: batch.weights.extent,
      logits: expected.extent)
    #expect(deviation(logits, expected) <= roundingTolerance(terms: width + 1))
    #expect(logits.values[count...].elementsEqual(expected.values[count...]))
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func gradientsAgreeWithThePlainLoop(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 8, stream: "interaction")
    let batch = Batch(width: width, count: count, using: &generator)
    let logitGradients = generator.floats(count)
    let stride = width + 8
    let start = [
      generator.floats(Batch.userCount * stride), generator.floats(Batch.itemCount * stride),
      generator.floats(width + 8),
    ]
    let (actual, expected) = (start.map { $0.copy() }, start.map { $0.copy() })
    Kernels.interactionGradients(
      others: batch.itemView, otherIndices: batch.pairs.items, weights: batch.weights.extent,
      logitGradients: logitGradients.extent, slots: batch.userSlots.rows(below: Batch.userCount),
      gradients: RowView(actual[0].extent, width: width, stride: stride))
    Kernels.interactionGradients(
      others: batch.userView, otherIndices: batch.pairs.users, weights: batch.weights.extent,
      logitGradients: logitGradients.extent, slots: batch.itemSlots.rows(below: Batch.itemCount),
      gradients: RowView(actual[1].extent, width: width, stride: stride))
    Kernels.interactionWeightGradients(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs,
      logitGradients: logitGradients.extent, weightGradients: actual[2][0..<width])
    PlainKernels.interactionGradients(
      others: batch.itemView, otherIndices: batch.pairs.items, weights: batch.weights.extent,
      logitGradients: logitGradients.extent, slots: batch.userSlots.rows(below: Batch.userCount),
      gradients: RowView(expected[0].extent, width: width, stride: stride))
    PlainKernels.interactionGradients(
      others: batch.userView, otherIndices: batch.pairs.users, weights: batch.weights.extent,
      logitGradients: logitGradients.extent, slots: batch.itemSlots.rows(below: Batch.itemCount),
      gradients: RowView(expected[1].extent, width: width, stride: stride))
    PlainKernels.interactionWeightGradients(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs,
      logitGradients: logitGradients.extent, weightGradients: expected[2][0..<width])
    for (actual, expected) in zip(actual, expected) {
      #expect(deviation(actual, expected) <= roundingTolerance(terms: count + 1))
    }
    // What lies between the rows, and behind the weights' gradients, is not touched.
    for slot in 0..<Batch.userCount {
      let gap = (slot * stride + width)..<((slot + 1) * stride)
      #expect(actual[0].values[gap].elementsEqual(start[0].values[gap]))
    }
    #expect(actual[2].values[width...].elementsEqual(start[2].values[width...]))
  }

  /// Two factors by hand: z = 1·(2·5) + 10·(3·7), and its derivatives times dz = 2.
  @Test func handExample() {
    let zeros = AlignedBuffer<Int32>(count: 1, zero: 0)
    let zero = zeros.rows(below: 1)
    let pairs = PairIndices(users: zero, items: zero)
    func buffer(_ values: Float...) -> AlignedBuffer<Float> {
      let buffer = AlignedBuffer<Float>(count: 8, zero: 0)
      for (k, value) in values.enumerated() { buffer[k] = value }
      return buffer
    }
    let (p, q, h, logit, two) = (buffer(2, 3), buffer(5, 7), buffer(1, 10), buffer(0.5), buffer(2))
    let (dp, dq, dh) = (buffer(), buffer(), buffer())
    let (users, items) = (RowView(p.extent, width: 8), RowView(q.extent, width: 8))
    Kernels.interactionLogits(
      users: users, items: items, pairs: pairs, weights: h.extent, logits: logit.extent)
    for (others, gradients) in [(items, dp), (users, dq)] {
      Kernels.interactionGradients(
        others: others, otherIndices: zero, weights: h.extent, logitGradients: two.extent, slots: zero,
        gradients: RowView(gradients.extent, width: 8))
    }
    Kernels.interactionWeightGradients(
      users: users, items: items, pairs: pairs, logitGradients: two.extent, weightGradients: dh.extent)
    withExtendedLifetime((p, q, zeros)) {}
    #expect(logit[0] == 220.5)
    #expect([dp, dq, dh].map { [$0[0], $0[1]] } == [[10, 140], [4, 60], [20, 42]])
  }
}
