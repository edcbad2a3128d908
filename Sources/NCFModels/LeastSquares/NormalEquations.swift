import NCFKernels

/// The normal equations of one row of alternating least squares,
///
///     (w·S + Σₙ qₙ·qₙᵀ + λI)·x = t·Σₙ qₙ
///
/// with the Gram matrix S of all rows of the other side, and qₙ the other side's rows of the entries.
final class NormalEquations {
  /// Entries that are added to the matrix in one product; the rest in products of `remainder`.
  private static let chunk = 64
  private static let remainder = 8

  private let factors: Int
  private let width: Int
  /// w·S; `width`×`width`.
  private let shared: AlignedBuffer<Float>
  private let matrix: AlignedBuffer<Float>
  private let vector: AlignedBuffer<Float>
  private let gathered: AlignedBuffer<Float>
  private let chunkProducts: [BlockProduct]
  private let remainderProducts: [BlockProduct]

  init(factors: Int, width: Int) {
    self.factors = factors
    self.width = width
    shared = AlignedBuffer(count: width * width, zero: 0)
    matrix = AlignedBuffer(count: width * width, zero: 0)
    vector = AlignedBuffer(count: width, zero: 0)
    gathered = AlignedBuffer(count: Self.chunk * width, zero: 0)
    chunkProducts = Self.products(width: width, inner: Self.chunk)
    remainderProducts = Self.products(width: width, inner: Self.remainder)
  }

  /// - Parameter weight: w.
  func setSharedPart(_ gram: GramMatrix, weight: Float) {
    for k in 0..<shared.count { shared[k] = weight * gram.elements[k] }
  }

  /// Sets up the equations but for λ.
  /// - Parameter entries: Rows of `others`.
  func gather(_ others: ParameterRows, _ entries: RowIndices) {
    matrix.extent.copy(from: shared.extent)
    vector.fill(0)
    for start in stride(from: 0, to: entries.count, by: Self.chunk) {
      let end = min(start + Self.chunk, entries.count)
      Kernels.gatherAndSum(
        others.view, indices: entries[start..<end], into: gathered.extent, sums: vector.extent)
      add(end - start)
    }
  }

  /// Adds the gathered rows' products to the matrix.
  private func add(_ count: Int) {
    if count == Self.chunk {
      for product in chunkProducts { product(gathered.extent, matrix.extent) }
      return
    }
    let padded = (count + Self.remainder - 1) / Self.remainder * Self.remainder
    gathered[count * width..<padded * width].fill(0)
    for start in stride(from: 0, to: padded, by: Self.remainder) {
      for product in remainderProducts { product(gathered.extent[(start * width)...], matrix.extent) }
    }
  }

  /// Solves the equations. Where rounding has cost the matrix its definiteness, the row stays as it is.
  /// - Parameters:
  ///   - target: t.
  ///   - penalty: λ.
  /// - Returns: x · Σₙ qₙ.
  func solve(target: Float, penalty: Float, into row: Extent<Float>) -> Double {
    for k in 0..<factors { matrix[k * (width + 1)] += penalty }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { copy in
      let copy = Extent(copy)
      for k in 0..<width { copy[k] = target * vector[k] }
      _ = Kernels.solvePositiveDefinite(matrix.extent, order: factors, stride: width, copy, into: row)
    }
    return Kernels.dotProduct(row, vector.extent)
  }

  /// matrix += gatheredᵀ · gathered, for a block of rows and the columns from its first: only the upper triangle is
  /// ever read.
  private struct BlockProduct {
    let row: Int
    let product: MatrixProduct
    let width: Int

    func callAsFunction(_ gathered: Extent<Float>, _ matrix: Extent<Float>) {
      product(gathered[row...], gathered[row...], matrix[(row * (width + 1))...])
    }
  }

  /// Blocks as high as a quarter of the matrix, so that little below the diagonal is computed; at least as high as
  /// a vector is long.
  private static func products(width: Int, inner: Int) -> [BlockProduct] {
    let height = max(16, paddedWidth(width / 4))
    return stride(from: 0, to: width, by: height).map { row in
      BlockProduct(
        row: row,
        product: MatrixProduct(
          .transposedLeft, rows: min(height, width - row), inner: inner, columns: width - row,
          strides: (a: width, b: width, c: width), accumulates: true),
        width: width)
    }
  }
}

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
