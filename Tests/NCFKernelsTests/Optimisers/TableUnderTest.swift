import NCFKernels
import NCFRandom

/// A table that is moved by an optimiser, which keeps rows lazily, and in parallel by the dense textbook rule,
/// which moves every row in every step, with gradient zero where the batch has none.
struct TableUnderTest {
  let optimiser: Optimiser
  let rows: ParameterRows
  private let selection: RowSelection
  private(set) var reference: ReferenceLearner
  private let start: [Double]
  private var generator: SeededGenerator

  /// - Parameters:
  ///   - spread: The parameters start uniformly in ± this.
  ///   - steps: Steps, all without gradients, that have gone by.
  init(
    _ learner: Optimiser.Learner, rate: Double = 0.01, rowCount: Int, width: Int, spread: Float = 0.01,
    steps: Int = 0
  ) {
    generator = SeededGenerator(seed: 1, stream: "table")
    optimiser = Optimiser(learner, rate: rate)
    optimiser.resume(atStep: steps)
    rows = optimiser.makeRows(rowCount: rowCount, width: width)
    for k in 0..<(rowCount * width) {
      rows.parameters[k] = spread * Float(2 * generator.uniform() - 1)
    }
    selection = RowSelection(rowCount: rowCount, capacity: 4 * rowCount)
    reference = ReferenceLearner(learner, rate: rate, parameters: rows.parameters.values, steps: steps)
    start = reference.parameters
  }

  /// One step over a batch of rows, which may repeat, with random gradients up to `scale`.
  /// - Returns: The relative error of the rows that the batch reads, as they are before the step.
  @discardableResult
  mutating func step(
    _ batch: [Int32], scale: Float, penalties: ColumnPenalties = ColumnPenalties(0)
  ) -> Double {
    optimiser.beginStep()
    batch.withUnsafeBufferPointer { selection.select(RowIndices($0, below: rows.rowCount)) }
    optimiser.catchUp(rows, selection)
    let selected = (0..<selection.count).map { selection.rows[$0] }
    let error = relativeError(of: selected)

    let width = rows.width
    let gradients = generator.floats(selection.count * width, in: -scale...scale)
    var dense = reference.parameters.enumerated().map { k, value in
      2 * (k % width < penalties.split ? penalties.first : penalties.second) * value
    }
    for (slot, row) in selected.enumerated() {
      for k in 0..<width { dense[row * width + k] += Double(gradients[slot * width + k]) }
    }
    if penalties.vanish(onWidth: width) {
      optimiser.update(rows, selection, gradients: gradients.extent)
    } else {
      optimiser.updateAll(rows, selection, gradients: gradients.extent, penalties: penalties)
    }
    reference.take(dense)
    return error
  }

  /// A batch of `count` rows, the first ones far more often than the last ones.
  mutating func skewedBatch(_ count: Int) -> [Int32] {
    (0..<count).map { _ in
      let u = generator.uniform()
      return Int32(u * u * u * Double(rows.rowCount))
    }
  }

  /// The largest error of a row, relative to how far the row has moved; of every row, unless given.
  func relativeError(of chosen: [Int]? = nil) -> Double {
    (chosen ?? Array(0..<rows.rowCount)).reduce(0) { worst, row in
      var (error, change) = (0.0, 0.0)
      for k in (row * rows.width)..<((row + 1) * rows.width) {
        let exact = reference.parameters[k]
        error += (Double(rows.parameters[k]) - exact) * (Double(rows.parameters[k]) - exact)
        change += (exact - start[k]) * (exact - start[k])
      }
      return error == 0 ? worst : max(worst, (error / change).squareRoot())
    }
  }
}
