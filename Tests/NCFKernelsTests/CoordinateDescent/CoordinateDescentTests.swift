import NCFKernels
import NCFRandom
import Testing

/// Coordinate descent for the elastic net, each kernel against its plain twin and against what defines the optimum.
@Suite struct CoordinateDescentTests {
  /// XᵀX and Xᵀy of random X and y; half of the weights start elsewhere than at zero, and c belongs to them.
  private struct Problem {
    let count: Int
    let stride: Int
    let gram: AlignedBuffer<Float>
    let target: AlignedBuffer<Float>
    let weights: AlignedBuffer<Float>
    let correlations: AlignedBuffer<Float>

    init(count: Int, rows: Int = 40, seed: UInt64 = 1) {
      var generator = SeededGenerator(seed: seed, stream: "elastic net")
      self.count = count
      stride = (count + 15) & ~15
      let (x, y) = (generator.floats(rows * count), generator.floats(rows))
      gram = AlignedBuffer(count: count * stride, zero: 0)
      target = AlignedBuffer(count: stride, zero: 0)
      weights = AlignedBuffer(count: stride, zero: 0)
      for k in 0..<count {
        for l in 0..<count {
          gram.pointer[k * stride + l] = (0..<rows).reduce(0) {
            $0 + x.pointer[$1 * count + k] * x.pointer[$1 * count + l]
          }
        }
        target.pointer[k] = (0..<rows).reduce(0) { $0 + x.pointer[$1 * count + k] * y.pointer[$1] }
        if k.isMultiple(of: 2) { weights.pointer[k] = 0.1 * Float(generator.uniform()) }
      }
      correlations = target.copy()
      for k in 0..<count {
        for l in 0..<count {
          correlations.pointer[k] -= gram.pointer[k * stride + l] * weights.pointer[l]
        }
      }
    }

    func cycle(_ penalty: ElasticNetPenalty) {
      Kernels.elasticNetCycle(
        weights.pointer, correlations: correlations.pointer, gram: gram.pointer, count: count, stride: stride,
        penalty: penalty)
    }

    func gap(_ penalty: ElasticNetPenalty) -> Double {
      Kernels.elasticNetGap(
        weights.pointer, correlations: correlations.pointer, count: count, penalty: penalty)
    }

    /// The objective but for ½·‖y‖².
    func objective(_ penalty: ElasticNetPenalty) -> Double {
      (0..<count).reduce(0) { sum, k in
        let w = Double(weights.pointer[k])
        let (g, c) = (Double(target.pointer[k]), Double(correlations.pointer[k]))
        return sum - 0.5 * w * (g + c) + Double(penalty.l1) * abs(w) + 0.5 * Double(penalty.l2) * w * w
      }
    }
  }

  private static let counts = [1, 5, 15, 16, 17, 60]
  private static let penalties = [
    ElasticNetPenalty(l1: 0, l2: 1, isNonNegative: false),
    ElasticNetPenalty(l1: 0.5, l2: 3, isNonNegative: false),
    ElasticNetPenalty(l1: 0.5, l2: 3, isNonNegative: true),
  ]

  @Test(arguments: counts, penalties)
  func cycleAgreesWithThePlainLoop(count: Int, penalty: ElasticNetPenalty) {
    let (problem, plain) = (Problem(count: count), Problem(count: count))
    problem.cycle(penalty)
    PlainKernels.elasticNetCycle(
      plain.weights.pointer, correlations: plain.correlations.pointer, gram: plain.gram.pointer, count: count,
      stride: plain.stride, penalty: penalty)
    #expect(deviation(problem.weights, plain.weights) < 1e-4)
    #expect(deviation(problem.correlations, plain.correlations) < 1e-3)
  }

  @Test(arguments: counts, penalties)
  func gapAgreesWithThePlainLoop(count: Int, penalty: ElasticNetPenalty) {
    let problem = Problem(count: count)
    let expected = PlainKernels.elasticNetGap(
      problem.weights.pointer, correlations: problem.correlations.pointer, count: count, penalty: penalty)
    #expect(abs(problem.gap(penalty) - expected) <= 1e-9 * (1 + expected))
    withExtendedLifetime(problem) {}
  }

