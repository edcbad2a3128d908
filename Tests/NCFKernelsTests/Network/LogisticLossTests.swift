import Foundation
import NCFKernels
import NCFRandom
import Testing

@Suite struct LogisticLossTests {
  @Test(arguments: KernelCases.counts + [16, 23, 250])
  func agreesWithThePlainLoop(count: Int) {
    var generator = SeededGenerator(seed: 14, stream: "loss")
    let logits = generator.floats(paddedWidth(count), in: -12...12)
    let labels = AlignedBuffer<Float>(count: paddedWidth(count), zero: 0)
    for b in 0..<count { labels[b] = Float(generator.uniform(below: 2)) }
    // What lies beyond the batch must not count.
    for b in count..<paddedWidth(count) { (logits[b], labels[b]) = (.nan, .nan) }
    let gradients = generator.floats(paddedWidth(count) + 8)
    let behind = Array(gradients.values.suffix(8))
    let expected = gradients.copy()
    let loss = Kernels.logisticLoss(
      logits: logits.extent, labels: labels.extent, count: count, scale: 0.25, gradients: gradients.extent)
    let expectedLoss = PlainKernels.logisticLoss(
      logits: logits.extent, labels: labels.extent, count: count, scale: 0.25, gradients: expected.extent)
    // Eight partial sums in single precision, each of count / 8 losses.
    #expect(abs(loss - expectedLoss) <= 1e-6 * expectedLoss)
    for b in 0..<count {
      // σ to three units in the last place of a number below 1.
      #expect(abs(gradients[b] - expected[b]) <= 0.25 * 3 * 0x1p-24)
    }
    #expect((count..<paddedWidth(count)).allSatisfy { gradients[$0] == 0 })
    #expect(gradients.values.suffix(8).elementsEqual(behind))
  }

  /// Loss and gradient of one logit, in each lane of a vector and as a tail.
  private func one(_ logit: Float, _ label: Float) -> (loss: Double, gradient: Float) {
    let logits = AlignedBuffer<Float>(count: 8, zero: logit)
    let labels = AlignedBuffer<Float>(count: 8, zero: label)
    let gradients = AlignedBuffer<Float>(count: 8, zero: 0)
    let whole = Kernels.logisticLoss(
      logits: logits.extent, labels: labels.extent, count: 8, scale: 1, gradients: gradients.extent)
    #expect(Set(gradients.bits).count == 1)
    let gradient = gradients[0]
    let tail = Kernels.logisticLoss(
      logits: logits.extent, labels: labels.extent, count: 1, scale: 1, gradients: gradients.extent)
    #expect(gradients[0].bitPattern == gradient.bitPattern)
    #expect(whole == 8 * tail || whole.isNaN)
    return (tail, gradient)
  }

  /// Over the whole range both losses keep their relative accuracy, down to where they vanish.
  @Test(arguments: [Float(0), 1])
  func isAccurateEverywhere(label: Float) {
    var (worstLoss, worstGradient) = (0.0, 0.0)
    for logit in stride(from: Float(-80), through: 80, by: 0.037) {
      let z = Double(label == 1 ? -logit : logit)
      let exact = max(z, 0) + log1p(exp(-abs(z)))
      let slope = 1 / (1 + exp(-Double(logit))) - Double(label)
      let (loss, gradient) = one(logit, label)
      worstLoss = max(worstLoss, abs(loss - exact) / exact)
      worstGradient = max(worstGradient, abs(Double(gradient) - slope))
    }
    #expect(worstLoss <= 4e-7)
    #expect(worstGradient <= 3 * 0x1p-24)
  }

  @Test func extremeLogitsNeitherOverflowNorVanishWrongly() {
    #expect(one(0, 1).loss == Double(Float(log(2.0))) && one(0, 1).gradient == -0.5)
    #expect(one(0, 0).loss == Double(Float(log(2.0))) && one(0, 0).gradient == 0.5)
    #expect(one(100, 0).loss == 100 && one(100, 0).gradient == 1)
    #expect(one(-100, 1).loss == 100 && one(-100, 1).gradient == -1)
    for (logit, label) in [(Float(100), Float(1)), (-100, 0), (88, 1), (-1e30, 0)] {
      let (loss, gradient) = one(logit, label)
      #expect(loss >= 0 && loss < 1e-37)
      #expect(abs(gradient) < 1e-37)
    }
    #expect(one(1e30, 0).loss == Double(Float(1e30)))
  }

  /// A diverged model shows as such.
  @Test func notANumberStaysOne() {
    #expect(one(.nan, 1).loss.isNaN && one(.nan, 0).gradient.isNaN)
  }
}
