import NCFData

/// Ranking by popularity, the same for every user (He et al. 2017, section 4.1).
///
///     ŷ(u, i) = the number of training interactions of item i
public struct ItemPop: Method {
  public let name = "itempop"
  public let title = "ItemPop"
  public let summary = "popularity: the number of training interactions of the item"
  public let parameters: [Hyperparameter] = []

  public init() {}

  /// One addition per interaction.
  public func relativeCost(of values: Hyperparameters) -> Double { 1 }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    16 * training.itemCount
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    PopularityTrainer(context.training)
  }
}