  /// No cycle raises the objective, the gap bounds what is left of it, and both arrive: where a weight is not zero,
  /// the penalty's slope balances the correlation; elsewhere the correlation is within λ₁.
  @Test(arguments: penalties)
  func cyclesArriveAtTheOptimum(penalty: ElasticNetPenalty) {
    let problem = Problem(count: 30, seed: 2)
    var (objectives, gaps) = ([problem.objective(penalty)], [problem.gap(penalty)])
    for _ in 0..<300 {
      problem.cycle(penalty)
      objectives.append(problem.objective(penalty))
      gaps.append(problem.gap(penalty))
    }
    for (before, after) in zip(objectives, objectives.dropFirst()) { #expect(after <= before + 1e-4) }
    for (objective, gap) in zip(objectives, gaps) { #expect(objective - objectives.last! <= gap + 1e-4) }
    #expect(gaps.last! < 1e-5 && gaps[0] > 0.01)
    for k in 0..<30 {
      let (w, c) = (problem.weights.pointer[k], problem.correlations.pointer[k])
      if w == 0 {
        #expect(penalty.excess(of: c) < 1e-4)
      } else {
        #expect(abs(c - penalty.l2 * w - (w < 0 ? -penalty.l1 : penalty.l1)) < 1e-4)
      }
    }
    if penalty.isNonNegative { #expect(problem.weights.values.allSatisfy { $0 >= 0 }) }
  }

  /// Q = 2, g = 3: with λ₁ = 1 and λ₂ = 2 the weight is (3 − 1)/(2 + 2); before, the gap is (3 − 1)²/(2·2).
  @Test func oneWeightByHand() {
    var (weights, correlations): ([Float], [Float]) = ([0], [3] + [Float](repeating: 0, count: 15))
    let gram = [Float](repeating: 2, count: 1) + [Float](repeating: 0, count: 15)
    let penalty = ElasticNetPenalty(l1: 1, l2: 2, isNonNegative: true)
    #expect(Kernels.elasticNetGap(weights, correlations: correlations, count: 1, penalty: penalty) == 1)
    Kernels.elasticNetCycle(
      &weights, correlations: &correlations, gram: gram, count: 1, stride: 16, penalty: penalty)
    #expect(weights == [0.5] && correlations[0] == 2)
    #expect(Kernels.elasticNetGap(weights, correlations: correlations, count: 1, penalty: penalty) == 0)
  }

  /// A weight that nothing depends on, without a penalty, has no optimum: it stays.
  @Test func withoutAnyCurvatureAWeightStays() {
    var (weights, correlations): ([Float], [Float]) = ([0.25], [Float](repeating: 0, count: 16))
    Kernels.elasticNetCycle(
      &weights, correlations: &correlations, gram: [Float](repeating: 0, count: 16), count: 1, stride: 16,
      penalty: ElasticNetPenalty(l1: 0, l2: 0, isNonNegative: false))
    #expect(weights == [0.25])
  }

  @Test(arguments: [0, 1, 4, 7, 16])
  func selectionsAndCombinationsAgreeWithThePlainLoops(count: Int) {
    var generator = SeededGenerator(seed: 3, stream: "selection")
    let (order, stride, targetStride) = (21, 24, 16)
    let (matrix, indices) = (generator.floats(order * stride), generator.indices(count, below: order))
    let factors = generator.floats(count)
    let (square, plainSquare) = (
      AlignedBuffer<Float>(count: 16 * targetStride, zero: 9),
      AlignedBuffer<Float>(count: 16 * targetStride, zero: 9)
    )
    Kernels.gatherSquare(
      matrix.pointer, stride: stride, indices: indices.pointer, count: count, into: square.pointer,
      targetStride: targetStride)
    PlainKernels.gatherSquare(
      matrix.pointer, stride: stride, indices: indices.pointer, count: count, into: plainSquare.pointer,
      targetStride: targetStride)
    #expect(square.bits == plainSquare.bits)

    let sums = generator.floats(stride)
    let (plainSums, before) = (sums.copy(), sums.copy())
    Kernels.addRows(
      matrix.pointer, stride: stride, indices: indices.pointer, factors: factors.pointer, count: count,
      to: sums.pointer)
    PlainKernels.addRows(
      matrix.pointer, stride: stride, indices: indices.pointer, factors: factors.pointer, count: count,
      to: plainSums.pointer)
    #expect(deviation(sums, plainSums) <= roundingTolerance(terms: count))
    #expect(count == 0 || sums.bits != before.bits)
  }
}
