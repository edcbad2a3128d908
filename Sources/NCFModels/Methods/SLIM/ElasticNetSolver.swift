import NCFKernels

/// Regresses each column of a matrix X on all its other columns, with an elastic net:
///
///     min ½·‖x_t − Xw‖² + λ₁·‖w‖₁ + ½·λ₂·‖w‖²  with  w_t = 0
///
/// by coordinate descent (Friedman et al., J. Stat. Softw. 33, 2010) on G = XᵀX, so that the number of X's rows plays
/// no part. Most weights end at zero. So the cycles run over a working set, which begins with the columns that the
/// objective would gain most from, and takes up more of those that violate the optimum's conditions for as long as the
/// objective can still fall by more than `tolerance`·½‖x_t‖². That bound, the duality gap (`Kernels.elasticNetGap`), is
/// taken over all columns, so what is left out is never wrong by more than the tolerance, either.
///
/// The order is fixed: columns cycle by their indices, and of columns with equal gain the one with the lower index
/// enters first.
final class ElasticNetSolver: Similarity {
  /// Columns that enter the working set at a time: as many as have a weight already, and at least so many.
  private static let leastGrowth = 128
  /// Cycles after which a regression ends, whatever its gap.
  private static let cycleLimit = 2_000
  /// Cycles after which others may enter the working set, whatever its gap: rounding may keep it from closing.
  private static let roundLimit = 100
  /// The share of the permitted gap that the cycles over a working set may leave.
  private static let innerShare = 0.3

  private let penalty: ElasticNetPenalty
  private let tolerance: Double
  private let order: Int
  /// G; `order` rows of `stride` floats.
  private let gram: AlignedBuffer<Float>
  private let stride: Int
  /// Of all columns: w, and c = Xᵀ(x_t − Xw).
  private let weights: AlignedBuffer<Float>
  private let correlations: AlignedBuffer<Float>
  /// The columns with a weight, ascending.
  private var support: [Int32] = []
  private let working = WorkingSet()

  /// - Parameters:
  ///   - gram: G, symmetric; `order` rows of `stride` floats.
  ///   - tolerance: The permitted gap as a share of ½‖x_t‖², the objective at w = 0.
  init(
    gram: AlignedBuffer<Float>, order: Int, stride: Int, penalty: ElasticNetPenalty, tolerance: Double
  ) {
    self.gram = gram
    self.order = order
    self.stride = stride
    self.penalty = penalty
    self.tolerance = tolerance
    weights = AlignedBuffer(count: stride, zero: 0)
    correlations = AlignedBuffer(count: stride, zero: 0)
  }

  var rowCount: Int { order }

  /// Fits the column `target`: w_i says how far item i speaks for it.
  func fill(_ similarities: Extent<Float>, for target: Int) {
    solve(target)
    similarities.copy(from: weights[0..<order])
  }

  /// G as kernels take it.
  private var rows: RowView { RowView(gram.extent, width: stride) }

  private func solve(_ target: Int) {
    weights.fill(0)
    support.removeAll(keepingCapacity: true)
    let column = rows[target]
    let square = Double(column[target])
    // As long as there are no weights.
    correlations.extent.copy(from: column)
    let permitted = tolerance * square / 2
    var cycles = 0
    while square > 0, cycles < Self.cycleLimit {
      // What stands at zero with a correlation of zero never enters.
      correlations[target] = 0
      let gap = penalty.gap(
        weights.extent, correlations.extent, targets: column, square: square, count: order)
      guard gap > permitted else { break }
      working.select(
        (support + entering()).sorted(), gram: rows, targets: column, correlations: correlations.extent,
        weights: weights.extent)
      let end = min(cycles + Self.roundLimit, Self.cycleLimit)
      repeat {
        working.cycle(penalty)
        cycles += 1
      } while cycles < end
        && working.gap(penalty, square: square) > Self.innerShare * permitted
      takeOver(from: column)
    }
  }

  /// The columns whose entry lets the objective fall most, by (|c| − λ₁)² / (g_kk + λ₂).
  private func entering() -> [Int32] {
    var candidates: [RankedIndex] = []
    for k in 0..<order where weights[k] == 0 {
      let excess = penalty.excess(of: correlations[k])
      guard excess > 0 else { continue }
      candidates.append(
        RankedIndex(
          id: Int32(k), value: excess * excess / (gram[k * stride + k] + penalty.l2)))
    }
    candidates.keepFirst(max(Self.leastGrowth, support.count))
    return candidates.map(\.id)
  }

