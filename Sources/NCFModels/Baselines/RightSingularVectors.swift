import NCFData
import NCFKernels
import NCFRandom

/// The right singular vectors of a binary matrix's largest singular values, by Lanczos's iteration on XᵀX with full
/// reorthogonalisation (Golub and Van Loan, Matrix Computations, section 10.1).
///
/// The Krylov basis grows until the residuals of the wanted vectors are small. Where it is exhausted before that, as
/// in a matrix of several unconnected parts, the iteration goes on from a fresh direction; at the latest, the basis
/// spans everything. The first direction is random but fixed: the result does not depend on it.
struct RightSingularVectors {
  /// Residuals ‖XᵀX·v − σ²·v‖ are below this share of the largest σ².
  static let tolerance = 1e-9

  /// Row k is the vector of the k-th largest singular value; as many as were asked for, or `itemCount`.
  let vectors: [Double]
  /// Descending.
  let singularValues: [Double]

  /// - Returns: nil if the small eigenproblem does not converge, which it does for all finite numbers.
  init?(of matrix: InteractionMatrix, count wanted: Int) {
    let length = matrix.itemCount
    let count = min(wanted, length)
    var iteration = LanczosIteration(matrix)
    var size = min(length, 2 * count + 32)
    while true {
      iteration.extend(to: size)
      guard
        let (values, vectors) = DenseAlgebra.tridiagonalEigenvectors(
          diagonal: iteration.diagonal, offDiagonal: Array(iteration.offDiagonal.dropLast()))
      else { return nil }
      // Eigenvalues ascend, so the wanted ones stand at the end. A residual is |β_m| times the vector's last entry.
      let wantedRows = (0..<count).map { size - 1 - $0 }
      let bound = Self.tolerance * max(values[size - 1], 1e-300)
      let residuals = wantedRows.map { abs(iteration.offDiagonal[size - 1] * vectors[$0 * size + size - 1]) }
      // Residuals vanish as well where the basis is just exhausted, and other parts are still to be seen.
      let isExhausted = iteration.offDiagonal[size - 1] == 0
      guard size == length || !isExhausted && residuals.allSatisfy({ $0 <= bound }) else {
        size = min(length, size + count / 2 + 32)
        continue
      }
      singularValues = wantedRows.map { max(0, values[$0]).squareRoot() }
      self.vectors = Self.rotated(
        wantedRows.flatMap { vectors[($0 * size)..<(($0 + 1) * size)] }, by: iteration, count: count, size)
      return
    }
  }

  /// The eigenvectors of XᵀX from those of the tridiagonal matrix.
  private static func rotated(
    _ coefficients: [Double], by iteration: LanczosIteration, count: Int, _ size: Int
  ) -> [Double] {
    var vectors = [Double](repeating: 0, count: count * iteration.length)
    iteration.basis.withUnsafeBufferPointer { basis in
      coefficients.withUnsafeBufferPointer { coefficients in
        vectors.withUnsafeMutableBufferPointer { vectors in
          DenseAlgebra.product(
            coefficients.baseAddress!, basis.baseAddress!, rows: count, inner: size,
            columns: iteration.length, into: vectors.baseAddress!)
        }
      }
    }
    return vectors
  }
}

/// An orthonormal basis of the Krylov space of XᵀX, in which XᵀX is tridiagonal.
private struct LanczosIteration {
  let length: Int
  /// Row after row.
  private(set) var basis: [Double]
  /// α₁ … α_m and β₁ … β_m; β_m couples the basis to the direction that comes next.
  private(set) var diagonal: [Double] = []
  private(set) var offDiagonal: [Double] = []

  private let matrix: InteractionMatrix
  private var generator = SeededGenerator(seed: 0, stream: "lanczos")
  /// The next direction, of unit length.
  private var next: [Double]

  init(_ matrix: InteractionMatrix) {
    self.matrix = matrix
    length = matrix.itemCount
    basis = []
    next = []
    next = freshDirection() ?? []
  }

  mutating func extend(to size: Int) {
    while diagonal.count < size {
      let current = next
      basis += current
      var image = imageUnderGram(current)
      diagonal.append(zip(current, image).reduce(0) { $0 + $1.0 * $1.1 })
      orthogonalise(&image)
      let norm = Self.norm(image)
      // What is left after an exhausted basis is rounding error, and no direction.
      if norm > 1e-10 * max(1, abs(diagonal.last!)) {
        offDiagonal.append(norm)
        next = image.map { $0 / norm }
      } else {
        offDiagonal.append(0)
        next = freshDirection() ?? []
      }
    }
  }

  /// A random unit vector orthogonal to the basis; nil if the basis spans everything.
  private mutating func freshDirection() -> [Double]? {
    guard diagonal.count < length else { return nil }
    while true {
      var vector = (0..<length).map { _ in 2 * generator.uniform() - 1 }
      orthogonalise(&vector)
      let norm = Self.norm(vector)
      if norm > 1e-6 { return vector.map { $0 / norm } }
    }
  }

  private func orthogonalise(_ vector: inout [Double]) {
    let count = basis.count / max(1, length)
    var scratch = [Double](repeating: 0, count: count)
    basis.withUnsafeBufferPointer { basis in
      vector.withUnsafeMutableBufferPointer { vector in
        scratch.withUnsafeMutableBufferPointer { scratch in
          guard count > 0 else { return }
          DenseAlgebra.orthogonalise(
            vector.baseAddress!, length: length, against: basis.baseAddress!, count: count,
            scratch: scratch.baseAddress!)
        }
      }
    }
  }

  /// XᵀX·v. Complexity: O(interactions).
  private func imageUnderGram(_ vector: [Double]) -> [Double] {
    var image = [Double](repeating: 0, count: length)
    matrix.items.withUnsafeBufferPointer { items in
      for user in 0..<matrix.userCount {
        let range = matrix.offsets[user]..<matrix.offsets[user + 1]
        let product = items[range].reduce(0) { $0 + vector[Int($1)] }
        for item in items[range] { image[Int(item)] += product }
      }
    }
    return image
  }

  private static func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
