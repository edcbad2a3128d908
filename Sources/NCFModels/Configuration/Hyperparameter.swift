/// A hyperparameter that specs may set and sweep: its key, the values that it takes, its default and its meaning.
///
/// The declarations are the single source for the decoding of specs, for `--set`, for the flags of `train`, for
/// the JSON Schema and for the help texts. All of them stand in `Hyperparameter+Catalog.swift`.
public struct Hyperparameter: Hashable, Sendable {
  /// What values are allowed.
  public enum Domain: Hashable, Sendable {
    case integer(ClosedRange<Int>)
    /// Real numbers of a closed range; `exclusiveMinimum` leaves the lower bound itself out.
    case number(ClosedRange<Double>, exclusiveMinimum: Bool = false)
    case flag
    case choice([String])
    /// A list of whole numbers with `count` members, each from `each`.
    case integers(count: ClosedRange<Int>, each: ClosedRange<Int>)
    /// A list of real numbers with `count` members, each from `each`.
    case numbers(count: ClosedRange<Int>, each: ClosedRange<Double>)
  }

  /// The key in specs, in snake case: `learning_rate`.
  public let key: String
  public let domain: Domain
  /// The value where a spec is silent; nil where silence itself means something (`layers`: derived from `depth`).
  public let defaultValue: ParameterValue?
  /// One line for help texts and the schema.
  public let summary: String

  public init(_ key: String, _ domain: Domain, default defaultValue: ParameterValue?, _ summary: String) {
    self.key = key
    self.domain = domain
    self.defaultValue = defaultValue
    self.summary = summary
  }

  /// The same hyperparameter with the default that suits one method.
  public func defaulting(to value: ParameterValue?) -> Hyperparameter {
    Hyperparameter(key, domain, default: value, summary)
  }
}
