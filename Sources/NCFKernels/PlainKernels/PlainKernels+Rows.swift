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

extension PlainKernels {
  public static func countItems(
    users: UnsafePointer<Int32>, count: Int, offsets: UnsafePointer<Int>, items: UnsafePointer<Int32>,
    counts: UnsafeMutablePointer<Int32>
  ) {
    for user in UnsafeBufferPointer(start: users, count: count) {
      for position in offsets[Int(user)]..<offsets[Int(user) + 1] { counts[Int(items[position])] += 1 }
    }
  }

  public static func sparseDotProduct(
    indices: UnsafePointer<Int32>, values: UnsafePointer<Float>, count: Int, dense: UnsafePointer<Float>
  ) -> Float {
    (0..<count).reduce(0) { $0 + values[$1] * dense[Int(indices[$1])] }
  }
}

extension PlainKernels {
  public static func addWeightedItems(
    users: UnsafePointer<Int32>, count: Int, offsets: UnsafePointer<Int>, items: UnsafePointer<Int32>,
    weights: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    for user in UnsafeBufferPointer(start: users, count: count) {
      for position in offsets[Int(user)]..<offsets[Int(user) + 1] {
        sums[Int(items[position])] += weights[Int(user)]
      }
    }
  }

  public static func addSparse(
    indices: UnsafePointer<Int32>, values: UnsafePointer<Float>, count: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { sums[Int(indices[k])] += values[k] }
  }

  public static func addIndicator(
    indices: UnsafePointer<Int32>, value: Float, count: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { sums[Int(indices[k])] += value }
  }

  public static func indexedSum(
    indices: UnsafePointer<Int32>, count: Int, dense: UnsafePointer<Float>
  ) -> Float {
    (0..<count).reduce(0) { $0 + dense[Int(indices[$1])] }
  }
}
