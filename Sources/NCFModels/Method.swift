import NCFData
import NCFRandom
import NCFWeights

/// A recommendation method that runs can name: its hyperparameters how a trainer is made and how
/// weights are scored with.
///
/// To add a method, give it a folder in `Methods` and an entry in `MethodRegistry.all`.
public protocol Method: Sendable {
  /// The name in specs, such as "neumf".
  var name: String { get }
  /// The name in tables and figures, such as "NeuMF".
  var title: String { get }
  /// One line for help texts.
  var summary: String { get }
  /// The hyperparameters that the method reads, in the order in which they are listed. `epochs` and `seed` are
  /// among them only if they matter to the method.
  var parameters: [Hyperparameter] { get }

  /// Brings equivalent settings into one form, so that equal runs have equal identities (`depth` becomes
  /// `layers`).
  /// - Throws: `ConfigurationConflict` if the values contradict each other.
  func normalise(_ values: Hyperparameters) throws -> Hyperparameters

  /// The runs whose best weights this one starts from, by role; empty for most methods.
  func prerequisites(of values: Hyperparameters) -> [Prerequisite]

  /// A rough count of floating-point operations per epoch and interaction, by which the scheduler orders runs.
  func relativeCost(of values: Hyperparameters) -> Double

  /// Bytes of memory that a run takes, roughly and rather too many than too few. A run that needs more than there
  /// is fails before it takes any.
  func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer

  /// Whether weights have the tensors that the method's models have. Those of other methods may have the same.
  func recognises(_ weights: TensorBundle) -> Bool

  /// The model that weights hold, ready to score. Nothing is fitted: what a score needs beside the weights are the
  /// users' training items at most.
  /// - Throws: `InputError` if a tensor is missing, or not one for the users or items of the training data.
  func makeRecommender(_ weights: TensorBundle, on training: InteractionMatrix) throws -> any Recommender
}

extension Method {
  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters { values }
  public func prerequisites(of values: Hyperparameters) -> [Prerequisite] { [] }
  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int { 0 }
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

  public init(role: String, method: String, values: Hyperparameters) {
    self.role = role
    self.method = method
    self.values = values
  }
}

/// What a trainer is made from.
public struct TrainingContext: Sendable {
  public let training: InteractionMatrix
  public let values: Hyperparameters
  /// The best weights of the prerequisites, by role.
  public let pretrained: [String: TensorBundle]

  public init(training: InteractionMatrix, values: Hyperparameters, pretrained: [String: TensorBundle] = [:])
  {
    self.training = training
    self.values = values
    self.pretrained = pretrained
  }
}
