import Foundation
import NCFKernels

/// The four learners by their textbook rules, one parameter and one step at a time, in double precision.
///
/// Adam: Kingma and Ba (ICLR 2015), algorithm 1, with the moments' bias corrected in every step. Adagrad: Duchi et
/// al. (JMLR 2011). RMSprop: Tieleman and Hinton (2012). ε stands outside the root, as in Keras and PyTorch.
struct ReferenceLearner {
  let learner: Optimiser.Learner
  let rate: Double
  private(set) var parameters: [Double]
  private var first: [Double]
  private var second: [Double]
  /// β₁ᵗ and β₂ᵗ.
  private var powers: (first: Double, second: Double)

  /// - Parameter steps: Steps, all without gradients, that have gone by.
  init(_ learner: Optimiser.Learner, rate: Double, parameters: some Sequence<Float>, steps: Int = 0) {
    self.learner = learner
    self.rate = rate
    self.parameters = parameters.map(Double.init)
    first = self.parameters.map { _ in 0 }
    second = first
    powers = (pow(0.9, Double(steps)), pow(0.999, Double(steps)))
  }

  /// Moves every parameter.
  mutating func take(_ gradients: [Double]) {
    let epsilon = 1e-8
    powers = (powers.first * 0.9, powers.second * 0.999)
    for (k, g) in gradients.enumerated() {
      switch learner {
      case .adam:
        first[k] = 0.9 * first[k] + 0.1 * g
        second[k] = 0.999 * second[k] + 0.001 * g * g
        let (mean, square) = (first[k] / (1 - powers.first), second[k] / (1 - powers.second))
        parameters[k] -= rate * mean / (square.squareRoot() + epsilon)
      case .adagrad:
        second[k] += g * g
        parameters[k] -= rate * g / (second[k].squareRoot() + epsilon)
      case .rmsprop:
        second[k] = 0.9 * second[k] + 0.1 * g * g
        parameters[k] -= rate * g / (second[k].squareRoot() + epsilon)
      case .sgd:
        parameters[k] -= rate * g
      }
    }
  }
}
