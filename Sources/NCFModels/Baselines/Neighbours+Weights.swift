import NCFDiagnostics
import NCFWeights

/// Neighbours as tensors, row after row:
///
/// | name | shape |
/// |---|---|
/// | `neighbour.count` | rows |
/// | `neighbour.KIND`, `neighbour.similarity` | the sum of the counts |
extension Neighbours {
  /// - Parameter kind: What the rows are: "item" or "user".
  func weights(of kind: String) -> TensorBundle {
    let counts = (0..<rowCount).map { Float(range(of: $0).count) }
    return TensorBundle([
      "neighbour.count": TensorBundle.Tensor(shape: [counts.count], values: counts),
      "neighbour.\(kind)": TensorBundle.Tensor(shape: [ids.count], values: ids.map(Float.init)),
      "neighbour.similarity": TensorBundle.Tensor(shape: [ids.count], values: similarities),
    ])
  }

  /// - Throws: `InputError` if a tensor is missing or of another shape, or if counts and ids are not those of
  ///   neighbours.
  init(_ weights: TensorBundle, of kind: String, rowCount: Int) throws {
    let counts = try weights.values(of: "neighbour.count", shape: [rowCount])
    guard let sizes = Self.wholeNumbers(counts, below: rowCount) else {
      throw Self.unfit("neighbour.count", kind)
    }
    let offsets = sizes.reduce(into: [0]) { $0.append($0.last! + Int($1)) }
    let ids = try weights.values(of: "neighbour.\(kind)", shape: [offsets.last!])
    guard let ids = Self.wholeNumbers(ids, below: rowCount) else {
      throw Self.unfit("neighbour.\(kind)", kind)
    }
    let similarities = try weights.values(of: "neighbour.similarity", shape: [offsets.last!])
    self.init(offsets: offsets, ids: ids, similarities: similarities)
  }

  private static func wholeNumbers(_ values: [Float], below bound: Int) -> [Int32]? {
    let numbers = values.compactMap(Int32.init(exactly:))
    return numbers.count == values.count && numbers.allSatisfy { $0 >= 0 && $0 < bound } ? numbers : nil
  }

  private static func unfit(_ tensor: String, _ kind: String) -> InputError {
    InputError(
      .badContent,
      problem: "tensor \"\(tensor)\" holds something else than whole numbers below the \(kind)s",
      remedy: "use weights of the same data set")
  }
}
