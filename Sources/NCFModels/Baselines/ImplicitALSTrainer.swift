import Foundation
import NCFData
import NCFKernels

/// Sweeps of alternating least squares (Hu et al., ICDM 2008): all users, then all items.
final class ImplicitALSTrainer: Trainer {
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
  func trainEpoch() -> Double {
    itemGram.compute(model.items)
    update(model.users, training.offsets, training.items, others: model.items, itemGram, userPenalties)
    userGram.compute(model.users)
    let loss = update(
      model.items, columns.offsets, columns.users, others: model.users, userGram, itemPenalties)
    let userNorms = (0..<training.userCount).reduce(0.0) { sum, user in
      let row = model.users.parameters.pointer + user * model.width
      return sum + Double(userPenalties[user]) * Kernels.squaredNorm(row, count: model.width)
    }
    return (loss + userNorms) / Double(max(1, training.interactionCount))
  }

  /// Sets every row of one side to its optimum.
  ///
  /// With A and b its normal equations, the optimum x of a row of n entries leaves n − b·x of the loss: of its entries,
  /// of all its pairs, and of its own penalty.
  ///
  /// - Parameters:
  ///   - offsets: Where each row's entries begin in `entries`.
  ///   - entries: Rows of the other side.
  /// - Returns: What the rows leave of the loss.
  @discardableResult
  private func update(
    _ table: ParameterRows, _ offsets: [Int], _ entries: [Int32], others: ParameterRows, _ gram: GramMatrix,
    _ penalties: [Float]
  ) -> Double {
    equations.setSharedPart(gram, weight: Float(unobservedWeight))
    return entries.withUnsafeBufferPointer { entries in
      var loss = 0.0
      for row in 0..<table.rowCount {
        let range = offsets[row]..<offsets[row + 1]
        equations.gather(others, entries.baseAddress.map { $0 + range.lowerBound }, count: range.count)
        let gained = equations.solve(
          penalty: penalties[row], into: table.parameters.pointer + row * table.width)
        loss += Double(range.count) - gained
      }
      return loss
    }
  }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    model.score(user: user, items: items, into: scores)
  }

  var weights: TensorBundle { model.weights }

  func restore(_ weights: TensorBundle) throws { try model.restore(weights) }
}
