import ArgumentParser
import Foundation
import NCFData
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStore
import NCFWeights

/// Which trained model, and on which data set.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The beginning of a stored run's id, as ncf-exp runs lists it; the weights of its best epoch are used.",
      valueName: "run"), completion: .runs)
  var run: String?
  @Option(
    help: ArgumentHelp(
      "A file of weights: .safetensors, .npz, or .h5 of the authors' Keras models.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "h5", "hdf5"]))
  var weights: String?
  @Option(
    name: [.customLong("method"), .customLong("model")],
    help: ArgumentHelp(
      "The weights' method, where their tensors leave that open; weights of another one are refused.",
      valueName: "name"), completion: .list(MethodRegistry.all.map(\.name)))
  var method: String?
  @Option(help: ArgumentHelp("Data set; a run knows its own.", valueName: "name"), completion: .datasets)
  var dataset: String?
  @OptionGroup var data: DataOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard (run == nil) != (weights == nil) else { throw ValidationError("give either --run or --weights") }
    guard run != nil || dataset != nil else { throw ValidationError("--weights needs --dataset") }
  }

  /// Reads the model and its data set.
  func load() throws -> TrainedModel {
    if let weights { return try load(file: weights) }
    let store = try store.open(.readOnly)
    let run = try store.run(withPrefix: run ?? "")
    let name = run.configuration.dataset
    guard dataset ?? name == name else {
      throw InputError(
        .badContent, place: "--dataset",
        problem: "run \(run.identity.short) was trained on \(name), not on \(dataset ?? "")")
    }
    guard method ?? run.configuration.method == run.configuration.method else {
      throw InputError(
        .badContent, place: "--method",
        problem: "run \(run.identity.short) is of \(run.configuration.method), not of \(method ?? "")")
    }
    guard let bundle = try store.weights(of: run.identity) else {
      throw InputError(
        .missing, file: try store.weightsPath(of: run.identity),
        problem: "the weights of run \(run.identity.short) were not kept",
        remedy: "give the ncf-exp run command of its spec again, with --keep-weights")
    }
    let dataset = try DatasetReader.read(data.locator.locate(name))
    guard dataset.digest == run.datasetDigest else {
      throw InputError(
        .badContent,
        problem: "data set \(name) is not the one that run \(run.identity.short) was trained on "
          + "(digest \(dataset.digest.prefix(12)), not \(run.datasetDigest.prefix(12)))",
        remedy: "name the folder of the right one with --data")
    }
    return try TrainedModel(run: run.configuration, weights: bundle, dataset: dataset)
  }

  private func load(file: String) throws -> TrainedModel {
    let content = try WeightsFile.content(of: file)
    let dataset = try DatasetReader.read(data.locator.locate(dataset ?? ""))
    do {
      return try TrainedModel(file: content, dataset: dataset, method: method)
    } catch let error as InputError where error.file == nil {
      throw InputError(
        error.kind, file: file, place: error.place, problem: error.problem, remedy: error.remedy)
    }
  }
}

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
