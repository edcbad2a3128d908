extension PlainKernels {
  public static func dotProducts(
    _ row: UnsafePointer<Float>, _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into products: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      products[b] = (0..<width).reduce(0) { sum, k in
        sum + row[k] * source.pointer[Int(indices[b]) * source.stride + k]
      }
    }
  }

  public static func squaredNorm(_ values: UnsafePointer<Float>, count: Int) -> Double {
    (0..<count).reduce(0) { $0 + Double(values[$1]) * Double(values[$1]) }
  }

  public static func gatherTransposed(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    for k in 0..<width {
      for b in 0..<((count + 15) & ~15) {
        target[k * targetStride + b] =
          b < count ? source.pointer[Int(indices[b]) * source.stride + k] : 0
      }
    }
  }
}
