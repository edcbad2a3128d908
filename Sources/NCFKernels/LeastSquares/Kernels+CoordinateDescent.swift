/// The penalty λ₁·‖w‖₁ + ½·λ₂·‖w‖² of an elastic net (Zou and Hastie, J. R. Stat. Soc. B 67, 2005).
public struct ElasticNetPenalty: Hashable, Sendable {
  /// λ₁, which sets weights to zero.
  public let l1: Float
  /// λ₂, which makes them small.
  public let l2: Float
  /// Whether weights below zero are ruled out.
  public let isNonNegative: Bool

  public init(l1: Float, l2: Float, isNonNegative: Bool) {
    self.l1 = l1
    self.l2 = l2
    self.isNonNegative = isNonNegative
  }

  /// How far a correlation exceeds what the L1 penalty holds at zero; negative if it does not.
  @inline(__always)
  public func excess(of correlation: Float) -> Float { (isNonNegative ? correlation : abs(correlation)) - l1 }

  /// S(z, λ₁): what is left of z after the L1 penalty.
  @inline(__always)
  func shrunk(_ z: Float) -> Float {
    if z > l1 { return z - l1 }
    return !isNonNegative && z < -l1 ? z + l1 : 0
  }
}

/// Least squares with an elastic net, given by the Gram matrix Q = XᵀX and g = Xᵀy:
///
///     min ½·‖y − Xw‖² + λ₁·‖w‖₁ + ½·λ₂·‖w‖²
///
/// c = Xᵀ(y − Xw) = g − Qw are the correlations of the columns with what is left of y.
extension Kernels {
  /// One cycle of coordinate descent over all weights, in the order of their indices (Friedman et al., J. Stat. Softw.
  /// 33, 2010, eq. 5), each set to its optimum with the others fixed, and c following:
  ///
  ///     w_k ← S(c_k + q_kk·w_k, λ₁) / (q_kk + λ₂),   S(z, λ) = sign(z)·max(|z| − λ, 0)
  ///
  /// with S(z, λ) = max(z − λ, 0) where weights may not be negative. A weight whose denominator is zero stays.
  ///
  /// Complexity: O(count) for each weight that moves, O(1) for others.
  ///
  /// - Parameters:
  ///   - weights: w; `count` floats.
  ///   - correlations: c; `stride` floats.
  ///   - gram: Q, symmetric; `count` rows of `stride` floats.
  ///   - stride: A multiple of 16, at least `count`.
  public static func elasticNetCycle(
    _ weights: Extent<Float>, correlations: Extent<Float>, gram: Extent<Float>, count: Int, stride: Int,
    penalty: ElasticNetPenalty
  ) {
    demand(
      count >= 0 && stride >= count && stride & 15 == 0 && weights.count >= count
        && correlations.count >= stride && gram.count >= count &* stride,
      "\(weights.count) weights, \(correlations.count) correlations and \(gram.count) products are not those of "
        + "\(count) columns, \(stride) apart")
    let (weights, correlations) = (weights.pointer, correlations.pointer)
    let gram = UnsafePointer(gram.pointer)
    for k in 0..<count {
      let row = gram + k &* stride
      let own = weights[k]
      let denominator = row[k] + penalty.l2
      guard denominator > 0 else { continue }
      let optimum = penalty.shrunk(correlations[k] + row[k] * own) / denominator
      guard optimum != own else { continue }
      weights[k] = optimum
      let move = SIMD16<Float>(repeating: own - optimum)
      for n in Swift.stride(from: 0, to: count, by: 16) {
        let before: SIMD16<Float> = correlations.vector(n)
        correlations.store(before.addingProduct(move, row.vector(n)), at: n)
      }
    }
  }

