/// Gaussian elimination with pivoting, in double precision: what the tests hold closed forms and least squares
/// against.
enum LinearSystem {
  /// x with a·x = b.
  static func solution(_ a: [[Double]], _ b: [Double]) -> [Double] {
    let n = b.count
    var rows = zip(a, b).map { $0 + [$1] }
    for column in 0..<n {
      let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
      rows.swapAt(column, pivot)
      for row in (column + 1)..<max(n, column + 1) {
        let factor = rows[row][column] / rows[column][column]
        for k in column...n { rows[row][k] -= factor * rows[column][k] }
      }
    }
    var x = [Double](repeating: 0, count: n)
    for row in (0..<n).reversed() {
      let known = ((row + 1)..<max(n, row + 1)).reduce(0) { $0 + rows[row][$1] * x[$1] }
      x[row] = (rows[row][n] - known) / rows[row][row]
    }
    return x
  }
}
