extension Kernels {
  /// target[b] = source[indices[b]] and sums += source[indices[b]] for `count` rows of `width` floats; rows of the
  /// target lie next to each other.
  public static func gatherAndSum(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into target: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let from = source.pointer + Int(indices[b]) &* source.stride
      let to = target + b &* width
      for k in stride(from: 0, to: width, by: 8) {
        let values: SIMD8<Float> = from.vector(k)
        to.store(values, at: k)
        sums.store(sums.vector(k) + values, at: k)
      }
    }
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
