import NCFData
import NCFKernels

/// The cosine of a binary matrix's columns, shrunk where it rests on little (Sarwar et al., WWW 2001):
///
///     s(i, j) = |U_i ∩ U_j| / (√(|U_i|·|U_j|) + shrinkage)
///
/// U_i are the rows in which column i has an entry. Columns are items; in the transposed matrix, users.
struct CosineSimilarity: Similarity {
  private let rows: InteractionMatrix
  private let columns: ItemColumns
  private let roots: [Double]
  private let shrinkage: Double
  private let counts: AlignedBuffer<Int32>

  /// - Parameter shrinkage: Added to the denominator; lowers similarities that rest on few rows.
  init(_ matrix: InteractionMatrix, shrinkage: Double) {
    rows = matrix
    columns = ItemColumns(matrix)
    roots = matrix.itemFrequencies.map { Double($0).squareRoot() }
    self.shrinkage = shrinkage
    counts = AlignedBuffer(count: matrix.itemCount, zero: 0)
  }

  var rowCount: Int { rows.itemCount }

  /// Complexity: O(Σ_u |I_u|²) for all columns together, to count how often two occur together, and O(columns²).
  func fill(_ similarities: UnsafeMutablePointer<Float>, for column: Int) {
    counts.fill(0)
    columns.countItems(occurringWith: column, in: rows, into: counts)
    for other in 0..<rows.itemCount where counts.pointer[other] > 0 {
      similarities[other] = Float(
        Double(counts.pointer[other]) / (roots[column] * roots[other] + shrinkage))
    }
  }
}
