import NCFData
import NCFRandom
import NCFWeights

/// A recommendation method that runs can name: its settings, how a trainer is made and how weights are scored with.
///
/// To add a method, give it a folder in `Methods` and an entry in `MethodRegistry.all`.
public protocol Method: Sendable {
  /// What its trainer takes, declared once.
  associatedtype Settings: MethodSettings

  /// The name in specs, such as "neumf".
  var name: String { get }
  /// The name in tables and figures, such as "NeuMF".
  var title: String { get }
  /// One line for help texts.
  var summary: String { get }
  /// How figures draw it.
  var style: LineStyle { get }
  /// The settings where nobody says anything else.
  var defaults: Settings { get }

  /// Brings settings into one form (`MethodSettings.complete`), where it takes the method itself to do so.
  /// - Throws: `ConfigurationConflict` if the settings contradict each other.
  func complete(_ settings: inout Settings, _ given: GivenSettings) throws

  /// The runs whose best weights this one starts from, by role; empty for most methods.
  func prerequisites(of settings: Settings) -> [Prerequisite]

  /// A rough count of floating-point operations per epoch and interaction, by which the scheduler orders runs.
  func relativeCost(of settings: Settings) -> Double

  /// Bytes of memory that a run takes, roughly and rather too many than too few. A run that needs more than there
  /// is fails before it takes any.
  func memory(of settings: Settings, on training: InteractionMatrix) -> Int

  /// Threads that a run computes on.
  func threadCount(of settings: Settings) -> Int

  /// - Throws: `InputError` if the data do not suit the method, or weights to start from are missing.
  func makeTrainer(_ settings: Settings, on data: TrainingData) throws -> any Trainer

  /// Whether weights have the tensors that the method's models have. Those of other methods may have the same.
  func recognises(_ weights: TensorBundle) -> Bool

  /// The model that weights hold, ready to score. Nothing is fitted: what a score needs beside the weights are the
  /// users' training items at most.
  /// - Throws: `InputError` if a tensor is missing, or not one for the users or items of the training data.
  func makeRecommender(_ weights: TensorBundle, on training: InteractionMatrix) throws -> any Recommender
}

extension Method {
  public var style: LineStyle { .other }
  public var defaults: Settings { Settings() }
  /// The declarations of the settings.
  public var settings: [Setting<Settings>] { Settings.declarations }
  public func complete(_ settings: inout Settings, _ given: GivenSettings) throws {
    try settings.complete(given)
  }
  public func prerequisites(of settings: Settings) -> [Prerequisite] { [] }
  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int { 0 }
  public func threadCount(of settings: Settings) -> Int { 1 }
}

/// How a method is drawn, the same in every figure.
///
/// The colours are those of Okabe and Ito, which remain distinct under the common forms of colour blindness; each
/// method has its own marker as well, so that figures also read in black and white. Beyond the paper's methods, the
/// colours are from Tol's muted scheme. Solid lines are neural methods, dashed lines the baselines.
public struct LineStyle: Hashable, Sendable {
  /// `#rrggbb`.
  public let colour: String
  /// gnuplot's number of the marker's shape.
  public let marker: Int
  public let isDashed: Bool

  /// Of what is no registered method.
  public static let other = LineStyle(colour: "#7F7F7F", marker: 1, isDashed: false)

  public init(colour: String, marker: Int, isDashed: Bool) {
    (self.colour, self.marker, self.isDashed) = (colour, marker, isDashed)
  }
}

/// Hyperparameters that are each in range but do not fit together.
public struct ConfigurationConflict: Error, Hashable, Sendable {
  /// The key at which the conflict is reported.
  public let key: String
  /// What is wrong and what was expected.
  public let problem: String

  public init(key: String, problem: String) {
    self.key = key
    self.problem = problem
  }
}

/// A run that must have finished before another starts, since its weights are the other's starting point.
public struct Prerequisite: Hashable, Sendable {
  /// What the weights are for: "gmf" or "mlp".
  public let role: String
  /// The method's name.
  public let method: String
  /// Complete, normalised values.
  public let values: Hyperparameters
  /// The setting of the other run by which it says for how many epochs this one is trained; nil if it has none.
  public let epochs: Hyperparameter?

  public init(role: String, method: String, values: Hyperparameters, epochs: Hyperparameter? = nil) {
    self.role = role
    self.method = method
    self.values = values
    self.epochs = epochs
  }
}

/// What a trainer learns from.
public struct TrainingData: Sendable {
  public let training: InteractionMatrix
  /// The best weights of the prerequisites, by role.
  public let pretrained: [String: TensorBundle]

  public init(_ training: InteractionMatrix, pretrained: [String: TensorBundle] = [:]) {
    self.training = training
    self.pretrained = pretrained
  }
}
