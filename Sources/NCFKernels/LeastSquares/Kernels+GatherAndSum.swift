extension Kernels {
  /// target[b] = source[indices[b]] and sums += source[indices[b]] for `count` rows of `width` floats; rows of the
  /// target lie next to each other.
  public static func gatherAndSum(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into target: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    var column = 0
    // Four sums stay in registers while all rows pass.
    while width &- column >= 64 {
      let (from, to, sum) = (source.pointer + column, target + column, sums + column)
      var (a, b): (SIMD16<Float>, SIMD16<Float>) = (sum.vector(0), sum.vector(16))
      var (c, d): (SIMD16<Float>, SIMD16<Float>) = (sum.vector(32), sum.vector(48))
      for k in 0..<count {
        let (row, copy) = (from + Int(indices[k]) &* source.stride, to + k &* width)
        a += copied(row, to: copy, at: 0)
        b += copied(row, to: copy, at: 16)
        c += copied(row, to: copy, at: 32)
        d += copied(row, to: copy, at: 48)
      }
      sum.store(a, at: 0)
      sum.store(b, at: 16)
      sum.store(c, at: 32)
      sum.store(d, at: 48)
      column &+= 64
    }
    while column < width {
      let (from, to) = (source.pointer + column, target + column)
      var sum: SIMD8<Float> = sums.vector(column)
      for k in 0..<count {
        sum += copied(from + Int(indices[k]) &* source.stride, to: to + k &* width, at: 0)
      }
      sums.store(sum, at: column)
      column &+= 8
    }
  }

  @inline(__always)
  private static func copied<V: FloatVector>(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, at offset: Int
  ) -> V {
    let values: V = source.vector(offset)
    target.store(values, at: offset)
    return values
  }

  /// The inner product of two vectors of `count` floats, a multiple of 8, summed in double precision.
  public static func dotProduct(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, count: Int
  ) -> Double {
    var total = SIMD8<Double>.zero
    for k in stride(from: 0, to: count, by: 8) {
      total.addProduct(
        SIMD8<Double>(first.vector(k, as: SIMD8<Float>.self)),
        SIMD8<Double>(second.vector(k, as: SIMD8<Float>.self)))
    }
    return total.sum()
  }
}
