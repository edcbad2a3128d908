import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one run from flags like those of the authors' scripts, and save its weights.",
    discussion: """
      The run is stored like any other; a run that is finished already is not trained again.

      EXAMPLES
        ncf-exp train --model gmf --dataset ml-1m --epochs 20 --num-factors 8 --regs 0
        ncf-exp train --model neumf --dataset ml-1m --num-factors 8 --layers 64,32,16,8 --reg-layers 0,0,0 \\
                      --num-neg 4 --lr 0.001 --learner adam --out neumf.safetensors
        ncf-exp train --model neumf --dataset ml-1m --mf-pretrain gmf.h5 --mlp-pretrain mlp.h5
      """)

  @Option(
    help: ArgumentHelp(
      "Method: \(MethodRegistry.all.map(\.name).joined(separator: ", ")).", valueName: "name"),
    completion: .list(MethodRegistry.all.map(\.name)))
  var model: String
  @Option(help: ArgumentHelp("Data set.", valueName: "name"), completion: .datasets)
  var dataset: String
  @Option(help: ArgumentHelp("Epochs.", valueName: "n"))
  var epochs: String?
  @Option(help: ArgumentHelp("Instances per gradient step.", valueName: "n"))
  var batchSize: String?
  @Option(help: ArgumentHelp("Predictive factors.", valueName: "n"))
  var numFactors: String?
  @Option(
    help: ArgumentHelp(
      "Tower: width of the concatenated embeddings, then of each hidden layer, as in 64,32,16,8.",
      valueName: "list"))
  var layers: String?
  @Option(help: ArgumentHelp("L2 penalty on the embeddings.", valueName: "λ"))
  var regs: String?
  @Option(
    help: ArgumentHelp(
      "L2 penalty on each hidden layer, one number or one for each layer.", valueName: "list"))
  var regLayers: String?
  @Option(help: ArgumentHelp("Negatives per positive instance.", valueName: "n"))
  var numNeg: String?
  @Option(help: ArgumentHelp("Learning rate.", valueName: "η"))
  var lr: String?
  @Option(help: ArgumentHelp("adam, adagrad, rmsprop or sgd.", valueName: "name"))
  var learner: String?
  @Option(help: ArgumentHelp("Seed.", valueName: "n"))
  var seed: String?
  @Option(help: ArgumentHelp("0: no progress.", valueName: "n"))
  var verbose = 1
  @Option(
    help: ArgumentHelp(
      "Write the best epoch's weights to this file (.safetensors or .npz). Without it they stay beside the database.",
      valueName: "file"))
  var out: String?
  @Option(
    help: ArgumentHelp(
      "Start NeuMF from the weights of a GMF in this file (.safetensors, .npz or .h5); goes with --mlp-pretrain.",
      valueName: "file"))
  var mfPretrain: String?
  @Option(
    help: ArgumentHelp(
      "Start NeuMF from the weights of an MLP in this file; the learner is then sgd by default.",
      valueName: "file"))
  var mlpPretrain: String?
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Any other key of a spec, as in --set pretraining=true.", valueName: "key=value"))
  var settings: [String] = []

  @OptionGroup var data: DataOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var checkpoints: CheckpointOptions

  func validate() throws {
    guard (mfPretrain == nil) == (mlpPretrain == nil) else {
      throw ValidationError("--mf-pretrain and --mlp-pretrain go together")
    }
    guard mfPretrain == nil || model == NeuMF().name else {
      throw ValidationError("--mf-pretrain and --mlp-pretrain are for --model neumf")
    }
  }

  func run() throws {
    // Better now than after the training.
    if let out { _ = try WeightsFormat(ofFile: out) }
    let library = data.library
    let methods = try methods(library)
    let spec = try ExperimentSpec(source: specification, methods: methods)
    let plan = try Plan(
      specs: [spec], overrides: SpecOverrides(settings: assignments, methods: methods), datasets: library,
      methods: methods)
    guard let run = plan.runs.last else { return }
    let store = try store.open(.readWrite)
    let outcome = try SweepSession(
      store: store, library: library, jobs: nil, keepsWeights: true, checkpointInterval: checkpoints.interval,
      isQuiet: verbose == 0, methods: methods
    ).carryOut(plan)
    try outcome.refuseFailures(of: plan)
    guard let result = try store.records(of: [run.identity])[run.identity]?.result else { return }
    print("run \(run.identity.short)  \(RunNaming(of: [run.configuration])[run.configuration])")
    print("best epoch \(result.bestEpoch)  \(result.best.summary)  (\(run.configuration.selection.words))")
    print("last epoch  \(result.last.summary)")
    if let out, let weights = try store.weights(of: run.identity) {
      try WeightsFile.write(weights, to: out)
      print("weights of the best epoch: \(out)")
    } else {
      print("weights of the best epoch: \(try store.weightsPath(of: run.identity))")
    }
  }

  /// All methods; NeuMF is one that starts from the given weights, if any are given.
  private func methods(_ library: DatasetLibrary) throws -> [any Method] {
    guard let mfPretrain, let mlpPretrain else { return MethodRegistry.all }
    let method = try NeuMFFromWeights(gmf: WeightsFile.read(mfPretrain), mlp: WeightsFile.read(mlpPretrain))
    try method.check(against: library.dataset(named: dataset))
    return MethodRegistry.all.map { $0.name == method.name ? method : $0 }
  }

  /// A spec of one run; the other flags replace its settings.
  private var specification: String {
    JSONValue.object([
      .init("name", .text("train")),
      .init("settings", .object([.init("model", .text(model)), .init("dataset", .text(dataset))])),
    ]).compactText
  }

  /// The flags as settings of a spec. The authors write lists in brackets.
  private var assignments: [String] {
    let flags: [(String, String?)] = [
      ("epochs", epochs), ("batch_size", batchSize),
      ("factors", numFactors), ("layers", layers), ("l2_embeddings", regs), ("l2_layers", regLayers),
      ("negatives", numNeg), ("learning_rate", lr), ("learner", learner), ("seed", seed),
    ]
    return flags.compactMap { key, value in
      value.map { "\(key)=\($0.trimmingCharacters(in: CharacterSet(charactersIn: "[]")))" }
    } + settings
  }
}
