import Foundation
import NCFData
import NCFKernels
import NCFWeights

/// Sweeps of alternating least squares (Hu et al., ICDM 2008): all users, then all items.
///
/// A confidence c makes no other equations. Divided by c − 1, its objective is, but for a constant, the one with a
/// constant weight, α₀ = 1/(c − 1), λ/(c − 1) in place of λ, and observed pairs that aim at c/(c − 1) in place of 1;
/// and a row's optimum is proportional to what it aims at.
final class ImplicitALSTrainer: Trainer {
  /// Interactions that a step works on, at least.
  private static let stretch = 4096

  let epochCount: Int
  private let training: InteractionMatrix
  /// The items of each user, and the users of each item.
  private let items: IndexRows
  private let users: IndexRows
  private let model: LatentFactors
  private let unobservedWeight: Double
  /// What observed pairs aim at.
  private let target: Float
  /// What the objective here has to be multiplied by to be the method's, and an observed pair's weight in that.
  private let scale: Double
  private let observedWeight: Double
  /// λ·(|I_u| + α₀·|I|)^ν; shape users.
  private let userPenalties: [Float]
  /// λ·(|U_i| + α₀·|U|)^ν; shape items.
  private let itemPenalties: [Float]
  /// Of the side that is fixed at the moment.
  private let gram: GramMatrix
  private let equations: NormalEquations
  private var sweeps: AlternatingSweeps

  init(_ settings: ImplicitALS.Settings, _ training: InteractionMatrix) {
    self.training = training
    let columns = ItemColumns(training)
    (items, users) = (training.itemLists, columns.userLists)
    let factors = settings.factors
    model = LatentFactors(training, factors: factors)
    model.initialise(
      seed: UInt64(settings.seed),
      deviation: settings.initialDeviation / Double(factors).squareRoot())
    let confidence = settings.observedWeight
    let weight = confidence.map { 1 / ($0 - 1) } ?? settings.unobservedWeight
    let scale = confidence.map { $0 - 1 } ?? 1
    let (penalty, exponent) = (settings.l2, settings.regularisationExponent)
    func penalties(_ offsets: [Int], others: Int) -> [Float] {
      zip(offsets, offsets.dropFirst()).map {
        Float(penalty / scale * pow(scale * (Double($1 - $0) + weight * Double(others)), exponent))
      }
    }
    self.scale = scale
    observedWeight = confidence ?? 1
    target = confidence.map { Float($0 / ($0 - 1)) } ?? 1
    userPenalties = penalties(training.offsets, others: training.itemCount)
    itemPenalties = penalties(columns.offsets, others: training.userCount)
    unobservedWeight = weight
    gram = GramMatrix(width: model.width)
    equations = NormalEquations(factors: factors, width: model.width)
    sweeps = AlternatingSweeps(
      userCount: training.userCount, itemCount: training.itemCount, stretch: Self.stretch)
    epochCount = settings.epochs
  }

  /// An epoch is one sweep. Its loss is the objective L per interaction, penalties included; no sweep raises it.
  func step() -> TrainingStep {
    sweeps.step { side in
      gram.compute(side == .users ? model.items : model.users)
      equations.setSharedPart(gram, weight: Float(unobservedWeight))
    } update: { side, row in
      switch side {
      case .users: (updateUser(row), 0)
      case .items: updateItem(row)
      }
    } finish: { itemLoss in
      let userNorms = (0..<training.userCount).reduce(0.0) { sum, user in
        sum + Double(userPenalties[user]) * Kernels.squaredNorm(model.users.view[user])
      }
      return (itemLoss + scale * userNorms) / Double(max(1, training.interactionCount))
    }
  }

  /// Sets p_u to its optimum.
  /// - Returns: The number of the user's interactions.
  private func updateUser(_ user: Int) -> Int {
    items.withRow(user) { items in
      equations.gather(model.items, items)
      _ = equations.solve(target: target, penalty: userPenalties[user], into: model.users.view[user])
      return items.count
    }
  }

  /// Sets q_i to its optimum.
  ///
  /// The optimum x of a row of n entries leaves c·(n − x·Σₙ pₙ) of the loss, with c = 1 for a constant weight: of its
  /// entries, of all its pairs, and of its own penalty.
  ///
  /// - Returns: The number of the item's interactions, and what the item leaves of the loss.
  private func updateItem(_ item: Int) -> (work: Int, loss: Double) {
    users.withRow(item) { users in
      equations.gather(model.users, users)
      let gain = equations.solve(target: target, penalty: itemPenalties[item], into: model.items.view[item])
      return (users.count, observedWeight * (Double(users.count) - gain))
    }
  }

  func start(from weights: TensorBundle) throws { try model.take(weights) }

  func recommender() -> any Recommender { model }

  var weights: TensorBundle { model.weights }

  /// The Gram matrix is left out: it follows from the table of the side that is fixed.
  var state: TrainerState? {
    var state = TrainerState()
    state.set("users", model.users)
    state.set("items", model.items)
    sweeps.keep(in: &state)
    return state
  }

  func resume(from state: TrainerState) throws {
    try state.copy("users", to: model.users, step: 0)
    try state.copy("items", to: model.items, step: 0)
    try sweeps.resume(from: state)
  }
}
