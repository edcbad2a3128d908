import COpenBLAS

/// Dense linear algebra on whole matrices, by OpenBLAS and the LAPACK in it, on the calling thread.
///
/// Matrices are row-major. LAPACK's are column-major, which for symmetric matrices only swaps the triangles: the
/// lower one here is the upper one there.
public enum DenseAlgebra {
  /// OpenBLAS would start threads of its own, and share sums out among them: each run is one thread, and its bits
  /// do not depend on how many cores there are.
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// Replaces a symmetric positive definite matrix by its inverse, through its Cholesky factor.
  ///
  /// Complexity: O(n³); 2n³ floating-point operations.
  ///
  /// - Parameter matrix: n×n; the lower triangle is read, both are written.
  /// - Returns: false if the matrix is not positive definite; it then holds nothing of use.
  public static func invert(_ matrix: UnsafeMutablePointer<Double>, order n: Int) -> Bool {
    _ = oneThread
    var (order, info) = (Int32(n), Int32(0))
    dpotrf_("U", &order, matrix, &order, &info, 1)
    guard info == 0 else { return false }
    dpotri_("U", &order, matrix, &order, &info, 1)
    guard info == 0 else { return false }
    for row in 0..<n {
      for column in 0..<row { matrix[column &* n &+ row] = matrix[row &* n &+ column] }
    }
    return true
  }

  /// The eigenvalues of a symmetric tridiagonal matrix, ascending, and its eigenvectors.
  ///
  /// Complexity: O(n³).
  ///
  /// - Parameters:
  ///   - diagonal: n numbers.
  ///   - offDiagonal: n − 1 numbers.
  /// - Returns: Row k of `vectors` (n×n) is the unit eigenvector of `values[k]`; nil if the iteration does not
  ///   converge.
  public static func tridiagonalEigenvectors(
    diagonal: [Double], offDiagonal: [Double]
  ) -> (values: [Double], vectors: [Double])? {
    demand(offDiagonal.count == diagonal.count - 1, "an off-diagonal has one entry less than a diagonal")
    _ = oneThread
    let n = diagonal.count
    var values = diagonal
    var spent = offDiagonal + [0]
    var vectors = [Double](repeating: 0, count: n * n)
    var work = [Double](repeating: 0, count: max(1, 2 * n - 2))
    var (order, info) = (Int32(n), Int32(0))
    dsteqr_("I", &order, &values, &spent, &vectors, &order, &work, &info, 1)
    return info == 0 ? (values, vectors) : nil
  }

  /// Removes from a vector its components along the rows of an orthonormal basis (classical Gram–Schmidt, twice,
  /// after which it is orthogonal to working precision).
  ///
  /// - Parameters:
  ///   - basis: `count`×`length`.
  ///   - scratch: Room for `count` numbers.
  public static func orthogonalise(
    _ vector: UnsafeMutablePointer<Double>, length: Int, against basis: UnsafePointer<Double>, count: Int,
    scratch: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    _ = oneThread
    let (rows, columns) = (Int32(count), Int32(length))
    for _ in 0..<2 {
      cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, columns, 1, basis, columns, vector, 1, 0, scratch, 1)
      cblas_dgemv(CblasRowMajor, CblasTrans, rows, columns, -1, basis, columns, scratch, 1, 1, vector, 1)
    }
  }

  /// c[rows×columns] = a[rows×inner] · b[inner×columns].
  public static func product(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, rows: Int, inner: Int, columns: Int,
    into c: UnsafeMutablePointer<Double>
  ) {
    _ = oneThread
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(inner), b, Int32(columns), 0, c, Int32(columns))
  }
}
