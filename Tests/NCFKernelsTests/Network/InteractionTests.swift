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

    var userView: RowView { RowView(users.pointer + 16, stride: width + 16) }
    var itemView: RowView { RowView(items.pointer + 8, stride: width + 24) }
    var pairs: PairIndices { PairIndices(users: userIndices.pointer, items: itemIndices.pointer) }
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func logitsAgreeWithThePlainLoop(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 7, stream: "interaction")
    let batch = Batch(width: width, count: count, using: &generator)
    let logits = generator.floats(count + 8)
    let expected = logits.copy()
    Kernels.interactionLogits(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs, count: count,
      weights: batch.weights.pointer, width: width, logits: logits.pointer)
    PlainKernels.interactionLogits(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs, count: count,
      weights: batch.weights.pointer, width: width, logits: expected.pointer)
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
      others: batch.itemView, otherIndices: batch.itemIndices.pointer, count: count,
      weights: batch.weights.pointer, width: width, logitGradients: logitGradients.pointer,
      slots: batch.userSlots.pointer, gradients: RowView(actual[0].pointer, stride: stride))
    Kernels.interactionGradients(
      others: batch.userView, otherIndices: batch.userIndices.pointer, count: count,
      weights: batch.weights.pointer, width: width, logitGradients: logitGradients.pointer,
      slots: batch.itemSlots.pointer, gradients: RowView(actual[1].pointer, stride: stride))
    Kernels.interactionWeightGradients(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs, count: count, width: width,
      logitGradients: logitGradients.pointer, weightGradients: actual[2].pointer)
    PlainKernels.interactionGradients(
      others: batch.itemView, otherIndices: batch.itemIndices.pointer, count: count,
      weights: batch.weights.pointer, width: width, logitGradients: logitGradients.pointer,
      slots: batch.userSlots.pointer, gradients: RowView(expected[0].pointer, stride: stride))
    PlainKernels.interactionGradients(
      others: batch.userView, otherIndices: batch.userIndices.pointer, count: count,
      weights: batch.weights.pointer, width: width, logitGradients: logitGradients.pointer,
      slots: batch.itemSlots.pointer, gradients: RowView(expected[1].pointer, stride: stride))
    PlainKernels.interactionWeightGradients(
      users: batch.userView, items: batch.itemView, pairs: batch.pairs, count: count, width: width,
      logitGradients: logitGradients.pointer, weightGradients: expected[2].pointer)
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
    let pairs = PairIndices(users: zeros.pointer, items: zeros.pointer)
    var (p, q, h) = (
      [Float](repeating: 0, count: 8), [Float](repeating: 0, count: 8), [Float](repeating: 0, count: 8)
    )
    (p[0], p[1], q[0], q[1], h[0], h[1]) = (2, 3, 5, 7, 1, 10)
    var logit: [Float] = [0.5]
    var gradients = [[Float]](repeating: [Float](repeating: 0, count: 8), count: 3)
    p.withUnsafeMutableBufferPointer { p in
      q.withUnsafeMutableBufferPointer { q in
        let (users, items) = (RowView(p.baseAddress!, stride: 8), RowView(q.baseAddress!, stride: 8))
        Kernels.interactionLogits(
          users: users, items: items, pairs: pairs, count: 1, weights: h, width: 8, logits: &logit)
        let (dp, dq, dh) = (
          AlignedBuffer<Float>(count: 8, zero: 0), AlignedBuffer<Float>(count: 8, zero: 0),
          AlignedBuffer<Float>(count: 8, zero: 0)
        )
        Kernels.interactionGradients(
          others: items, otherIndices: zeros.pointer, count: 1, weights: h, width: 8, logitGradients: [2],
          slots: zeros.pointer, gradients: RowView(dp.pointer, stride: 8))
        Kernels.interactionGradients(
          others: users, otherIndices: zeros.pointer, count: 1, weights: h, width: 8, logitGradients: [2],
          slots: zeros.pointer, gradients: RowView(dq.pointer, stride: 8))
        Kernels.interactionWeightGradients(
          users: users, items: items, pairs: pairs, count: 1, width: 8, logitGradients: [2],
          weightGradients: dh.pointer)
        gradients = [dp, dq, dh].map { Array($0.values) }
      }
    }
    #expect(logit == [220.5])
    #expect(gradients.map { Array($0[..<2]) } == [[10, 140], [4, 60], [20, 42]])
  }
}
