import Foundation
import NCFData
import NCFKernels

/// Sweeps of alternating least squares (Hu et al., ICDM 2008): all users, then all items.
final class ImplicitALSTrainer: ResumableTrainer {
  let epochCount: Int
  private let training: InteractionMatrix
  private let columns: ItemColumns
  private let model: LatentFactors
  private let unobservedWeight: Double
  /// λ·(|I_u| + α₀·|I|)^ν; shape users.
  private let userPenalties: [Float]
  /// λ·(|U_i| + α₀·|U|)^ν; shape items.
  private let itemPenalties: [Float]
  private let userGram: GramMatrix
  private let itemGram: GramMatrix
  private let equations: NormalEquations
  /// How many rows of the sweep at hand are done: those of P, then those of Q.
  private var position = 0
  /// What the rows of Q that are done leave of the loss.
  private var itemLoss = 0.0

  init(_ context: TrainingContext) {
    let values = context.values
    training = context.training
    columns = ItemColumns(training)
    let factors = values.integer(.factors)
    model = LatentFactors(training, factors: factors)
    model.initialise(
      seed: UInt64(values.integer(.seed)),
      deviation: values.number(.initialDeviation) / Double(factors).squareRoot())
    let (weight, penalty, exponent) = (
      values.number(.unobservedWeight), values.number(.l2), values.number(.regularisationExponent)
    )
    func penalties(_ offsets: [Int], others: Int) -> [Float] {
      zip(offsets, offsets.dropFirst()).map {
        Float(penalty * pow(Double($1 - $0) + weight * Double(others), exponent))
      }
    }
    userPenalties = penalties(training.offsets, others: training.itemCount)
    itemPenalties = penalties(columns.offsets, others: training.userCount)
    unobservedWeight = weight
    userGram = GramMatrix(width: model.width)
    itemGram = GramMatrix(width: model.width)
    equations = NormalEquations(factors: factors, width: model.width)
    epochCount = values.integer(.epochs)
  }

  /// Takes one sweep.
  /// - Returns: The objective L per interaction, penalties included; no sweep raises it.
  func trainEpoch(pausingWhen shouldPause: () -> Bool) -> Double? {
    let (userCount, rowCount) = (training.userCount, training.userCount + training.itemCount)
    prepareEquations()
    while position < rowCount {
      if position < userCount {
        _ = update(
          model.users, row: position, training.offsets, training.items, others: model.items,
          userPenalties[position])
      } else {
        let item = position - userCount
        itemLoss += update(
          model.items, row: item, columns.offsets, columns.users, others: model.users, itemPenalties[item])
      }
      position += 1
      if position == userCount { prepareEquations() }
      if position.isMultiple(of: Self.rowsBetweenQuestions), position < rowCount, shouldPause() { return nil }
    }
    defer { (position, itemLoss) = (0, 0) }
    let userNorms = (0..<training.userCount).reduce(0.0) { sum, user in
      let row = model.users.parameters.pointer + user * model.width
      return sum + Double(userPenalties[user]) * Kernels.squaredNorm(row, count: model.width)
    }
    return (itemLoss + userNorms) / Double(max(1, training.interactionCount))
  }

  /// A row takes from a microsecond to some milliseconds.
  private static let rowsBetweenQuestions = 64

  /// Computes what all rows of a side share from the other side, which stays as it is meanwhile.
  private func prepareEquations() {
    let (gram, table) = position < training.userCount ? (itemGram, model.items) : (userGram, model.users)
    gram.compute(table)
    equations.setSharedPart(gram, weight: Float(unobservedWeight))
  }

  /// Sets a row of one side to its optimum.
  ///
  /// With A and b its normal equations, the optimum x of a row of n entries leaves n − b·x of the loss: of its entries,
  /// of all its pairs, and of its own penalty.
  ///
  /// - Parameters:
  ///   - offsets: Where each row's entries begin in `entries`.
  ///   - entries: Rows of the other side.
  /// - Returns: What the row leaves of the loss.
  private func update(
    _ table: ParameterRows, row: Int, _ offsets: [Int], _ entries: [Int32], others: ParameterRows,
    _ penalty: Float
  ) -> Double {
    let range = offsets[row]..<offsets[row + 1]
    entries.withUnsafeBufferPointer { entries in
      equations.gather(others, entries.baseAddress.map { $0 + range.lowerBound }, count: range.count)
    }
    let gained = equations.solve(penalty: penalty, into: table.parameters.pointer + row * table.width)
    return Double(range.count) - gained
  }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    model.score(user: user, items: items, into: scores)
  }

  var weights: TensorBundle { model.weights }

  func restore(_ weights: TensorBundle) throws { try model.restore(weights) }

  /// The Gram matrices are left out: they follow from the tables.
  var state: TrainerState {
    var state = TrainerState()
    state.set("users", model.users)
    state.set("items", model.items)
    state.set("position", position)
    state.set("loss", itemLoss)
    return state
  }

  func resume(from state: TrainerState) throws {
    try state.copy("users", to: model.users, step: 0)
    try state.copy("items", to: model.items, step: 0)
    position = try state.value("position", as: Int.self)
    itemLoss = try state.value("loss", as: Double.self)
    guard (0...training.userCount + training.itemCount).contains(position) else {
      throw TrainerState.error("there is no row \(position)")
    }
  }
}
