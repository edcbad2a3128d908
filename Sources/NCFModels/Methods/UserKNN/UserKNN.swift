import NCFData
import NCFWeights

/// User-based nearest neighbours (Resnick et al., CSCW 1994; on implicit feedback as in Dacrema et al., RecSys
/// 2019).
///
///     s(u, v) = |I_u ∩ I_v| / (√(|I_u|·|I_v|) + shrinkage)
///     ŷ(u, i) = Σ_{v ∈ N_k(u) ∩ U_i} s(u, v)
///
/// I_u are the items of user u and U_i the users of item i; N_k(u) are the k users most similar to u.
public struct UserKNN: Method {
  public let name = "userknn"
  public let title = "UserKNN"
  public let summary = "user-based nearest neighbours by the cosine of the users' item vectors"
  public let style = LineStyle(colour: "#332288", marker: 6, isDashed: true)

  public struct Settings: MethodSettings {
    public var neighbours = 50
    public var shrinkage = 0.0

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.neighbours, \.neighbours),
      Setting(.shrinkage, \.shrinkage),
    ]
  }

  public init() {}

  /// Counting pairs: an interaction meets every other user of its item, a few hundred.
  public func relativeCost(of settings: Settings) -> Double { 500 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    neighbourMemory(training.transposed, largestCount: settings.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    let similarity = CosineSimilarity(data.training.transposed, shrinkage: settings.shrinkage)
    return ClosedFormTrainer(
      UserKNNFit(
        training: data.training, search: NeighbourSearch(similarity, largestCount: settings.neighbours)))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "user") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    UserKNNModel(training, try Neighbours(weights, of: "user", rowCount: training.userCount))
  }
}
