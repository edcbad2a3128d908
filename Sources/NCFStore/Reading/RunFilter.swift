/// Which runs to list. What is nil is not asked for.
///
///     let unfinished = RunFilter(dataset: "ml-1m", state: .interrupted)
public struct RunFilter: Hashable, Sendable {
  /// The experiment's name.
  public var experiment: String?
  public var dataset: String?
  /// The method's name, such as "neumf".
  public var method: String?
  public var factors: Int?
  public var state: RunSummary.State?

  public init(
    experiment: String? = nil, dataset: String? = nil, method: String? = nil, factors: Int? = nil,
    state: RunSummary.State? = nil
  ) {
    self.experiment = experiment
    self.dataset = dataset
    self.method = method
    self.factors = factors
    self.state = state
  }
}
