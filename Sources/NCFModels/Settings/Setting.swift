import NCFDiagnostics
import NCFWeights

/// The settings of one method as its trainer takes them: a value with a property for each, whose initial value is the
/// default.
///
///     public struct Settings: MethodSettings {
///       public var factors = 8
///       public var shrinkage = 0.0
///
///       public init() {}
///
///       public static let declarations: [Setting<Settings>] = [
///         Setting(.factors, \.factors),
///         Setting(Hyperparameter("shrinkage", .number(0...100), "what it does"), \.shrinkage),
///       ]
///     }
///
/// Everything else follows from the declarations: how specs, `--set` and stored configurations are read and written,
/// what sweeps and searches may vary, the JSON Schema and the help texts. Outside of the declarations nobody looks a
/// setting up by its key.
public protocol MethodSettings: Hashable, Sendable {
  /// Every setting at its default.
  init()
  /// In the order of listings.
  static var declarations: [Setting<Self>] { get }
  /// Fills in what follows from other settings, and refuses what contradicts itself. What it makes of its own result is
  /// the same again, and runs of equal settings are one run.
  /// - Parameter given: The settings that somebody has given a value.
  /// - Throws: `ConfigurationConflict`.
  mutating func complete(_ given: GivenSettings) throws
}

extension MethodSettings {
  public mutating func complete(_ given: GivenSettings) throws {}
}

/// Which settings somebody has given a value; the others have their defaults.
public struct GivenSettings: Sendable {
  let keys: Set<String>

  public func contains(_ hyperparameter: Hyperparameter) -> Bool { keys.contains(hyperparameter.key) }
}

/// Where a setting's default comes from, and whether configurations say it.
public enum SettingDefault: Hashable, Sendable {
  /// The property's initial value, which configurations say.
  case spoken
  /// The property's initial value, which configurations leave out: so a run that was stored before there was the
  /// setting is still the same run.
  case unspoken
  /// Other settings (`MethodSettings.complete`).
  case derived
}

/// A property of a method's settings under the key that specs have for it.
public struct Setting<Root: Sendable>: Sendable {
  /// Without its default.
  private let hyperparameter: Hyperparameter
  private let standard: SettingDefault
  /// The property as text and configurations have it; nil if it says nothing.
  private let read: @Sendable (Root) -> ParameterValue?
  /// Sets the property to a value of the hyperparameter's own type.
  private let write: @Sendable (ParameterValue, inout Root) -> Void
  private let isSpoken: @Sendable (Root) -> Bool

  private init(
    _ hyperparameter: Hyperparameter, _ standard: SettingDefault,
    read: @escaping @Sendable (Root) -> ParameterValue?,
    write: @escaping @Sendable (ParameterValue, inout Root) -> Void,
    isSpoken: @escaping @Sendable (Root) -> Bool
  ) {
    (self.hyperparameter, self.standard) = (hyperparameter, standard)
    (self.read, self.write, self.isSpoken) = (read, write, isSpoken)
  }

  /// - Parameters:
  ///   - hyperparameter: Key, domain and summary.
  ///   - isSpoken: Whether the setting matters beside the others; where it does not, configurations leave it out.
  public init<Value: SettingValue>(
    _ hyperparameter: Hyperparameter, _ property: WritableKeyPath<Root, Value> & Sendable,
    default standard: SettingDefault = .spoken,
    where isSpoken: @escaping @Sendable (Root) -> Bool = { _ in true }
  ) {
    self.init(
      hyperparameter, standard,
      read: { $0[keyPath: property].parameterValue },
      write: { value, root in
        guard let value = Value(value) else {
          preconditionFailure(
            "the domain of \(hyperparameter.key) has values that its property does not take")
        }
        root[keyPath: property] = value
      }, isSpoken: isSpoken)
  }

  /// The setting of a part of larger settings.
  public func within<Whole: Sendable>(_ part: WritableKeyPath<Whole, Root> & Sendable) -> Setting<Whole> {
    let (read, write, isSpoken) = (read, write, isSpoken)
    return Setting<Whole>(
      hyperparameter, standard, read: { read($0[keyPath: part]) },
      write: { write($0, &$1[keyPath: part]) }, isSpoken: { isSpoken($0[keyPath: part]) })
  }