  /// Puts the working set's weights in their places, and works out all correlations anew.
  private func takeOver(from column: Extent<Float>) {
    support.removeAll(keepingCapacity: true)
    var moves: [Float] = []
    for (k, id) in working.indices.enumerated() {
      let weight = working.weights[k]
      weights[Int(id)] = weight
      guard weight != 0 else { continue }
      support.append(id)
      moves.append(-weight)
    }
    correlations.extent.copy(from: column)
    support.withUnsafeBufferPointer { support in
      moves.withUnsafeBufferPointer { moves in
        Kernels.addRows(
          rows, indices: RowIndices(support, below: order), factors: moves, to: correlations.extent)
      }
    }
  }
}

/// Some of the columns, with their share of everything that the cycles read, side by side.
private final class WorkingSet {
  private(set) var indices: [Int32] = []
  private var stride = 0
  private var gram = AlignedBuffer<Float>(count: 0, zero: 0)
  private var targets = AlignedBuffer<Float>(count: 0, zero: 0)
  private(set) var weights = AlignedBuffer<Float>(count: 0, zero: 0)
  private var correlations = AlignedBuffer<Float>(count: 0, zero: 0)

  func select(
    _ indices: [Int32], gram all: RowView, targets allTargets: Extent<Float>,
    correlations allCorrelations: Extent<Float>, weights allWeights: Extent<Float>
  ) {
    self.indices = indices
    stride = (indices.count + 15) & ~15
    if targets.count < stride {
      // Half as much again, so that a set that grows by a little does not allocate each time.
      let capacity = (stride * 3 / 2 + 15) & ~15
      gram = AlignedBuffer(count: capacity * capacity, zero: 0)
      targets = AlignedBuffer(count: capacity, zero: 0)
      weights = AlignedBuffer(count: capacity, zero: 0)
      correlations = AlignedBuffer(count: capacity, zero: 0)
    }
    for (k, index) in indices.enumerated() {
      targets[k] = allTargets[Int(index)]
      weights[k] = allWeights[Int(index)]
      correlations[k] = allCorrelations[Int(index)]
    }
    indices.withUnsafeBufferPointer {
      Kernels.gatherSquare(
        all, indices: RowIndices($0, below: all.rowCount), into: gram.extent, targetStride: stride)
    }
  }

  func cycle(_ penalty: ElasticNetPenalty) {
    Kernels.elasticNetCycle(
      weights.extent, correlations: correlations.extent, gram: gram.extent, count: indices.count,
      stride: stride, penalty: penalty)
  }

  /// By how much the objective can still fall with no other columns than these.
  func gap(_ penalty: ElasticNetPenalty, square: Double) -> Double {
    penalty.gap(
      weights.extent, correlations.extent, targets: targets.extent, square: square, count: indices.count)
  }
}

extension ElasticNetPenalty {
  /// The duality gap, with the residual as the dual point; without an L2 penalty (a lasso), with the residual shrunk
  /// until it is dual feasible, as in scikit-learn.
  ///
  /// - Parameters:
  ///   - targets: g = Xᵀy.
  ///   - square: ‖y‖².
  fileprivate func gap(
    _ weights: Extent<Float>, _ correlations: Extent<Float>, targets: Extent<Float>, square: Double,
    count: Int
  ) -> Double {
    guard l2 == 0 else {
      return Kernels.elasticNetGap(weights, correlations: correlations, count: count, penalty: self)
    }
    var (explained, norm, left, largest) = (0.0, 0.0, 0.0, 0.0)
    for k in 0..<count {
      largest = max(largest, Double(excess(of: correlations[k]) + l1))
      guard weights[k] != 0 else { continue }
      let weight = Double(weights[k])
      norm += abs(weight)
      explained += weight * Double(targets[k])
      left += weight * Double(correlations[k])
    }
    // ‖R‖² and yᵀR of the residual R = y − Xw.
    let (residual, overlap) = (square - explained - left, square - explained)
    let scale = largest > Double(l1) ? Double(l1) / largest : 1
    return 0.5 * residual * (1 + scale * scale) + Double(l1) * norm - scale * overlap
  }
}
