import NCFKernels
import NCFRandom
import Testing

/// Element-wise ALS (He et al., SIGIR 2016).
@Suite struct ElementwiseCycleTests {
  /// A row, the entries that it is fitted to, and a Gram matrix of the other side.
  private struct Problem {
    let factors: Int
    let width: Int
    let count: Int
    let stride: Int
    let row: AlignedBuffer<Float>
    let columns: AlignedBuffer<Float>
    let excessWeights: AlignedBuffer<Float>
    let predictions: AlignedBuffer<Float>
    let gram: AlignedBuffer<Float>

    init(factors: Int, count: Int, seed: UInt64 = 1) {
      var generator = SeededGenerator(seed: seed, stream: "cycle")
      self.factors = factors
      self.count = count
      width = paddedWidth(factors)
      stride = (count + 15) & ~15
      row = generator.floats(width)
      columns = generator.floats(width * stride)
      excessWeights = generator.floats(stride, in: 0.2...1)
      predictions = generator.floats(stride)
      gram = AlignedBuffer(count: width * width, zero: 0)
      for k in factors..<width { row[k] = 0 }
      for k in 0..<width {
        for n in 0..<stride where k >= factors || n >= count { columns[k * stride + n] = 0 }
      }
      for n in 0..<count {
        predictions[n] = (0..<factors).reduce(0) { sum, k in
          sum + row[k] * columns[k * stride + n]
        }
      }
      // XᵀX of five random rows.
      let others = generator.floats(5 * factors)
      for k in 0..<factors {
        for l in 0..<factors {
          gram[k * width + l] = (0..<5).reduce(0) { sum, r in
            sum + others[r * factors + k] * others[r * factors + l]
          }
        }
      }
    }

    var entries: ObservedEntries {
      ObservedEntries(
        count: count, columns: columns.extent, stride: stride, excessWeights: excessWeights.extent,
        predictions: predictions.extent)
    }

    /// The normal equations of the row: (Σ v·q·qᵀ + c·S + λI)·p = Σ q.
    func normalEquations(missingWeight: Double, penalty: Double) -> (matrix: [[Double]], right: [Double]) {
      let columns = (0..<factors).map { k in (0..<count).map { Double(self.columns[k * stride + $0]) }
      }
      let matrix = (0..<factors).map { k in
        (0..<factors).map { l in
          (0..<count).reduce(missingWeight * Double(gram[k * width + l]) + (k == l ? penalty : 0)) {
            $0 + Double(excessWeights[$1]) * columns[k][$1] * columns[l][$1]
          }
        }
      }
      return (matrix, columns.map { $0.reduce(0, +) })
    }
  }

  private static let factorCounts = [1, 5, 8, 12, 64]
  private static let counts = [0, 1, 15, 16, 17, 100]

  @Test(arguments: factorCounts, counts)
  func agreesWithThePlainLoop(factors: Int, count: Int) {
    let (problem, plain) = (Problem(factors: factors, count: count), Problem(factors: factors, count: count))
    Kernels.elementwiseCycle(
      problem.row.extent, factors: factors, entries: problem.entries,
      gram: problem.gram.extent, missingWeight: 0.7, penalty: 2)
    PlainKernels.elementwiseCycle(
      plain.row.extent, factors: factors, entries: plain.entries,
      gram: plain.gram.extent, missingWeight: 0.7, penalty: 2)
    #expect(deviation(problem.row, plain.row) < 1e-4)
    for n in 0..<count {
      #expect(abs(problem.predictions[n] - plain.predictions[n]) < 1e-3)
    }
  }

  /// One factor: its optimum has a closed form.
  @Test func oneFactorIsSolvedAtOnce() {
    let problem = Problem(factors: 1, count: 20)
    let (matrix, right) = problem.normalEquations(missingWeight: 0.5, penalty: 0.1)
    Kernels.elementwiseCycle(
      problem.row.extent, factors: 1, entries: problem.entries, gram: problem.gram.extent,
      missingWeight: 0.5, penalty: 0.1)
    #expect(abs(Double(problem.row[0]) - right[0] / matrix[0][0]) < 1e-5)
  }

  /// Repeated cycles are Gauss and Seidel's iteration: they arrive at the solution of the weighted least-squares
  /// problem, found here by elimination.
  @Test(arguments: [2, 5, 9])
  func cyclesArriveAtTheDirectSolution(factors: Int) {
    let problem = Problem(factors: factors, count: 30, seed: 3)
    let (matrix, right) = problem.normalEquations(missingWeight: 0.4, penalty: 0.5)
    for _ in 0..<300 {
      Kernels.elementwiseCycle(
        problem.row.extent, factors: factors, entries: problem.entries,
        gram: problem.gram.extent, missingWeight: 0.4, penalty: 0.5)
    }
    for (k, value) in solution(matrix, right).enumerated() {
      #expect(abs(Double(problem.row[k]) - value) < 1e-4)
    }
    // The predictions have followed.
    for n in 0..<30 {
      let prediction = (0..<factors).reduce(Float(0)) { sum, k in
        sum + problem.row[k] * problem.columns[k * problem.stride + n]
      }
      #expect(abs(problem.predictions[n] - prediction) < 1e-4)
    }
  }

  /// A factor that nothing depends on, without a penalty, has no optimum: it stays, and nothing becomes NaN.
  @Test func withoutAnyCurvatureAFactorStays() {
    let problem = Problem(factors: 2, count: 4)
    problem.columns.fill(0)
    problem.gram.fill(0)
    let before = problem.row.bits
    Kernels.elementwiseCycle(
      problem.row.extent, factors: 2, entries: problem.entries, gram: problem.gram.extent,
      missingWeight: 1, penalty: 0)
    #expect(problem.row.bits == before)
  }

  @Test(arguments: counts)
  func observedLossAgreesWithThePlainLoop(count: Int) {
    let problem = Problem(factors: 8, count: count)
    let expected = PlainKernels.observedLoss(problem.entries)
    let loss = Kernels.observedLoss(problem.entries)
    withExtendedLifetime(problem) {}
    #expect(abs(loss - expected) <= 1e-9 * (1 + abs(expected)))
  }

  /// By hand: r̂ = 0.5 with v = 0.75 gives 0.25 − 0.25·0.25; r̂ = −1 with v = 1 gives 4.
  @Test func plainObservedLossSumsTheEntries() {
    let (weights, predictions) = (
      AlignedBuffer<Float>(count: 16, zero: 1), AlignedBuffer<Float>(count: 16, zero: -1)
    )
    (weights[0], predictions[0]) = (0.75, 0.5)
    let entries = ObservedEntries(
      count: 2, columns: weights.extent, stride: 16, excessWeights: weights.extent,
      predictions: predictions.extent)
    #expect(PlainKernels.observedLoss(entries) == 4.1875)
    withExtendedLifetime((weights, predictions)) {}
  }

  /// Gaussian elimination with row exchanges.
  private func solution(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var rows = zip(matrix, right).map { $0 + [$1] }
    let size = right.count
    for column in 0..<size {
      let pivot = (column..<size).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
      rows.swapAt(column, pivot)
      for row in 0..<size where row != column {
        let factor = rows[row][column] / rows[column][column]
        for k in column...size { rows[row][k] -= factor * rows[column][k] }
      }
    }
    return (0..<size).map { rows[$0][size] / rows[$0][$0] }
  }
}
