import COpenBLAS

/// Dense linear algebra on whole matrices, by OpenBLAS and the LAPACK in it, on the calling thread.
///
/// Matrices are row-major. LAPACK's are column-major, which for symmetric matrices only swaps the triangles: the
/// lower one here is the upper one there.
public enum DenseAlgebra {
  /// OpenBLAS would start threads of its own, and share sums out among them: each run is one thread, and its bits
  /// do not depend on how many cores there are.
  static let oneThread: Void = openblas_set_num_threads(1)

  /// Up to this order, all eigenvectors of a tridiagonal matrix are found by QR iterations, in a fraction of a second.
  private static let largestOrderForQR = 768

  /// The largest eigenvalues of a symmetric tridiagonal matrix, ascending, and their eigenvectors: of a small matrix by
  /// QR iterations (LAPACK's dsteqr), of a large one by relatively robust representations (Dhillon and Parlett, LAA
  /// 2004; dstemr), which take O(n × count) in place of O(n³).
  ///
  /// - Parameters:
  ///   - diagonal: n numbers.
  ///   - offDiagonal: n − 1 numbers.
  ///   - count: From 1 to n.
  /// - Returns: Row k of `vectors` (count×n) is the unit eigenvector of `values[k]`; nil if the iteration does not
  ///   converge.
  public static func tridiagonalEigenvectors(
    diagonal: [Double], offDiagonal: [Double], count: Int
  ) -> (values: [Double], vectors: [Double])? {
    let n = diagonal.count
    demand(offDiagonal.count == n - 1, "an off-diagonal has one entry less than a diagonal")
    demand(1...max(1, n) ~= count, "a matrix of order \(n) has no \(count) eigenvalues")
    _ = oneThread
    if n <= largestOrderForQR {
      guard let (values, vectors) = allEigenvectors(diagonal, offDiagonal) else { return nil }
      return (Array(values.suffix(count)), Array(vectors.suffix(count * n)))
    }
    var (d, e) = (diagonal, offDiagonal + [0])
    var (order, first, last, found, info) = (Int32(n), Int32(n - count + 1), Int32(n), Int32(0), Int32(0))
    var (low, high) = (0.0, 0.0)
    var (columns, triesRelativeAccuracy) = (Int32(count), Int32(1))
    var values = [Double](repeating: 0, count: n)
    var vectors = [Double](repeating: 0, count: n * count)
    var supports = [Int32](repeating: 0, count: 2 * count)
    var (workSize, integerWorkSize) = (Int32(18 * n), Int32(10 * n))
    var work = [Double](repeating: 0, count: 18 * n)
    var integerWork = [Int32](repeating: 0, count: 10 * n)
    dstemr_(
      "V", "I", &order, &d, &e, &low, &high, &first, &last, &found, &values, &vectors, &order, &columns,
      &supports, &triesRelativeAccuracy, &work, &workSize, &integerWork, &integerWorkSize, &info, 1, 1)
    return info == 0 && Int(found) == count ? (Array(values.prefix(count)), vectors) : nil
  }

  private static func allEigenvectors(
    _ diagonal: [Double], _ offDiagonal: [Double]
  ) -> (values: [Double], vectors: [Double])? {
    let n = diagonal.count
    var (values, spent) = (diagonal, offDiagonal + [0])
    var vectors = [Double](repeating: 0, count: n * n)
    var work = [Double](repeating: 0, count: max(1, 2 * n - 2))
    var (order, info) = (Int32(n), Int32(0))
    dsteqr_("I", &order, &values, &spent, &vectors, &order, &work, &info, 1)
    return info == 0 ? (values, vectors) : nil
  }

  /// Removes from a vector its components along the rows of an orthonormal basis (classical Gram–Schmidt, twice,
  /// after which it is orthogonal to working precision).
  ///
  /// - Parameter basis: Row after row, each as long as the vector.
  public static func orthogonalise(_ vector: inout [Double], against basis: [Double]) {
    guard !vector.isEmpty, !basis.isEmpty else { return }
    let count = basis.count / vector.count
    demand(count * vector.count == basis.count, "\(basis.count) numbers are no rows of \(vector.count)")
    _ = oneThread
    let (rows, columns) = (Int32(count), Int32(vector.count))
    var scratch = [Double](repeating: 0, count: count)
    for _ in 0..<2 {
      cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, columns, 1, basis, columns, vector, 1, 0, &scratch, 1)
      cblas_dgemv(CblasRowMajor, CblasTrans, rows, columns, -1, basis, columns, scratch, 1, 1, &vector, 1)
    }
  }

  /// a[rows×inner] · b[inner×columns].
  public static func product(
    _ a: ArraySlice<Double>, _ b: [Double], rows: Int, inner: Int, columns: Int
  ) -> [Double] {
    demand(
      a.count == rows * inner && b.count == inner * columns,
      "\(a.count) and \(b.count) numbers are no \(rows)×\(inner)×\(columns) product's")
    var c = [Double](repeating: 0, count: rows * columns)
    guard !c.isEmpty, inner > 0 else { return c }
    _ = oneThread
    a.withUnsafeBufferPointer { a in
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
        a.baseAddress, Int32(inner), b, Int32(columns), 0, &c, Int32(columns))
    }
    return c
  }
}
