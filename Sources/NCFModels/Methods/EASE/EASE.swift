import NCFData
import NCFWeights

/// The shallow linear autoencoder EASEᴿ (Steck, WWW 2019).
///
///     ŷ(u, j) = Σ_{i ∈ I_u} B_ij
///     min ‖X − XB‖² + λ·‖B‖²  with  diag(B) = 0
///     B = I − P·diag(1/P_jj),   P = (XᵀX + λI)⁻¹                            (eq. 8)
///
/// X is the binary user × item matrix, B has items × items entries. The solution is in closed form: one inverse.
public struct EASE: Method {
  public let name = "ease"
  public let title = "EASEᴿ"
  public let summary = "linear autoencoder without self-similarity, in closed form"
  public let style = LineStyle(colour: "#000000", marker: 11, isDashed: true)

  public struct Settings: MethodSettings {
    public var l2 = 500.0

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.l2, \.l2)
    ]
  }

  public init() {}

  /// The inverse takes 2·items³ operations, whatever the interactions; spread over those of MovieLens-1M.
  public func relativeCost(of settings: Settings) -> Double { 100_000 }

  /// Half the matrix to be inverted, in double precision, and its inverse; later that inverse and twice its weights.
  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    12 * training.itemCount * (training.itemCount + 8) + 8 * training.interactionCount
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) throws -> any Trainer {
    ClosedFormTrainer(try EASEFit(data.training, penalty: settings.l2))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { EASEModel.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try EASEModel(weights, for: training)
  }
}
