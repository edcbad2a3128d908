import NCFModels

/// Everything that decides a run's numbers, apart from the data set's content and the engine.
public struct RunConfiguration: Hashable, Sendable {
  /// How the best epoch is chosen, and so which figures a report calls best.
  public enum Selection: String, Hashable, Sendable, Codable, CaseIterable {
    /// On the test task itself, as the authors' published code does.
    case test
    /// On one held-out training interaction per user, as the paper describes; the test task is read once.
    case validation
    /// Not at all: the last epoch's figures count, whether they are the best or not.
    case last
  }

  /// The data set's name, such as "ml-1m".
  public let dataset: String
  /// The method's name, such as "neumf".
  public let method: String
  /// Complete, normalised values of exactly the hyperparameters that the method declares.
  public let values: Hyperparameters
  public let selection: Selection
  /// How the run is measured, as far as it is not the paper's way.
  public let evaluation: EvaluationProtocol

  public init(
    dataset: String, method: String, values: Hyperparameters, selection: Selection = .test,
    evaluation: EvaluationProtocol = .standard
  ) {
    self.dataset = dataset
    self.method = method
    self.values = values
    self.selection = selection
    self.evaluation = evaluation
  }
}
