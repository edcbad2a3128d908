import NCFConcurrency
import NCFData
import NCFEvaluation
import NCFModels

/// What a run is trained on and measured by.
public struct RunData: Sendable {
  public let training: InteractionMatrix
  /// `training`, with what is held out of it for validation: what a full ranking of the test items leaves out.
  public let known: InteractionMatrix
  /// The task by which the best epoch is chosen.
  public let selectionTask: RankingTask
  /// The task that results are reported on.
  public let testTask: RankingTask
  public let selection: RunConfiguration.Selection
  /// By which metric the best epoch is chosen.
  public let selectBy: RankingMetric
  public let ties: TieRule

  /// Whether the two tasks are one, as in the authors' published code.
  public var selectsOnTest: Bool { selection != .validation }

  /// The random part of the validation split, where a data set has no timestamps. It is the same for all runs,
  /// so that methods, hyperparameters and a run's prerequisites are compared on one validation set.
  static let validationSeed: UInt64 = 1

  /// - Parameters:
  ///   - dataset: As its files have it.
  ///   - seed: Draws what the protocol leaves to chance.
  public init(
    _ dataset: Dataset, selection: RunConfiguration.Selection, evaluation: EvaluationProtocol = .standard,
    seed: UInt64 = 0
  ) {
    let dataset = dataset.measured(by: evaluation, seed: seed)
    testTask = dataset.test
    known = dataset.training
    ties = evaluation.ties
    selectBy = evaluation.selectBy
    self.selection = selection
    switch selection {
    case .test, .last:
      training = dataset.training
      selectionTask = dataset.test
    case .validation:
      let split = dataset.holdingOutValidation(seed: Self.validationSeed)
      training = split.training
      selectionTask = split.validation
    }
  }

  /// The data of a run. Where a method has no seed, what the protocol leaves to chance is drawn by the usual one.
  public init(_ dataset: Dataset, for configuration: RunConfiguration) {
    self.init(
      dataset, selection: configuration.selection, evaluation: configuration.evaluation,
      seed: UInt64(configuration.seed ?? Hyperparameter.usualSeed))
  }
}

extension Dataset {
  fileprivate func measured(by evaluation: EvaluationProtocol, seed: UInt64) -> Dataset {
    var dataset = self
    if evaluation.heldOutItem == .random { dataset = dataset.holdingOutRandomItems(seed: seed) }
    if evaluation.testNegatives == .redrawn { dataset = dataset.redrawingTestNegatives(seed: seed) }
    if evaluation.listedPositives == .leaveOut { dataset = dataset.leavingOutListedPositives }
    if evaluation.ownNegative == .counted { dataset = dataset.keepingOwnTestItems }
    return dataset
  }
}

/// The data sets that a plan and its runs use: each is loaded once, when it is first asked for, and shared.
public final class DatasetLibrary: Sendable {
  private let load: @Sendable (String) throws -> Dataset
  private let shelf = Locked<[String: Result<Dataset, any Error>]>([:])

  /// - Parameter load: Reads the data set of a name; throws an `InputError` of the kind `missing` if there is
  ///   none.
  public init(load: @escaping @Sendable (String) throws -> Dataset) { self.load = load }

  /// - Throws: What `load` threw, again on each call.
  public func dataset(named name: String) throws -> Dataset {
    try shelf.withLock { shelf in
      if let known = shelf[name] { return known }
      let result = Result { try load(name) }
      shelf[name] = result
      return result
    }.get()
  }
}
