extension Kernels {
  /// Rows that are eliminated at once, so that the rows below are read and written once for all of them.
  private static let panel = 4

  /// Solves a·x = b for a symmetric positive definite matrix, by Cholesky's method: a = UᵀU, Uᵀy = b, Ux = y.
  ///
  /// LAPACK's is made for matrices of thousands of rows; at the 8 to 256 of latent factors it spends most of its time
  /// on the way to its kernels.
  ///
  /// Complexity: n³/3 floating-point operations.
  ///
  /// - Parameters:
  ///   - matrix: a, row-major, n×n in rows of `stride` floats, a multiple of 8; the upper triangle is read. Left with U,
  ///     the reciprocals of its diagonal in place of the diagonal. What lies beside the triangle has to be finite, and is
  ///     overwritten.
  ///   - vector: b, n floats. Left with y.
  ///   - solution: x, `stride` floats, zeros beyond n. Untouched if there is none.
  /// - Returns: false if the matrix is not positive definite.
  public static func solvePositiveDefinite(
    _ matrix: Extent<Float>, order n: Int, stride: Int, _ vector: Extent<Float>,
    into solution: Extent<Float>
  ) -> Bool {
    demandMatrix(matrix, n, stride)
    demand(
      stride >= n && vector.count >= n && solution.count >= stride,
      "\(vector.count) and \(solution.count) floats are not the sides of \(n) equations, \(stride) apart")
    let (matrix, vector, solution) = (matrix.pointer, vector.pointer, solution.pointer)
    return stride.isMultiple(of: 16)
      ? solve(SIMD16<Float>.self, matrix, n, stride, vector, solution)
      : solve(SIMD8<Float>.self, matrix, n, stride, vector, solution)
  }

  @inline(__always)
  private static func solve<V: FloatVector>(
    _ type: V.Type, _ matrix: UnsafeMutablePointer<Float>, _ n: Int, _ width: Int,
    _ vector: UnsafeMutablePointer<Float>, _ solution: UnsafeMutablePointer<Float>
  ) -> Bool {
    for first in stride(from: 0, to: n, by: panel) {
      let count = min(panel, n &- first)
      guard factor(type, matrix, first, count, n, width, vector) else { return false }
      // Fewer rows than a panel's are the last ones.
      if count == panel { eliminate(type, matrix, first, n, width, vector) }
    }
    substitute(type, matrix, n, width, vector, solution)
    return true
  }

  /// Turns the panel's rows into rows of U.
  @inline(__always)
  private static func factor<V: FloatVector>(
    _ type: V.Type, _ matrix: UnsafeMutablePointer<Float>, _ first: Int, _ count: Int, _ n: Int,
    _ width: Int, _ vector: UnsafeMutablePointer<Float>
  ) -> Bool {
    let start = first & ~(V.scalarCount &- 1)
    for k in first..<(first &+ count) {
      let row = matrix + k &* width
      for above in first..<k {
        let upper = matrix + above &* width
        let factor = -upper[k]
        vector[k] += factor * vector[above]
        for column in stride(from: start, to: n, by: V.scalarCount) {
          let own: V = row.vector(column)
          row.store(own.addingProduct(upper.vector(column), V(repeating: factor)), at: column)
        }
      }
      // Written so that what is not a number fails, too.
      guard row[k] > 0, row[k] < .infinity else { return false }
      let reciprocal = 1 / row[k].squareRoot()
      for column in stride(from: start, to: n, by: V.scalarCount) {
        row.store(row.vector(column, as: V.self) * reciprocal, at: column)
      }
      row[k] = reciprocal
      vector[k] *= reciprocal
    }
    return true
  }

  /// Subtracts the panel's part from all rows below it.
  @inline(__always)
  private static func eliminate<V: FloatVector>(
    _ type: V.Type, _ matrix: UnsafeMutablePointer<Float>, _ first: Int, _ n: Int, _ width: Int,
    _ vector: UnsafeMutablePointer<Float>
  ) {
    let (a, b) = (matrix + first &* width, matrix + (first &+ 1) &* width)
    let (c, d) = (matrix + (first &+ 2) &* width, matrix + (first &+ 3) &* width)
    let (p, q, r, s) = (vector[first], vector[first &+ 1], vector[first &+ 2], vector[first &+ 3])
    for k in (first &+ panel)..<max(first &+ panel, n) {
      let row = matrix + k &* width
      let (fa, fb) = (V(repeating: -a[k]), V(repeating: -b[k]))
      let (fc, fd) = (V(repeating: -c[k]), V(repeating: -d[k]))
      for column in stride(from: k & ~(V.scalarCount &- 1), to: n, by: V.scalarCount) {
        var sum: V = row.vector(column)
        sum = sum.addingProduct(a.vector(column), fa)
        sum = sum.addingProduct(b.vector(column), fb)
        sum = sum.addingProduct(c.vector(column), fc)
        row.store(sum.addingProduct(d.vector(column), fd), at: column)
      }
      vector[k] -= a[k] * p + b[k] * q + c[k] * r + d[k] * s
    }
  }

  /// Ux = y, from the last row to the first.
  @inline(__always)
  private static func substitute<V: FloatVector>(
    _ type: V.Type, _ matrix: UnsafePointer<Float>, _ n: Int, _ width: Int, _ vector: UnsafePointer<Float>,
    _ solution: UnsafeMutablePointer<Float>
  ) {
    // What is not known yet is zero, so that whole vectors may be summed.
    solution.update(repeating: 0, count: width)
    for k in (0..<n).reversed() {
      let row = matrix + k &* width
      var sum = V.zero
      for column in stride(from: k & ~(V.scalarCount &- 1), to: n, by: V.scalarCount) {
        sum = sum.addingProduct(row.vector(column), solution.vector(column))
      }
      solution[k] = (vector[k] - sum.total()) * row[k]
    }
  }
}
