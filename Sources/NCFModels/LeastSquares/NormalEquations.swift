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
