import NCFKernels

/// A hyperparameter that specs may set and sweep: its key, the values that it takes, its default and its meaning.
///
/// A method's `Setting` binds it to a property of the method's settings. These declarations are the single source for
/// the decoding of specs, for `--set`, for the flags of `train`, for the JSON Schema and for the help texts.
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
    /// SHA-256: 64 lower-case hexadecimal digits.
    case digest
  }

  /// The key in specs, in snake case: `learning_rate`.
  public let key: String
  public let domain: Domain
  /// The value where a spec is silent; nil where silence itself means something (`layers`: derived from `depth`).
  public let defaultValue: ParameterValue?
  /// One line for help texts and the schema.
  public let summary: String

  public init(
    _ key: String, _ domain: Domain, default defaultValue: ParameterValue? = nil, _ summary: String
  ) {
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

extension Hyperparameter {
  /// The value in the hyperparameter's own type (a whole number widens to a real one, a single number to a list
  /// of one), or nil if it is of the wrong type or out of range.
  public func accept(_ value: ParameterValue) -> ParameterValue? {
    switch (domain, value) {
    case (.integer(let range), .integer(let number)):
      return range.contains(number) ? value : nil
    case (.number(let range, let exclusive), .integer(let number)):
      return Self.contains(range, exclusive, Double(number)) ? .number(Double(number)) : nil
    case (.number(let range, let exclusive), .number(let number)):
      return Self.contains(range, exclusive, number) ? value : nil
    case (.flag, .flag):
      return value
    case (.choice(let words), .text(let word)):
      return words.contains(word) ? value : nil
    case (.digest, .text(let digits)):
      return digits.utf8.count == 64 && digits.utf8.allSatisfy { Self.hexadecimals.contains($0) }
        ? value : nil
    case (.integers(let count, let each), .integers(let numbers)):
      return count.contains(numbers.count) && numbers.allSatisfy(each.contains) ? value : nil
    case (.integers, .integer(let number)):
      return accept(.integers([number]))
    case (.numbers(let count, let each), .numbers(let numbers)):
      return count.contains(numbers.count) && numbers.allSatisfy(each.contains) ? value : nil
    case (.numbers, .integers(let numbers)):
      return accept(.numbers(numbers.map(Double.init)))
    case (.numbers, .integer(let number)):
      return accept(.numbers([Double(number)]))
    case (.numbers, .number(let number)):
      return accept(.numbers([number]))
    default:
      return nil
    }
  }

  /// What is expected, for error messages: "a whole number from 1 to 1024", "one of adam, sgd".
  public var expectation: String {
    switch domain {
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range, let exclusive):
      exclusive
        ? "a number above \(range.lowerBound), at most \(range.upperBound)"
        : "a number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .digest: "a SHA-256 digest in hexadecimal digits"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .integers(let count, let each):
      "a list of \(Self.text(count)) whole numbers, each from \(each.lowerBound) to \(each.upperBound)"
    case .numbers(let count, let each):
      "a list of \(Self.text(count)) numbers, each from \(each.lowerBound) to \(each.upperBound)"
    }
  }

  private static let hexadecimals = Set("0123456789abcdef".utf8)

  private static func contains(_ range: ClosedRange<Double>, _ exclusive: Bool, _ number: Double) -> Bool {
    range.contains(number) && !(exclusive && number == range.lowerBound)
  }

  private static func text(_ count: ClosedRange<Int>) -> String {
    count.lowerBound == count.upperBound
      ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
  }
}

/// What several methods have, each with a default of its own. What one method or one kind of methods has alone stands with
/// it.
extension Hyperparameter {
  public static let factors = Hyperparameter(
    "factors", .integer(1...1024),
    "predictive factors: the width of the last hidden layer (MLP, NeuMF) or of the latent vectors")
  public static let learner = Hyperparameter(
    "learner", Optimiser.Learner.domain, "optimiser")
  public static let learningRate = Hyperparameter(
    "learning_rate", .number(0...10, exclusiveMinimum: true),
    "step size of the optimiser")
  public static let batchSize = Hyperparameter(
    "batch_size", .integer(1...1_048_576), "instances per gradient step")
  public static let epochs = Hyperparameter(
    "epochs", .integer(0...10_000), "passes over the training data")
  /// Of every run where nothing else is said.
  public static let usualSeed = 42
  public static let seed = Hyperparameter(
    "seed", .integer(0...Int(Int32.max)),
    "seed of initialisation, negative sampling and shuffling")

  public static let neighbours = Hyperparameter(
    "neighbours", .integer(0...1_000_000),
    "most similar items that count for an item (ItemKNN, RP3beta, SLIM), or users for a user (UserKNN); 0 for all"
  )
  public static let l2 = Hyperparameter(
    "l2", .number(0...10_000),
    "L2 regularisation λ: of each triplet's three vectors (BPR), of all latent vectors (eALS, iALS), or of the item weights (EASEᴿ)"
  )

  public static let initialDeviation = Hyperparameter(
    "initial_deviation", .number(0...10, exclusiveMinimum: true),
    "standard deviation of the initial latent vectors (MF), times the square root of factors (iALS)")
}

extension Optimiser.Learner: SettingChoice {}
