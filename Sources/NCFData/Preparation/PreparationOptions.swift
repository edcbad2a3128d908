import NCFDiagnostics

/// How interactions are made into a data set.
public struct PreparationOptions: Hashable, Sendable {
  public let format: InteractionFormat
  public let columns: ColumnNames
  /// Interactions with a lower rating are left out before anything else; nil leaves none out.
  public let minimumRating: Double?
  /// Users and items with fewer interactions are left out, until none are (k-core). Users always need two.
  public let core: Int
  /// Sampled negatives for each held-out item.
  public let negativeCount: Int
  public let seed: UInt64

  /// - Throws: `InputError` that names the option that is out of range.
  public init(
    format: InteractionFormat, columns: ColumnNames = ColumnNames(), minimumRating: Double? = nil,
    core: Int = 1,
    negativeCount: Int = 99, seed: UInt64 = 42
  ) throws {
    guard 1...1_000_000 ~= core else {
      throw InputError(
        .badContent, place: "--core", problem: "expected a number from 1 to 1000000, found \(core)")
    }
    guard 1...10_000 ~= negativeCount else {
      throw InputError(
        .badContent, place: "--negatives",
        problem: "expected a number from 1 to 10000, found \(negativeCount)")
    }
    self.format = format
    self.columns = columns
    self.minimumRating = minimumRating
    self.core = core
    self.negativeCount = negativeCount
    self.seed = seed
  }
}
