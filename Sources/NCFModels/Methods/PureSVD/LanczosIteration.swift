import NCFData
import NCFDiagnostics
import NCFKernels
import NCFRandom

/// The right singular vectors of a binary matrix's largest singular values, by Lanczos's iteration on XᵀX with full
/// reorthogonalisation (Golub and Van Loan, Matrix Computations, section 10.1).
///
/// The Krylov basis grows, a vector in each step, until the residuals of the wanted vectors are small. Where it is
/// exhausted before that, as in a matrix of several unconnected parts, the iteration goes on from a fresh direction; at
/// the latest, the basis spans everything. The first direction is random but fixed: the result does not depend on it.
struct LanczosIteration {
  /// Residuals ‖XᵀX·v − σ²·v‖ are below this share of the largest σ².
  static let tolerance = 1e-9
  /// Products that a step adds up to make singular vectors from the basis, at least.
  private static let stretch = 1 << 29

  /// Row k is the vector of the k-th largest singular value; as many as were asked for, or one for each item.
  private(set) var vectors: [Double] = []

  private let count: Int
  private var basis: KrylovBasis
  /// How many vectors the basis has when residuals are looked at next.
  private var size: Int
  /// Each wanted vector in terms of the basis, once residuals are small; `count` × `size`.
  private var coefficients: [Double]?

  init(_ matrix: InteractionMatrix, count wanted: Int) {
    basis = KrylovBasis(matrix)
    count = min(wanted, basis.length)
    size = min(basis.length, 2 * count + 32)
  }

  /// - Returns: Whether the vectors are complete.
  /// - Throws: `InputError` if the small eigenproblem does not converge, which it does for all finite numbers.
  mutating func step() throws -> Bool {
    if let coefficients {
      addVectors(coefficients)
    } else if basis.count < size {
      basis.extend()
    } else {
      try lookAtResiduals()
    }
    return vectors.count == count * basis.length
  }

  private mutating func lookAtResiduals() throws {
    guard
      let (values, eigenvectors) = DenseAlgebra.tridiagonalEigenvectors(
        diagonal: basis.diagonal, offDiagonal: Array(basis.offDiagonal.dropLast()), count: count)
    else {
      throw InputError(.badContent, problem: "the singular vectors of the interaction matrix do not converge")
    }
    // A residual is |β_m| times the vector's last entry.
    let coupling = basis.offDiagonal[size - 1]
    let bound = Self.tolerance * max(values[count - 1], 1e-300)
    let residuals = (0..<count).map { abs(coupling * eigenvectors[$0 * size + size - 1]) }
    // Residuals vanish as well where the basis is just exhausted, and other parts are still to be seen.
    guard size == basis.length || coupling != 0 && residuals.allSatisfy({ $0 <= bound }) else {
      size = min(basis.length, size + count / 2 + 32)
      return
    }
    // Eigenvalues ascend, singular values are to descend.
    coefficients = (0..<count).reversed().flatMap { eigenvectors[($0 * size)..<(($0 + 1) * size)] }
  }

  /// Makes some eigenvectors of XᵀX from those of the tridiagonal matrix.
  private mutating func addVectors(_ coefficients: [Double]) {
    let length = basis.length
    let first = vectors.count / length
    let rows = min(Self.stretch / (size * length) + 1, count - first)
    vectors += DenseAlgebra.product(
      coefficients[first * size..<(first + rows) * size], basis.rows, rows: rows, inner: size, columns: length
    )
  }
}

/// An orthonormal basis of the Krylov space of XᵀX, in which XᵀX is tridiagonal.
private struct KrylovBasis {
  let length: Int
  /// The vectors, row after row.
  private(set) var rows: [Double]
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
    rows = []
    next = []
    next = freshDirection() ?? []
  }

  /// Vectors in the basis.
  var count: Int { diagonal.count }

  /// Adds the next direction.
  mutating func extend() {
    let current = next
    rows += current
    var image = imageUnderGram(current)
    diagonal.append(zip(current, image).reduce(0) { $0 + $1.0 * $1.1 })
    DenseAlgebra.orthogonalise(&image, against: rows)
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

  /// A random unit vector orthogonal to the basis; nil if the basis spans everything.
  private mutating func freshDirection() -> [Double]? {
    guard diagonal.count < length else { return nil }
    while true {
      var vector = (0..<length).map { _ in 2 * generator.uniform() - 1 }
      DenseAlgebra.orthogonalise(&vector, against: rows)
      let norm = Self.norm(vector)
      if norm > 1e-6 { return vector.map { $0 / norm } }
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
