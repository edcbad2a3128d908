import NCFKernels
import NCFRandom
import Testing

/// Each learner against the dense textbook rule in double precision. Errors are relative to how far the
/// parameters have moved; about 1e-6 is due to single precision, 7e-6 for Adam, which rounds 1 − β₂.
@Suite struct OptimiserTests {
  static let learners = Optimiser.Learner.allCases
  static let tolerance = 1e-4

  /// A dense block: every parameter has a gradient in every step.
  @Test(arguments: learners, [Float(1e-9), 1e-7, 1e-5, 1e-3, 1])
  func denseBlockFollowsTheTextbook(learner: Optimiser.Learner, scale: Float) {
    var generator = SeededGenerator(seed: 2, stream: "block")
    for width in [8, 16, 40] {
      let optimiser = Optimiser(learner, rate: 0.01)
      let block = optimiser.makeRows(rowCount: 1, width: width)
      var reference = ReferenceLearner(learner, rate: 0.01, parameters: block.parameters.values)
      for _ in 0..<300 {
        // Gradients of very different sizes side by side.
        let gradients = generator.floats(width, in: -scale...scale)
        for k in stride(from: 0, to: width, by: 3) { gradients[k] *= 0.01 }
        optimiser.beginStep()
        optimiser.updateDense(block, part: 0..<block.width, gradients: gradients.extent)
        reference.take(gradients.values.map(Double.init))
      }
      #expect(optimiser.step == 300)
      var (error, change) = (0.0, 0.0)
      for (value, exact) in zip(block.parameters.values, reference.parameters) {
        error += (Double(value) - exact) * (Double(value) - exact)
        change += exact * exact
      }
      #expect(change > 0 && (error / change).squareRoot() <= 1e-5)
    }
  }

  /// Batches that read rows at random, some of them hardly ever: what a batch reads, and after `settle` the whole
  /// table, is as dense as the textbook's.
  @Test(arguments: learners, [8, 16, 24])
  func lazyRowsFollowTheDenseTextbook(learner: Optimiser.Learner, width: Int) {
    var table = TableUnderTest(learner, rowCount: 60, width: width)
    for epoch in 1...4 {
      for _ in 0..<250 {
        let batch = table.skewedBatch(6)
        let error = table.step(batch, scale: 0.1)
        #expect(error <= Self.tolerance)
      }
      table.optimiser.settle(table.rows)
      #expect(table.relativeError() <= Self.tolerance, "epoch \(epoch)")
    }
  }

  /// Rows that rest for longer than the tables of powers reach (400 steps, 4096 steps), then go on.
  @Test(arguments: learners, [399, 450, 5000])
  func rowsMayRestForLong(learner: Optimiser.Learner, rest: Int) {
    var table = TableUnderTest(learner, rowCount: 4, width: 8)
    let untouched = Array(table.rows.parameters.values[24...])
    for _ in 0..<30 { table.step([0, 1, 2], scale: 0.1) }
    for _ in 0..<rest { table.step([0], scale: 0.1) }
    for _ in 0..<30 {
      let error = table.step([1], scale: 0.1)
      #expect(error <= Self.tolerance)
    }
    table.optimiser.settle(table.rows)
    #expect(table.relativeError() <= Self.tolerance)
    #expect(Array(table.rows.parameters.values[24...]) == untouched)
  }

  /// With a penalty every row has a gradient in every step; on some of the columns, if there is a split.
  @Test(
    arguments: learners,
    [
      (8, ColumnPenalties(0.03)), (16, ColumnPenalties(0.03)),
      (24, ColumnPenalties(first: 0.03, second: 0.09, split: 8)),
      (16, ColumnPenalties(first: 0, second: 0.03, split: 8)),
      (24, ColumnPenalties(first: 0.03, second: 0, split: 16)),
    ])
  func penaltyMovesEveryRowInEveryStep(
    learner: Optimiser.Learner, table shape: (width: Int, penalties: ColumnPenalties)
  ) {
    var table = TableUnderTest(learner, rowCount: 20, width: shape.width, spread: 0.1)
    for _ in 0..<300 {
      let batch = table.skewedBatch(5)
      let error = table.step(batch, scale: 0.1, penalties: shape.penalties)
      #expect(error <= Self.tolerance)
    }
    table.optimiser.settle(table.rows)
    #expect(table.relativeError() <= Self.tolerance)
  }

  /// A penalty on columns that a table does not have leaves its rows lazy.
  @Test func penaltiesOnNoColumnVanish() {
    #expect(ColumnPenalties(0).vanish(onWidth: 8))
    #expect(ColumnPenalties(first: 0, second: 1, split: 8).vanish(onWidth: 8))
    #expect(ColumnPenalties(first: 1, second: 0, split: 0).vanish(onWidth: 8))
    #expect(!ColumnPenalties(first: 0, second: 1, split: 8).vanish(onWidth: 16))
    #expect(!ColumnPenalties(first: 1, second: 0, split: 8).vanish(onWidth: 8))
  }

  /// Settling twice moves nothing twice.
  @Test(arguments: learners)
  func settlingIsIdempotent(learner: Optimiser.Learner) {
    var table = TableUnderTest(learner, rowCount: 30, width: 8)
    for _ in 0..<100 {
      let batch = table.skewedBatch(4)
      table.step(batch, scale: 0.1)
    }
    let buffers = [table.rows.parameters, table.rows.first, table.rows.second]
    table.optimiser.settle(table.rows)
    let once = buffers.map(\.bits)
    table.optimiser.settle(table.rows)
    #expect(buffers.map(\.bits) == once)
  }
}
