import Foundation
import NCFKernels
import NCFRandom
import Testing

/// The closed form of the steps that Adam makes with gradient zero, against their sum term by term.
@Suite struct AdamCatchUpTests {
  private static let width = 16

  /// A row as of step `step`, moved through `lag` steps without gradients: the largest relative error of its
  /// movement, of m and of v.
  ///
  /// - Parameter ratio: The size of √v̂ beside ε.
  private func errors(step: Int, lag: Int, ratio: Double) -> (movement: Double, first: Double, second: Double)
  {
    var generator = SeededGenerator(seed: UInt64(step * 7919 + lag), stream: "catch-up")
    let optimiser = Optimiser(.adam, rate: 0.01)
    let rows = optimiser.makeRows(rowCount: 1, width: Self.width)
    let correction = 1 - pow(0.999, Double(step))
    for k in 0..<Self.width {
      let root = ratio * 1e-8 * (0.5 + generator.uniform())
      rows.second[k] = Float(root * root * correction)
      rows.first[k] = Float(root * (2 * generator.uniform() - 1))
    }
    rows.lastSteps[0] = Int32(step)
    let (m, v) = (rows.first.values.map(Double.init), rows.second.values.map(Double.init))
    optimiser.resume(atStep: step + lag)
    optimiser.settle(rows)

    var worst = (movement: 0.0, first: 0.0, second: 0.0)
    for k in 0..<Self.width {
      var exact = 0.0
      for j in 1...lag {
        let t = Double(step + j)
        let mean = m[k] * pow(0.9, Double(j)) / (1 - pow(0.9, t))
        let square = v[k] * pow(0.999, Double(j)) / (1 - pow(0.999, t))
        exact -= 0.01 * mean / (square.squareRoot() + 1e-8)
      }
      worst.movement = max(worst.movement, abs(Double(rows.parameters[k]) - exact) / abs(exact))
      let (first, second) = (m[k] * pow(0.9, Double(lag)), v[k] * pow(0.999, Double(lag)))
      worst.first = max(worst.first, abs(Double(rows.first[k]) - first) / max(abs(first), 1e-37))
      worst.second = max(worst.second, abs(Double(rows.second[k]) - second) / max(second, 1e-37))
    }
    #expect(rows.lastSteps[0] == Int32(step + lag))
    return worst
  }

  static let steps = [1, 2, 10, 100, 1000, 39_990, 50_000]
  static let lags = [1, 2, 10, 399, 400, 401, 5000]

  /// √v̂ = 1e6·ε: the closed form is exact but for single precision.
  @Test(arguments: steps, lags)
  func isTheSum(step: Int, lag: Int) {
    let worst = errors(step: step, lag: lag, ratio: 1e6)
    #expect(worst.movement <= 1e-6 && worst.first <= 1e-6 && worst.second <= 1e-6)
  }

  /// √v̂ from a hundredth to a hundred times ε. The error is the squared coefficient of variation of the bias
  /// correction c over the steps that momentum reaches: 17 % at step 1, 2e-3 at step 100, 6e-5 at step 1000.
  @Test(arguments: steps, [0.01, 0.1, 1, 10, 100])
  func isCloseWhereEpsilonCounts(step: Int, ratio: Double) {
    let tolerance =
      switch step {
      case ..<10: 0.18
      case ..<100: 0.05
      case ..<1000: 3e-3
      default: 1e-4
      }
    for lag in Self.lags {
      #expect(errors(step: step, lag: lag, ratio: ratio).movement <= tolerance)
    }
  }
}
