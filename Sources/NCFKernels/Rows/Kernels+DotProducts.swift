extension Kernels {
  /// products[b] = row · source[indices[b]] for `count` rows of `width` floats.
  public static func dotProducts(
    _ row: UnsafePointer<Float>, _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into products: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let other = source.pointer + Int(indices[b]) &* source.stride
      var sum = SIMD8<Float>.zero
      for k in stride(from: 0, to: width, by: 8) {
        sum = sum.addingProduct(row.vector(k), other.vector(k))
      }
      products[b] = sum.total()
    }
  }

  /// Σₖ values[k]², summed in double precision over blocks of 8; `count` is a multiple of 8.
  public static func squaredNorm(_ values: UnsafePointer<Float>, count: Int) -> Double {
    var total = SIMD8<Double>.zero
    for k in stride(from: 0, to: count, by: 8) {
      let value = SIMD8<Double>(values.vector(k, as: SIMD8<Float>.self))
      total.addProduct(value, value)
    }
    return total.sum()
  }
}
