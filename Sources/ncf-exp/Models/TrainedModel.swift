import Foundation
import NCFData
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels

/// A model that is ready to score, and its data set.
struct TrainedModel {
  let recommender: any Recommender
  let dataset: Dataset
  /// The method's name, such as "neumf".
  let method: String
  /// Whether scores are logits, whose sigmoid is the predicted probability.
  let scoresAreLogits: Bool
  /// How the run that it is of was measured; of a file, as in the paper.
  private(set) var ties = TieRule.against

  /// A GMF, MLP or NeuMF, recognised by its tensors.
  /// - Throws: `InputError` if the weights are none of these, or for another number of users or items.
  init(weights: TensorBundle, dataset: Dataset) throws {
    let network = try NetworkRecommender(weights)
    let shape = network.shape
    guard (shape.userCount, shape.itemCount) == (dataset.userCount, dataset.itemCount) else {
      throw InputError(
        .badContent,
        problem: "expected weights for the \(dataset.userCount) users and \(dataset.itemCount) items of "
          + "\(dataset.name), found \(shape.userCount) and \(shape.itemCount)",
        remedy: "name the data set that the weights were trained on")
    }
    self.init(recommender: network, dataset: dataset, method: shape.methodName, scoresAreLogits: true)
  }

  /// The model of a stored run, of any method; one whose tensors are those of a network is one.
  init(run: RunConfiguration, weights: TensorBundle, dataset: Dataset) throws {
    if (try? NetworkShape(of: weights)) != nil {
      let network = try TrainedModel(weights: weights, dataset: dataset)
      self.init(
        recommender: network.recommender, dataset: dataset, method: run.method, scoresAreLogits: true)
      ties = run.evaluation.ties
      return
    }
    guard let method = MethodRegistry.method(named: run.method) else {
      throw InputError(.badContent, problem: "there is no method \"\(run.method)\"")
    }
    let training = RunData(dataset, for: run).training
    let trainer = try method.makeTrainer(TrainingContext(training: training, values: run.values))
    try trainer.restore(weights)
    trainer.prepareToScore()
    self.init(recommender: trainer, dataset: dataset, method: run.method, scoresAreLogits: false)
    ties = run.evaluation.ties
  }

  private init(recommender: any Recommender, dataset: Dataset, method: String, scoresAreLogits: Bool) {
    (self.recommender, self.dataset, self.method) = (recommender, dataset, method)
    self.scoresAreLogits = scoresAreLogits
  }

  /// What is shown of a score: the predicted probability, where the model has one.
  func shown(_ score: Float) -> Double { scoresAreLogits ? 1 / (1 + exp(-Double(score))) : Double(score) }
}
