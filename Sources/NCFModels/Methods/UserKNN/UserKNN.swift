import NCFData
import NCFWeights

/// User-based nearest neighbours (Resnick et al., CSCW 1994; on implicit feedback as in Dacrema et al., RecSys
/// 2019).
///
///     ŷ(u, i) = b_i·Σ_{v ∈ N_k(u) ∩ U_i} a_v·s(v, u)
///
/// s is one of the similarities of `ColumnSimilarity`, the cosine where nothing else is said. a_v and b_i are 1, or the
/// shares of user and item in the `InteractionWeights`, which then weigh in s too. U_i are the users of item i, and N_k(u)
/// the k users most similar to u; or, with `reverse_neighbours`, the users v among whose k most similar ones u is, with
/// s(u, v) in place of s(v, u), which is what the code of Dacrema et al. computes.
public struct UserKNN: Method {
  public let name = "userknn"
  public let title = "UserKNN"
  public let summary =
    "user-based nearest neighbours by the cosine of the users' item vectors, or other similarities"
  public let style = LineStyle(colour: "#332288", marker: 6, isDashed: true)

  public struct Settings: MethodSettings {
    public var neighbourhood = NeighbourhoodSettings()
    public var reversesNeighbours = false

    public init() {}

    public static let declarations: [Setting<Settings>] =
      NeighbourhoodSettings.declarations.map { $0.within(\.neighbourhood) } + [
        Setting(.reverseNeighbours, \.reversesNeighbours, default: .unspoken)
      ]

    public mutating func complete(_ given: GivenSettings) { neighbourhood.complete(given) }
  }

  public init() {}

  /// Counting pairs: an interaction meets every other user of its item, a few hundred.
  public func relativeCost(of settings: Settings) -> Double { 500 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    neighbourMemory(training.transposed, largestCount: settings.neighbourhood.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(UserKNNFit(settings, data.training))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { UserKNNModel.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try UserKNNModel(weights, for: training)
  }
}

extension Hyperparameter {
  public static let reverseNeighbours = Hyperparameter(
    "reverse_neighbours", .flag,
    "count the users who have the user among their nearest, not those nearest to the user (false if not given; UserKNN)"
  )
}