  /// By how much the objective can still fall, at most: its duality gap with the residual y − Xw as the dual point.
  ///
  ///     Σ_k λ₁·|w_k| + ½·λ₂·w_k² − w_k·c_k + max(|c_k| − λ₁, 0)² / (2·λ₂)
  ///
  /// Each term is the gap between the penalty at w_k, the penalty's conjugate at c_k, and their product (Fenchel and
  /// Young's inequality), so none is negative. The gap is zero at the optimum, and ½·λ₂·‖w − w*‖² is no larger.
  ///
  /// - Parameter penalty: Its λ₂ is above 0.
  public static func elasticNetGap(
    _ weights: Extent<Float>, correlations: Extent<Float>, count: Int, penalty: ElasticNetPenalty
  ) -> Double {
    demand(
      min(weights.count, correlations.count) >= count,
      "\(weights.count) weights and \(correlations.count) correlations are not those of \(count) columns")
    let (weights, correlations) = (weights.pointer, correlations.pointer)
    let (l1, l2) = (Double(penalty.l1), Double(penalty.l2))
    var (gap, conjugate) = (0.0, 0.0)
    for k in 0..<count {
      let excess = Double(max(0, penalty.excess(of: correlations[k])))
      conjugate += excess * excess
      guard weights[k] != 0 else { continue }
      let weight = Double(weights[k])
      gap += l1 * abs(weight) + weight * (0.5 * l2 * weight - Double(correlations[k]))
    }
    return gap + conjugate / (2 * l2)
  }

  /// target[k·targetStride + l] = matrix[indices[k]·stride + indices[l]]: the rows and columns of a selection.
  ///
  /// - Parameter matrix: As many columns as rows.
  public static func gatherSquare(
    _ matrix: RowView, indices: RowIndices, into target: Extent<Float>, targetStride: Int
  ) {
    let count = indices.count
    demand(
      indices.bound <= min(matrix.rowCount, matrix.width) && targetStride >= count
        && target.count >= count &* targetStride,
      "\(count) rows and columns do not fit into \(target.count) floats, \(targetStride) apart")
    let (stride, matrix) = (matrix.stride, UnsafePointer(matrix.pointer))
    let (indices, target) = (indices.pointer, target.pointer)
    for k in 0..<count {
      let row = matrix + Int(indices[k]) &* stride
      let to = target + k &* targetStride
      for l in 0..<count { to[l] = row[Int(indices[l])] }
    }
  }

  /// target += Σ_k factors[k] · matrix[indices[k]]: a combination of rows, four of which are read in one pass over
  /// the target.
  ///
  /// - Parameters:
  ///   - factors: As many as indices.
  ///   - target: As many floats as a row, a multiple of 8.
  public static func addRows(
    _ matrix: RowView, indices: RowIndices, factors: UnsafeBufferPointer<Float>, to target: Extent<Float>
  ) {
    let (count, width, stride) = (indices.count, target.count, matrix.stride)
    matrix.demandRows(indices, width: width)
    demand(factors.count == count, "\(count) rows have not \(factors.count) factors")
    guard let factors = factors.baseAddress else { return }
    let (matrix, target, indices) = (UnsafePointer(matrix.pointer), target.pointer, indices.pointer)
    let whole = count & ~3
    for k in Swift.stride(from: 0, to: whole, by: 4) {
      let (a, b) = (matrix + Int(indices[k]) &* stride, matrix + Int(indices[k &+ 1]) &* stride)
      let (c, d) = (matrix + Int(indices[k &+ 2]) &* stride, matrix + Int(indices[k &+ 3]) &* stride)
      let (p, q) = (SIMD8(repeating: factors[k]), SIMD8(repeating: factors[k &+ 1]))
      let (r, s) = (SIMD8(repeating: factors[k &+ 2]), SIMD8(repeating: factors[k &+ 3]))
      for n in Swift.stride(from: 0, to: width, by: 8) {
        var sum: SIMD8<Float> = target.vector(n)
        sum = sum.addingProduct(p, a.vector(n))
        sum = sum.addingProduct(q, b.vector(n))
        sum = sum.addingProduct(r, c.vector(n))
        target.store(sum.addingProduct(s, d.vector(n)), at: n)
      }
    }
    for k in whole..<count {
      addScaled(matrix + Int(indices[k]) &* stride, by: factors[k], count: width, to: target)
    }
  }
}
