/// Rows that are gathered, scattered and multiplied, and sparse vectors.
extension PlainKernels {
  public static func gather(_ source: RowView, indices: RowIndices, into target: RowView) {
    for b in 0..<indices.count {
      for k in 0..<target.width { target[b, k] = source[indices[b], k] }
    }
  }

  public static func scatterAdd(_ source: RowView, slots: RowIndices, into target: RowView) {
    for b in 0..<slots.count {
      for k in 0..<source.width { target[slots[b], k] += source[b, k] }
    }
  }

  public static func gatherAddRectify(
    _ source: RowView, indices: RowIndices, offset: Extent<Float>, into target: Extent<Float>
  ) {
    let width = offset.count
    for b in 0..<indices.count {
      for k in 0..<width { target[b * width + k] = max(source[indices[b], k] + offset[k], 0) }
    }
  }

  public static func gatherTransposed(
    _ source: RowView, indices: RowIndices, into target: Extent<Float>, targetStride: Int
  ) {
    for k in 0..<source.width {
      for b in 0..<((indices.count + 15) & ~15) {
        target[k * targetStride + b] = b < indices.count ? source[indices[b], k] : 0
      }
    }
  }

  public static func dotProducts(
    _ row: Extent<Float>, _ source: RowView, indices: RowIndices, into products: Extent<Float>
  ) {
    for b in 0..<indices.count {
      products[b] = (0..<row.count).reduce(0) { $0 + row[$1] * source[indices[b], $1] }
    }
  }

  public static func squaredNorm(_ values: Extent<Float>) -> Double {
    (0..<values.count).reduce(0) { $0 + Double(values[$1]) * Double(values[$1]) }
  }

  // MARK: Sparse vectors

  public static func countItems(users: RowIndices, items: IndexRows, counts: Extent<Int32>) {
    for b in 0..<users.count {
      items.withRow(users[b]) { items in
        for k in 0..<items.count { counts[items[k]] += 1 }
      }
    }
  }

  public static func addWeightedItems(
    users: RowIndices, items: IndexRows, weights: Extent<Float>, sums: Extent<Float>
  ) {
    for b in 0..<users.count {
      items.withRow(users[b]) { items in
        for k in 0..<items.count { sums[items[k]] += weights[users[b]] }
      }
    }
  }

  public static func sparseDotProduct(
    indices: RowIndices, values: UnsafeBufferPointer<Float>, dense: Extent<Float>
  ) -> Float {
    (0..<indices.count).reduce(0) { $0 + values[$1] * dense[indices[$1]] }
  }

  public static func addSparse(
    indices: RowIndices, values: UnsafeBufferPointer<Float>, to sums: Extent<Float>
  ) {
    for k in 0..<indices.count { sums[indices[k]] += values[k] }
  }

  public static func addIndicator(indices: RowIndices, value: Float, to sums: Extent<Float>) {
    for k in 0..<indices.count { sums[indices[k]] += value }
  }

  public static func indexedSum(indices: RowIndices, dense: Extent<Float>) -> Float {
    (0..<indices.count).reduce(0) { $0 + dense[indices[$1]] }
  }

  // MARK: Matrices

  /// What `MatrixProduct` computes.
  public static func product(
    _ shape: MatrixProduct, _ a: Extent<Float>, _ b: Extent<Float>, _ c: Extent<Float>
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
    _ source: Extent<Float>, rows: Int, columns: Int, into target: Extent<Float>, targetStride: Int
  ) {
    for row in 0..<rows {
      for column in 0..<columns { target[column * targetStride + row] = source[row * columns + column] }
    }
  }
}
