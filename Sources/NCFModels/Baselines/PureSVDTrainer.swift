import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

/// Scores items by the inner product of the user's projection and the item's entries in the right singular vectors.
final class PureSVDTrainer: Trainer {
  let epochCount = 0
  private let model: LatentFactors

  init(_ context: TrainingContext) throws {
    let training = context.training
    let factors = context.values.integer(.factors)
    guard let singular = RightSingularVectors(of: training, count: factors) else {
      throw InputError(.badContent, problem: "the singular vectors of the interaction matrix do not converge")
    }
    model = LatentFactors(training, factors: factors)
    let (users, items) = (model.users.parameters, model.items.parameters)
    // With fewer items than factors, the surplus factors stay zero.
    for (index, value) in singular.vectors.enumerated() {
      let (factor, item) = (index / training.itemCount, index % training.itemCount)
      items.pointer[item * model.width + factor] = Float(value)
    }
    for user in 0..<training.userCount {
      for item in training.items(of: user) {
        Kernels.addScaled(
          items.pointer + Int(item) * model.width, by: 1, count: model.width,
          to: users.pointer + user * model.width)
      }
    }
  }

  /// The vectors are complete when the trainer is made.
  func trainEpoch() -> Double { 0 }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    model.score(user: user, items: items, into: scores)
  }

  var weights: TensorBundle { model.weights }

  func restore(_ weights: TensorBundle) throws { try model.restore(weights) }
}
