import NCFKernels

/// The Gram matrix of a table's rows, S = Σ_r w_r·x_r·x_rᵀ (the cache of He et al., SIGIR 2016, section 4.2).
///
/// Products of 256 rows at a time are summed in double precision.
final class GramMatrix {
  private static let chunk = 256

  /// Columns of the table; the matrix is `width` × `width`.
  let width: Int
  /// S in single precision, for the updates.
  let elements: AlignedBuffer<Float>
  private let sums: AlignedBuffer<Double>
  private let partial: AlignedBuffer<Float>
  /// The rows of a chunk, times their weights.
  private let weighted: AlignedBuffer<Float>
  private let product: MatrixProduct

  init(width: Int) {
    self.width = width
    elements = AlignedBuffer(count: width * width, zero: 0)
    sums = AlignedBuffer(count: width * width, zero: 0)
    partial = AlignedBuffer(count: width * width, zero: 0)
    weighted = AlignedBuffer(count: Self.chunk * width, zero: 0)
    product = MatrixProduct(.transposedLeft, rows: width, inner: Self.chunk, columns: width)
  }

  /// Complexity: O(rows × width²).
  /// - Parameter weights: w_r of each row; nil for 1.
  func compute(_ table: ParameterRows, weights: AlignedBuffer<Float>? = nil) {
    sums.fill(0)
    for start in stride(from: 0, to: table.rowCount, by: Self.chunk) {
      let count = min(Self.chunk, table.rowCount - start)
      let rows = table.parameters[start * width..<(start + count) * width]
      weighted.fill(0)
      for row in 0..<count {
        let part = row * width..<(row + 1) * width
        Kernels.addScaled(rows[part], by: weights?[start + row] ?? 1, to: weighted[part])
      }
      let product =
        count == Self.chunk
        ? product : MatrixProduct(.transposedLeft, rows: width, inner: count, columns: width)
      product(weighted.extent, rows, partial.extent)
      for k in 0..<sums.count { sums[k] += Double(partial[k]) }
    }
    for k in 0..<sums.count { elements[k] = Float(sums[k]) }
  }

  /// Σ_{k,l} S_kl·T_kl = Σ_r Σ_t w_r·v_t·(x_r·y_t)² for the rows x of one table and y of another.
  func product(with other: GramMatrix) -> Double {
    (0..<sums.count).reduce(0) { $0 + sums[$1] * other.sums[$1] }
  }
}
