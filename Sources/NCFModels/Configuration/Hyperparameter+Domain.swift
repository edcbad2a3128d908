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
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .integers(let count, let each):
      "a list of \(Self.text(count)) whole numbers, each from \(each.lowerBound) to \(each.upperBound)"
    case .numbers(let count, let each):
      "a list of \(Self.text(count)) numbers, each from \(each.lowerBound) to \(each.upperBound)"
    }
  }

  private static func contains(_ range: ClosedRange<Double>, _ exclusive: Bool, _ number: Double) -> Bool {
    range.contains(number) && !(exclusive && number == range.lowerBound)
  }

  private static func text(_ count: ClosedRange<Int>) -> String {
    count.lowerBound == count.upperBound
      ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
  }
}
