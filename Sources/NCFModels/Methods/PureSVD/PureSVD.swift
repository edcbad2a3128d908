import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

/// Truncated singular value decomposition of the interaction matrix, PureSVD (Cremonesi et al., RecSys 2010).
///
///     X ≈ U·Σ·Qᵀ
///     ŷ(u, i) = x_uᵀ·Q·q_i,   x_u the user's row of X                      (eq. 5)
///
/// X is the binary user × item matrix, missing entries as zeros; Q holds the right singular vectors of its `factors`
/// largest singular values, and p_u = Qᵀx_u is the user's projection onto them.
public struct PureSVD: Method {
  public let name = "puresvd"
  public let title = "PureSVD"
  public let summary = "truncated singular value decomposition; scores by projection"
  public let style = LineStyle(colour: "#117733", marker: 4, isDashed: true)

  public struct Settings: MethodSettings {
    public var factors = 8

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors)
    ]
  }

  public init() {}

  /// Lanczos takes some four steps per factor, each with two passes over the interactions and one over the basis.
  public func relativeCost(of settings: Settings) -> Double { Double(30 * settings.factors) }

  /// The Krylov basis, which may have to grow, and the vectors.
  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    let (users, items) = (training.userCount, training.itemCount)
    let basis = min(items, 4 * settings.factors + 64)
    return 16 * basis * (items + basis) + 16 * (users + items) * settings.factors
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(PureSVDFit(data.training, factors: settings.factors))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}

/// The right singular vectors, and then the users' projections p_u = Qᵀx_u onto them.
struct PureSVDFit: ClosedForm {
  /// Floats that a step adds up, at least.
  private static let stretch = 1 << 22

  private let training: InteractionMatrix
  private let model: LatentFactors
  private var iteration: LanczosIteration
  /// The next user to be projected, once the vectors are complete.
  private var user: Int?

  init(_ training: InteractionMatrix, factors: Int) {
    self.training = training
    model = LatentFactors(training, factors: factors)
    iteration = LanczosIteration(training, count: factors)
  }

  /// - Throws: `InputError` if the singular vectors do not converge.
  mutating func step() throws -> LatentFactors? {
    if let user {
      let end = projectUsers(from: user)
      self.user = end
      return end == training.userCount ? model : nil
    }
    guard try iteration.step() else { return nil }
    takeVectors()
    user = 0
    return nil
  }

  /// With fewer items than factors, the surplus factors stay zero.
  private func takeVectors() {
    for (index, value) in iteration.vectors.enumerated() {
      let (factor, item) = (index / training.itemCount, index % training.itemCount)
      model.items.parameters[item * model.width + factor] = Float(value)
    }
  }

  /// - Returns: The next user.
  private func projectUsers(from first: Int) -> Int {
    let (users, items) = (model.users.view, model.items.view)
    var (user, work) = (first, 0)
    while user < training.userCount, work < Self.stretch {
      for item in training.items(of: user) {
        Kernels.addScaled(items[Int(item)], by: 1, to: users[user])
        work += model.width
      }
      user += 1
    }
    return user
  }
}
