import ArgumentParser
import Foundation
import NCFData
import NCFDiagnostics
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
