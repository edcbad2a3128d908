/// A data set's training interactions, with one of each user held out to choose hyper-parameters and epochs by
/// (He et al. 2017, section 4.1, "Parameter Settings").
public struct ValidationSplit: Hashable, Sendable {
  /// The interactions that are left to train on; as many users and items as in the data set.
  public let training: InteractionMatrix
  /// The held-out interactions, each to be ranked among sampled negatives; users in ascending order.
  public let validation: RankingTask

  public init(training: InteractionMatrix, validation: RankingTask) {
    self.training = training
    self.validation = validation
  }
}
