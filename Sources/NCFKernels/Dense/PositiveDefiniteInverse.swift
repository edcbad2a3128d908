import COpenBLAS

/// The inverse of a symmetric positive definite matrix, in steps of some milliseconds, between which it can be left.
///
///     let inverse = PositiveDefiniteInverse(order: n)
///     for row in 0..<n { inverse.setRow(row, to: values) }
///     while inverse.step() == .within {}
///
/// The matrix A is replaced by its Cholesky factor L, A = LLᵀ, then by M = L⁻¹, then by A⁻¹ = MᵀM: what LAPACK's dpotrf
/// and dpotri do, on square tiles of the lower triangle (Buttari et al., Parallel Computing 2009), each of which
/// OpenBLAS works on for some milliseconds.
///
/// Complexity: O(n³); 2n³ floating-point operations, and 4n² bytes.
public final class PositiveDefiniteInverse {
  public enum Progress: Hashable, Sendable {
    case within
    case complete
    /// The matrix is not positive definite; what it has become is of no use.
    case impossible
  }

  /// Rows and columns of a tile.
  public static let usualTileSide = 512

  public let order: Int
  /// Rows and columns of every tile but the last ones, and the distance between the rows of all.
  public let side: Int
  /// Tiles along the diagonal.
  public let tileCount: Int

  /// What is done to tile (i, j) with the help of others, in the order of the algorithm.
  private enum Operation {
    case factor(Int)
    case solveTransposed(i: Int, k: Int)
    case subtractProduct(i: Int, j: Int, k: Int)
    case multiply(i: Int, j: Int)
    case addProduct(i: Int, j: Int, k: Int)
    case solveNegated(i: Int, j: Int)
    case invert(Int)
    case multiplyTransposed(i: Int, j: Int)
    case addTransposedProduct(i: Int, j: Int, k: Int)
    case square(Int)
  }

  /// Row after row of the lower triangle's tiles; taken when a row is set, and gone when they are released.
  private var tiles: [AlignedBuffer<Double>?]
  private let operations: [Operation]
  private var done = 0

  /// - Parameter tileSide: Smaller tiles make shorter steps.
  public init(order: Int, tileSide: Int = usualTileSide) {
    demand(order > 0 && order <= Int(Int32.max) && tileSide > 0, "no matrix has \(order) rows")
    self.order = order
    side = min(order, tileSide)
    tileCount = (order + side - 1) / side
    tiles = Array(repeating: nil, count: tileCount * (tileCount + 1) / 2)
    operations = Self.operations(tileCount)
  }

  /// Rows of the tiles in a row of tiles, and columns of those in a column.
  public func extent(_ tile: Int) -> Int { min(side, order - tile * side) }

  /// Sets a row up to and with its diagonal; the rest follows by symmetry.
  /// - Parameter values: At least `row` + 1 numbers.
  public func setRow(_ row: Int, to values: Extent<Double>) {
    demand(0..<order ~= row && values.count > row, "\(values.count) numbers are no row \(row) of \(order)")
    let i = row / side
    for j in 0...i {
      let start = j * side
      let target = allocated(i, j) + row % side * side
      target.update(from: values.pointer + start, count: min(extent(j), row + 1 - start))
    }
  }

  /// Takes the next step.
  public func step() -> Progress {
    guard done < operations.count else { return .complete }
    guard perform(operations[done]) else { return .impossible }
    done += 1
    return done == operations.count ? .complete : .within
  }

  /// The tile in row i and column j ≤ i of the tiles, once the inverse is complete; of one on the diagonal, the lower
  /// triangle.
  public func tile(_ i: Int, _ j: Int) -> Extent<Double> { Extent(allocated(i, j), count: side * side) }

  /// Gives the memory of a tile back.
  public func release(_ i: Int, _ j: Int) { tiles[index(i, j)] = nil }

  private func index(_ i: Int, _ j: Int) -> Int {
    demand(0 <= j && j <= i && i < tileCount, "there is no tile (\(i), \(j))")
    return i * (i + 1) / 2 + j
  }

  private func allocated(_ i: Int, _ j: Int) -> UnsafeMutablePointer<Double> {
    let index = index(i, j)
    if let tile = tiles[index] { return tile.pointer }
    let tile = AlignedBuffer<Double>(count: side * side, zero: 0)
    tiles[index] = tile
    return tile.pointer
  }

