/// The hyperparameters of one run, complete and checked: every one that the method declares, and no other.
public struct Hyperparameters: Hashable, Sendable {
  /// Values by key, each in its hyperparameter's own type.
  public private(set) var values: [String: ParameterValue]

  /// - Parameter values: Accepted values (see `Hyperparameter.accept`); the caller has checked them.
  public init(_ values: [String: ParameterValue]) { self.values = values }

  public subscript(_ parameter: Hyperparameter) -> ParameterValue? {
    get { values[parameter.key] }
    set { values[parameter.key] = newValue }
  }

  /// A whole number that the method declares.
  public func integer(_ parameter: Hyperparameter) -> Int {
    guard case .integer(let value) = values[parameter.key] else { missing(parameter) }
    return value
  }

  /// A real number that the method declares.
  public func number(_ parameter: Hyperparameter) -> Double {
    guard case .number(let value) = values[parameter.key] else { missing(parameter) }
    return value
  }

  public func flag(_ parameter: Hyperparameter) -> Bool {
    guard case .flag(let value) = values[parameter.key] else { missing(parameter) }
    return value
  }

  public func text(_ parameter: Hyperparameter) -> String {
    guard case .text(let value) = values[parameter.key] else { missing(parameter) }
    return value
  }

  public func integers(_ parameter: Hyperparameter) -> [Int] {
    guard case .integers(let value) = values[parameter.key] else { missing(parameter) }
    return value
  }

  public func numbers(_ parameter: Hyperparameter) -> [Double] {
    guard case .numbers(let value) = values[parameter.key] else { missing(parameter) }
    return value
  }

  private func missing(_ parameter: Hyperparameter) -> Never {
    preconditionFailure("method does not declare \(parameter.key), or holds it in another type")
  }
}
