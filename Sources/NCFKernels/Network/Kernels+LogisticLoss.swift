extension Kernels {
  /// The log loss (He et al. 2017, eq. 7) of `count` logits against labels of 0 or 1, and its gradient.
  ///
  /// gradients[b] = scale · (σ(logits[b]) − labels[b]); the loss itself is not scaled. `count` may be any number,
  /// but the extents have room up to the next multiple of 8.
  /// - Returns: Σ_b −labels·log σ − (1 − labels)·log(1 − σ).
  public static func logisticLoss(
    logits: Extent<Float>, labels: Extent<Float>, count: Int, scale: Float, gradients: Extent<Float>
  ) -> Double {
    demand(
      count >= 0 && min(logits.count, labels.count, gradients.count) >= paddedWidth(count),
      "\(count) instances and their padding do not fit \(logits.count) logits, \(labels.count) labels and "
        + "\(gradients.count) gradients")
    let (logits, labels) = (UnsafePointer(logits.pointer), UnsafePointer(labels.pointer))
    let gradients = gradients.pointer
    var total = SIMD8<Float>.zero
    let whole = count & ~7
    for b in stride(from: 0, to: whole, by: 8) {
      let (loss, gradient) = logistic(logits.vector(b), labels.vector(b))
      total += loss
      gradients.store(gradient * scale, at: b)
    }
    if whole < count {
      let (loss, gradient) = logistic(logits.vector(whole), labels.vector(whole))
      let lanes = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
      let beyond = lanes .>= SIMD8(repeating: Int32(count - whole))
      total += loss.replacing(with: 0, where: beyond)
      gradients.store((gradient * scale).replacing(with: 0, where: beyond), at: whole)
    }
    return Double(total.total())
  }

  /// Per lane: the log loss and σ(z) − y, from e = exp(−|z|), so that nothing overflows.
  @inline(__always)
  private static func logistic(_ z: SIMD8<Float>, _ y: SIMD8<Float>) -> (SIMD8<Float>, SIMD8<Float>) {
    let negative = z .< 0
    let magnitude = z.replacing(with: -z, where: negative)
    let e = exponential(-magnitude)
    let inverse = 1 / (1 + e)
    let sigmoid = inverse.replacing(with: e * inverse, where: negative)
    let loss = z.replacing(with: 0, where: negative) - z * y + logOnePlus(e)
    return (loss, sigmoid - y)
  }

  /// σ(z), from exp(−|z|), so that nothing overflows.
  @inline(__always)
  static func logistic(_ z: Float) -> Float {
    let e = exponential(SIMD8(repeating: -abs(z)))[0]
    return (z >= 0 ? 1 : e) / (1 + e)
  }

  /// exp(x) for x ≤ 0, to about 1e-7 relative: 2ⁿ·exp(r) with |r| ≤ ln 2 / 2 and a polynomial for exp(r).
  @inline(__always)
  static func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
    // Below −87 the result leaves the normal range; a lane that is not a number stays one.
    let clamped = x.replacing(with: -87, where: x .< -87)
    // Adding 1.5·2²³ rounds to a whole number and leaves it in the low bits.
    let magic = SIMD8<Float>(repeating: 12_582_912)
    let shifted = magic.addingProduct(clamped, SIMD8(repeating: 1.442_695_04))
    let n = shifted - magic
    var r = clamped.addingProduct(n, SIMD8(repeating: -0.693_359_375))
    r = r.addingProduct(n, SIMD8(repeating: 2.121_944_4e-4))
    var p = SIMD8<Float>(repeating: 1.987_569_15e-4)
    p = SIMD8(repeating: 1.398_199_95e-3).addingProduct(p, r)
    p = SIMD8(repeating: 8.333_451_9e-3).addingProduct(p, r)
    p = SIMD8(repeating: 4.166_579_6e-2).addingProduct(p, r)
    p = SIMD8(repeating: 1.666_666_55e-1).addingProduct(p, r)
    p = SIMD8(repeating: 0.5).addingProduct(p, r)
    p = (1 + r).addingProduct(p, r * r)
    let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(p, to: SIMD8<Int32>.self) &+ exponent, to: SIMD8<Float>.self)
  }

  /// log(1 + e) for 0 ≤ e ≤ 1: 2·artanh(u) with u = e / (2 + e) ≤ 1/3, by its series.
  @inline(__always)
  static func logOnePlus(_ e: SIMD8<Float>) -> SIMD8<Float> {
    let u = e / (2 + e)
    let square = u * u
    var p = SIMD8<Float>(repeating: 1 / 13)
    p = SIMD8(repeating: 1 / 11).addingProduct(p, square)
    p = SIMD8(repeating: 1 / 9).addingProduct(p, square)
    p = SIMD8(repeating: 1 / 7).addingProduct(p, square)
    p = SIMD8(repeating: 1 / 5).addingProduct(p, square)
    p = SIMD8(repeating: 1 / 3).addingProduct(p, square)
    p = SIMD8(repeating: 1).addingProduct(p, square)
    return 2 * u * p
  }
}
