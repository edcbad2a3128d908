import Foundation
import NCFData
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFWeights

/// A model that is ready to score, and its data set.
struct TrainedModel {
  let recommender: any Recommender
  let dataset: Dataset
  /// The method's name, such as "neumf".
  let method: String
  /// How the run that it is of was measured; of a file, as in the paper.
  private(set) var ties = TieRule.against

  /// The model of a file, of the method that it says it is of, or that its tensors or the user say.
  /// - Throws: `InputError` if the weights are of no method, or of several and nobody says which, or for another
  ///   number of users or items.
  init(file: WeightsFile.Content, dataset: Dataset, method name: String?) throws {
    let candidates = MethodRegistry.methods(recognising: file.weights)
    // What tensors say is beyond doubt; a name decides among methods whose tensors are alike. Who asks for a method by
    // name wants no other.
    let named = candidates.first { $0.name == name ?? file.method }
    let only = name == nil && candidates.count == 1 ? candidates[0] : nil
    guard let method = named ?? only else {
      throw Self.refusal(candidates, name)
    }
    do {
      recommender = try method.makeRecommender(file.weights, on: dataset.training)
    } catch let error as InputError {
      throw InputError(
        error.kind, file: error.file, place: error.place, problem: error.problem,
        remedy: "name the data set that the weights were trained on; this one is \(dataset.name)")
    }
    (self.dataset, self.method) = (dataset, method.name)
  }

  /// The model of a stored run.
  init(run: RunConfiguration, weights: TensorBundle, dataset: Dataset) throws {
    guard let method = MethodRegistry.method(named: run.method) else {
      throw InputError(.badContent, problem: "there is no method \"\(run.method)\"")
    }
    recommender = try method.makeRecommender(weights, on: RunData(dataset, for: run).training)
    (self.dataset, self.method) = (dataset, run.method)
    ties = run.evaluation.ties
  }

  /// What is shown of a score: the predicted probability, where the model has one.
  func shown(_ score: Float) -> Double {
    recommender.scoresAreLogits ? 1 / (1 + exp(-Double(score))) : Double(score)
  }

  private static func refusal(_ candidates: [any Method], _ name: String?) -> InputError {
    let names = candidates.map(\.name).joined(separator: ", ")
    guard !candidates.isEmpty else {
      return InputError(
        .badContent, problem: "the weights are those of no method", remedy: "docs/weights.md has the tensors")
    }
    if let name {
      return InputError(
        .badContent, place: "--method", problem: "expected weights of \(name), found those of \(names)")
    }
    return InputError(
      .badContent, problem: "the tensors may be those of \(names)", remedy: "name the method with --method")
  }
}
