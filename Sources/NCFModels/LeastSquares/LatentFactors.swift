import NCFData
import NCFDiagnostics
import NCFKernels
import NCFRandom
import NCFWeights

/// The latent vectors of users and items whose dot product is the score: ŷ(u, i) = p_u·q_i.
final class LatentFactors: FittedModel {
  /// More in a file of weights are none that a method has.
  private static let mostFactors = 1 << 16

  let factors: Int
  /// users × padded factors.
  let users: ParameterRows
  /// items × padded factors.
  let items: ParameterRows

  /// - Parameters:
  ///   - users: A table of `paddedWidth(factors)` floats per user, zero.
  ///   - items: The same for items.
  init(factors: Int, users: ParameterRows, items: ParameterRows) {
    self.factors = factors
    self.users = users
    self.items = items
  }

  /// Zero vectors, without the memory that optimisers need.
  convenience init(_ matrix: InteractionMatrix, factors: Int) {
    func table(_ rowCount: Int) -> ParameterRows {
      ParameterRows(
        rowCount: rowCount, width: paddedWidth(factors), usesFirstMoment: false, usesSecondMoment: false)
    }
    self.init(factors: factors, users: table(matrix.userCount), items: table(matrix.itemCount))
  }

  /// Floats per row.
  var width: Int { users.width }

  /// Draws every entry from N(0, deviation²), from the same streams as GMF, so that one seed starts both alike.
  func initialise(seed: UInt64, deviation: Double = 0.01) {
    for (table, side) in [(users, "user"), (items, "item")] {
      var generator = SeededGenerator(seed: seed, stream: "initialise.mf.\(side)")
      table.fillNormal(columns: 0..<factors, deviation: deviation, using: &generator)
    }
  }

  /// scores[k] = p_user · q_{items[k]}.
  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    Kernels.dotProducts(
      users.view[user], self.items.view, indices: RowIndices(items, below: self.items.rowCount),
      into: Extent(scores))
  }

  /// | name | shape |
  /// |---|---|
  /// | `user.weight` | users × factors |
  /// | `item.weight` | items × factors |
  var weights: TensorBundle {
    TensorBundle(["user.weight": tensor(of: users), "item.weight": tensor(of: items)])
  }

  private static let tensorNames: Set = ["user.weight", "item.weight"]

  /// Whether weights have the tensors of latent vectors, and no others.
  static func recognises(_ weights: TensorBundle) -> Bool {
    Set(weights.tensors.keys) == tensorNames
  }

  /// The vectors that `weights` names.
  /// - Throws: `InputError` if a tensor is missing, one too many, or not one for the users or items of the matrix.
  convenience init(_ weights: TensorBundle, for matrix: InteractionMatrix) throws {
    self.init(matrix, factors: try Self.factors(of: weights))
    guard Self.recognises(weights) else {
      let others = Set(weights.tensors.keys).subtracting(Self.tensorNames).sorted()
      throw InputError(
        .badContent, problem: "the weights have \(others.joined(separator: ", ")) beside the latent vectors",
        remedy: "use weights of the same method")
    }
    try take(weights)
  }

  /// How many factors the vectors in `weights` have.
  /// - Throws: `InputError` if there are no vectors.
  static func factors(of weights: TensorBundle) throws -> Int {
    guard let factors = weights["user.weight"]?.shape.last, (1...Self.mostFactors).contains(factors) else {
      throw InputError(
        .badContent, problem: "the weights have no matrix \"user.weight\" of users × factors",
        remedy: "use weights of the same method")
    }
    return factors
  }

  /// - Throws: `InputError` if a tensor is missing or of another shape.
  func take(_ weights: TensorBundle) throws {
    let userValues = try weights.values(of: "user.weight", shape: [users.rowCount, factors])
    let itemValues = try weights.values(of: "item.weight", shape: [items.rowCount, factors])
    for (table, values) in [(users, userValues), (items, itemValues)] {
      for (index, value) in values.enumerated() { table.parameters[position(of: index)] = value }
    }
  }

  var parameterCount: Int { (users.rowCount + items.rowCount) * factors }

  private func tensor(of table: ParameterRows) -> TensorBundle.Tensor {
    TensorBundle.Tensor(
      shape: [table.rowCount, factors],
      values: (0..<(table.rowCount * factors)).map { table.parameters[position(of: $0)] })
  }

  /// Where an element of the tensor lies in the padded table.
  private func position(of element: Int) -> Int { element / factors * width + element % factors }
}