  private static func operations(_ count: Int) -> [Operation] {
    var operations: [Operation] = []
    // A = LLᵀ, column after column.
    for k in 0..<count {
      operations.append(.factor(k))
      for i in k + 1..<max(k + 1, count) { operations.append(.solveTransposed(i: i, k: k)) }
      for i in k + 1..<max(k + 1, count) {
        for j in k + 1...i { operations.append(.subtractProduct(i: i, j: j, k: k)) }
      }
    }
    // M = L⁻¹, from the last column to the first: each needs those behind it.
    for j in (0..<count).reversed() {
      for i in (j + 1..<max(j + 1, count)).reversed() {
        operations.append(.multiply(i: i, j: j))
        for k in j + 1..<max(j + 1, i) { operations.append(.addProduct(i: i, j: j, k: k)) }
        operations.append(.solveNegated(i: i, j: j))
      }
      operations.append(.invert(j))
    }
    // MᵀM, row after row: each needs those below it, and its own tile on the diagonal to the last.
    for i in 0..<count {
      for j in 0..<i {
        operations.append(.multiplyTransposed(i: i, j: j))
        for k in i + 1..<max(i + 1, count) { operations.append(.addTransposedProduct(i: i, j: j, k: k)) }
      }
      operations.append(.square(i))
      for k in i + 1..<max(i + 1, count) { operations.append(.addTransposedProduct(i: i, j: i, k: k)) }
    }
    return operations
  }

  /// - Returns: false if a tile on the diagonal is not positive definite.
  private func perform(_ operation: Operation) -> Bool {
    _ = DenseAlgebra.oneThread
    var ld = Int32(side)
    func size(_ tile: Int) -> Int32 { Int32(extent(tile)) }
    var info: Int32 = 0
    // LAPACK is column-major: its upper triangles are the lower ones here.
    switch operation {
    case .factor(let k):
      var n = size(k)
      dpotrf_("U", &n, allocated(k, k), &ld, &info, 1)
    case .solveTransposed(let i, let k):
      cblas_dtrsm(
        CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, size(i), size(k), 1, allocated(k, k),
        ld,
        allocated(i, k), ld)
    case .subtractProduct(let i, let j, let k) where i == j:
      cblas_dsyrk(
        CblasRowMajor, CblasLower, CblasNoTrans, size(i), size(k), -1, allocated(i, k), ld, 1,
        allocated(i, i), ld)
    case .subtractProduct(let i, let j, let k):
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, size(i), size(j), size(k), -1, allocated(i, k), ld,
        allocated(j, k),
        ld,
        1, allocated(i, j), ld)
    case .multiply(let i, let j):
      cblas_dtrmm(
        CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, size(i), size(j), 1,
        allocated(i, i), ld,
        allocated(i, j), ld)
    case .addProduct(let i, let j, let k):
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, size(i), size(j), size(k), 1, allocated(i, k), ld,
        allocated(k, j),
        ld, 1, allocated(i, j), ld)
    case .solveNegated(let i, let j):
      cblas_dtrsm(
        CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, size(i), size(j), -1,
        allocated(j, j),
        ld, allocated(i, j), ld)
    case .invert(let j):
      var n = size(j)
      dtrtri_("U", "N", &n, allocated(j, j), &ld, &info, 1, 1)
    case .multiplyTransposed(let i, let j):
      cblas_dtrmm(
        CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, size(i), size(j), 1, allocated(i, i),
        ld,
        allocated(i, j), ld)
    case .addTransposedProduct(let i, let j, let k) where i == j:
      cblas_dsyrk(
        CblasRowMajor, CblasLower, CblasTrans, size(i), size(k), 1, allocated(k, i), ld, 1, allocated(i, i),
        ld)
    case .addTransposedProduct(let i, let j, let k):
      cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, size(i), size(j), size(k), 1, allocated(k, i), ld,
        allocated(k, j), ld,
        1, allocated(i, j), ld)
    case .square(let i):
      var n = size(i)
      dlauum_("U", &n, allocated(i, i), &ld, &info, 1)
    }
    return info == 0
  }
}
