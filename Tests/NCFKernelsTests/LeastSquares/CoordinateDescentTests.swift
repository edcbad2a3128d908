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
          gram[k * stride + l] = (0..<rows).reduce(0) {
            $0 + x[$1 * count + k] * x[$1 * count + l]
          }
        }
        target[k] = (0..<rows).reduce(0) { $0 + x[$1 * count + k] * y[$1] }
        if k.isMultiple(of: 2) { weights[k] = 0.1 * Float(generator.uniform()) }
      }
      correlations = target.copy()
      for k in 0..<count {
        for l in 0..<count {
          correlations[k] -= gram[k * stride + l] * weights[l]
        }
      }
    }

    func cycle(_ penalty: ElasticNetPenalty) {
      Kernels.elasticNetCycle(
        weights.extent, correlations: correlations.extent, gram: gram.extent, count: count, stride: stride,
        penalty: penalty)
    }

    func gap(_ penalty: ElasticNetPenalty) -> Double {
      Kernels.elasticNetGap(
        weights.extent, correlations: correlations.extent, count: count, penalty: penalty)
    }

    /// The objective but for ½·‖y‖².
    func objective(_ penalty: ElasticNetPenalty) -> Double {
      (0..<count).reduce(0) { sum, k in
        let w = Double(weights[k])
        let (g, c) = (Double(target[k]), Double(correlations[k]))
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
      plain.weights.extent, correlations: plain.correlations.extent, gram: plain.gram.extent, count: count,
      stride: plain.stride, penalty: penalty)
    #expect(deviation(problem.weights, plain.weights) < 1e-4)
    #expect(deviation(problem.correlations, plain.correlations) < 1e-3)
  }

  @Test(arguments: counts, penalties)
  func gapAgreesWithThePlainLoop(count: Int, penalty: ElasticNetPenalty) {
    let problem = Problem(count: count)
    let expected = PlainKernels.elasticNetGap(
      problem.weights.extent, correlations: problem.correlations.extent, count: count, penalty: penalty)
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
      let (w, c) = (problem.weights[k], problem.correlations[k])
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
    let (weights, correlations) = (
      AlignedBuffer<Float>(count: 1, zero: 0), AlignedBuffer<Float>(count: 16, zero: 0)
    )
    let gram = AlignedBuffer<Float>(count: 16, zero: 0)
    (correlations[0], gram[0]) = (3, 2)
    let penalty = ElasticNetPenalty(l1: 1, l2: 2, isNonNegative: true)
    func gap() -> Double {
      Kernels.elasticNetGap(weights.extent, correlations: correlations.extent, count: 1, penalty: penalty)
    }
    #expect(gap() == 1)
    Kernels.elasticNetCycle(
      weights.extent, correlations: correlations.extent, gram: gram.extent, count: 1, stride: 16,
      penalty: penalty)
    #expect(weights[0] == 0.5 && correlations[0] == 2)
    #expect(gap() == 0)
  }

  /// A weight that nothing depends on, without a penalty, has no optimum: it stays.
  @Test func withoutAnyCurvatureAWeightStays() {
    let (weights, zeros) = (
      AlignedBuffer<Float>(count: 1, zero: 0.25), AlignedBuffer<Float>(count: 16, zero: 0)
    )
    Kernels.elasticNetCycle(
      weights.extent, correlations: zeros.extent, gram: zeros.extent, count: 1, stride: 16,
      penalty: ElasticNetPenalty(l1: 0, l2: 0, isNonNegative: false))
    #expect(weights[0] == 0.25)
  }

  @Test(arguments: [0, 1, 4, 7, 16])
  func selectionsAndCombinationsAgreeWithThePlainLoops(count: Int) {
    var generator = SeededGenerator(seed: 3, stream: "selection")
    let (order, stride, targetStride) = (21, 24, 16)
    let (matrix, indices) = (generator.floats(order * stride), generator.indices(count, below: order))
    let factors = generator.floats(count).values
    let (rows, chosen) = (RowView(matrix.extent, width: stride), indices.rows(below: order))
    let (square, plainSquare) = (
      AlignedBuffer<Float>(count: 16 * targetStride, zero: 9),
      AlignedBuffer<Float>(count: 16 * targetStride, zero: 9)
    )
    Kernels.gatherSquare(
      rows, indices: chosen, into: square.extent, targetStride: targetStride)
    PlainKernels.gatherSquare(
      rows, indices: chosen, into: plainSquare.extent, targetStride: targetStride)
    #expect(square.bits == plainSquare.bits)

    let sums = generator.floats(stride)
    let (plainSums, before) = (sums.copy(), sums.copy())
    factors.withUnsafeBufferPointer {
      Kernels.addRows(rows, indices: chosen, factors: $0, to: sums.extent)
      PlainKernels.addRows(rows, indices: chosen, factors: $0, to: plainSums.extent)
    }
    withExtendedLifetime((matrix, indices)) {}
    #expect(deviation(sums, plainSums) <= roundingTolerance(terms: count))
    #expect(count == 0 || sums.bits != before.bits)
  }
}
