import NCFData

/// What a run is trained on and measured by.
public struct RunData: Sendable {
  public let training: InteractionMatrix
  /// `training`, with what is held out of it for validation: what a full ranking of the test items leaves out.
  public let known: InteractionMatrix
  /// The task by which the best epoch is chosen.
  public let selectionTask: RankingTask
  /// The task that results are reported on.
  public let testTask: RankingTask
  /// Whether the two tasks are one, as in the authors' published code.
  public let selectsOnTest: Bool

  /// The random part of the validation split, where a data set has no timestamps. It is the same for all runs,
  /// so that methods, hyperparameters and a run's prerequisites are compared on one validation set.
  static let validationSeed: UInt64 = 1

  public init(_ dataset: Dataset, selection: RunConfiguration.Selection) {
    testTask = dataset.test
    known = dataset.training
    selectsOnTest = selection == .test
    switch selection {
    case .test:
      training = dataset.training
      selectionTask = dataset.test
    case .validation:
      let split = dataset.holdingOutValidation(seed: Self.validationSeed)
      training = split.training
      selectionTask = split.validation
    }
  }
}