  /// The same setting with another origin of its default.
  public func defaulting(_ standard: SettingDefault) -> Setting {
    Setting(hyperparameter, standard, read: read, write: write, isSpoken: isSpoken)
  }

  public var key: String { hyperparameter.key }

  /// The hyperparameter with the default that a spec leaves a run with; nil if silence means something.
  public func declared(among defaults: Root) -> Hyperparameter {
    hyperparameter.defaulting(to: standard == .spoken ? read(defaults) : nil)
  }

  /// - Throws: `ConfigurationConflict` if the value is of the wrong type or out of range.
  func set(_ value: ParameterValue, in root: inout Root) throws {
    guard let accepted = hyperparameter.accept(value) else {
      throw ConfigurationConflict(
        key: key, problem: "\(key): expected \(hyperparameter.expectation), found \(value)")
    }
    write(accepted, &root)
  }

  /// What a configuration says; nil if it leaves the setting out.
  func spoken(_ root: Root, among defaults: Root) -> ParameterValue? {
    guard isSpoken(root), let value = read(root) else { return nil }
    return standard == .unspoken && value == read(defaults) ? nil : value
  }
}

/// What a setting's property may be.
public protocol SettingValue: Sendable {
  /// Nil if the value is of another type or choice.
  init?(_ value: ParameterValue)
  /// Nil where the property says nothing.
  var parameterValue: ParameterValue? { get }
}

extension Int: SettingValue {
  public init?(_ value: ParameterValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }

  public var parameterValue: ParameterValue? { .integer(self) }
}

extension Double: SettingValue {
  public init?(_ value: ParameterValue) {
    guard case .number(let number) = value else { return nil }
    self = number
  }

  public var parameterValue: ParameterValue? { .number(self) }
}

extension Bool: SettingValue {
  public init?(_ value: ParameterValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }

  public var parameterValue: ParameterValue? { .flag(self) }
}

extension Array: SettingValue where Element: SettingListElement {
  public init?(_ value: ParameterValue) {
    guard let list = Element.list(value) else { return nil }
    self = list
  }

  public var parameterValue: ParameterValue? { Element.parameterValue(self) }
}

/// What a setting may be a list of.
public protocol SettingListElement: Sendable {
  static func list(_ value: ParameterValue) -> [Self]?
  static func parameterValue(_ list: [Self]) -> ParameterValue
}

extension Int: SettingListElement {
  public static func list(_ value: ParameterValue) -> [Int]? {
    guard case .integers(let numbers) = value else { return nil }
    return numbers
  }

  public static func parameterValue(_ list: [Int]) -> ParameterValue { .integers(list) }
}

extension Double: SettingListElement {
  public static func list(_ value: ParameterValue) -> [Double]? {
    guard case .numbers(let numbers) = value else { return nil }
    return numbers
  }

  public static func parameterValue(_ list: [Double]) -> ParameterValue { .numbers(list) }
}

/// One of several words.
public protocol SettingChoice: SettingValue, RawRepresentable<String>, CaseIterable {}

extension SettingChoice {
  public init?(_ value: ParameterValue) {
    guard case .text(let word) = value else { return nil }
    self.init(rawValue: word)
  }

  public var parameterValue: ParameterValue? { .text(rawValue) }

  /// The words, for a hyperparameter's domain.
  public static var domain: Hyperparameter.Domain { .choice(allCases.map(\.rawValue)) }
}

/// A setting that need not have a value.
extension Optional: SettingValue where Wrapped: SettingValue {
  public init?(_ value: ParameterValue) {
    guard let wrapped = Wrapped(value) else { return nil }
    self = .some(wrapped)
  }

  public var parameterValue: ParameterValue? { flatMap(\.parameterValue) }
}

/// The digest of weights that a run starts from (`TensorBundle.digest`).
public struct WeightsDigest: SettingValue, Hashable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  public init(of weights: TensorBundle) { hex = weights.digest }

  public init?(_ value: ParameterValue) {
    guard case .text(let hex) = value else { return nil }
    self.hex = hex
  }

  public var parameterValue: ParameterValue? { .text(hex) }
  public var description: String { hex }
}
