import NCFKernels
import NCFRandom
import Testing

/// Gradients so small that ε = 1e-8 counts beside √v̂.
@Suite struct TinyGradientTests {
  static let scales: [Float] = [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-3]

  /// The largest error that a batch meets, and the table's after `settle`, over 600 steps.
  private func errors(
    _ learner: Optimiser.Learner, scale: Float, afterSteps steps: Int
  ) -> (read: Double, settled: Double) {
    var table = TableUnderTest(learner, rowCount: 40, width: 8, spread: 0, steps: steps)
    var worst = 0.0
    for _ in 0..<600 {
      let batch = table.skewedBatch(3)
      worst = max(worst, table.step(batch, scale: scale))
    }
    table.optimiser.settle(table.rows)
    return (worst, table.relativeError())
  }

  @Test(arguments: [Optimiser.Learner.adagrad, .rmsprop, .sgd], scales)
  func nothingIsSkippedButExactZeros(learner: Optimiser.Learner, scale: Float) {
    let (read, settled) = errors(learner, scale: scale, afterSteps: 0)
    #expect(read <= 1e-5 && settled <= 1e-5)
  }

  /// The closed form of Adam's skipped steps is of first order in ε/√v̂; what it leaves out is the variance of the
  /// bias correction over momentum's reach, which fades after the first few hundred steps.
  @Test(arguments: scales, [1000, 10_000])
  func adamIsExactOnceItsBiasHasFaded(scale: Float, steps: Int) {
    let (read, settled) = errors(.adam, scale: scale, afterSteps: steps)
    #expect(read <= 1e-4 && settled <= 1e-4)
  }

  /// From the first step on: exact for gradients as a network has them, and never far off.
  @Test(arguments: scales)
  func adamFromTheFirstStep(scale: Float) {
    let (read, settled) = errors(.adam, scale: scale, afterSteps: 0)
    switch scale {
    case 1e-3...: #expect(read <= 1e-4 && settled <= 1e-4)
    case 1e-5...: #expect(read <= 3e-4 && settled <= 1e-4)
    case 1e-6...: #expect(read <= 5e-3 && settled <= 1e-3)
    default: #expect(read <= 0.12 && settled <= 0.07)
    }
  }
}
