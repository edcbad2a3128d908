extension PlainKernels {
  /// What `MatrixProduct` computes.
  public static func product(
    _ shape: MatrixProduct, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<shape.rows {
      for column in 0..<shape.columns {
        var sum = shape.accumulates ? c[row * shape.strides.c + column] : 0
        for k in 0..<shape.inner {
          let left =
            shape.form == .plain ? a[row * shape.strides.a + k] : a[k * shape.strides.a + row]
          sum += left * b[k * shape.strides.b + column]
        }
        c[row * shape.strides.c + column] = sum
      }
    }
  }

  /// target[columns×rows] = sourceᵀ with source[rows×columns].
  public static func transpose(
    _ source: UnsafePointer<Float>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Float>,
    targetStride: Int
  ) {
    for row in 0..<rows {
      for column in 0..<columns { target[column * targetStride + row] = source[row * columns + column] }
    }
  }
}
