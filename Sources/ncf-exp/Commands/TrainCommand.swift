import ArgumentParser
import Foundation
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore
import NCFWeights

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one run from the flags of the authors' scripts, and save its weights.",
    discussion: """
      The run is stored like any other; a run that is finished already is not trained again.

      A command line of the authors' GMF.py, MLP.py or NeuMF.py may follow as it is, with --method or the script's name,
      with underscores or hyphens; their --path is --data. With a script's name, its defaults hold, such as 100 epochs.

      EXAMPLES
        ncf-exp train --method gmf --dataset ml-1m --epochs 20 --num-factors 8 --regs 0,0 --verbose 1 --out 1
        ncf-exp train GMF.py --dataset ml-1m --epochs 20 --batch_size 256 --num_factors 8 --regs [0,0] --num_neg 4
        ncf-exp train --method neumf --dataset ml-1m --num-factors 8 --layers 64,32,16,8 --reg-mf 0 \\
                      --reg-layers 0,0,0,0 --lr 0.001 --learner adam --out neumf.safetensors
        ncf-exp train --method neumf --dataset ml-1m --mf-pretrain gmf.h5 --mlp-pretrain mlp.h5
      """)

  @Option(
    name: [.customLong("method"), .customLong("model")],
    help: ArgumentHelp(
      "Method: \(MethodRegistry.all.map(\.name).joined(separator: ", ")).", valueName: "name"),
    completion: .list(MethodRegistry.all.map(\.name)))
  var method: String
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
  @Option(
    help: ArgumentHelp("L2 penalty on the embeddings: one number, or users' and items'.", valueName: "list"))
  var regs: String?
  @Option(help: ArgumentHelp("L2 penalty on the embeddings of NeuMF's GMF part.", valueName: "λ"))
  var regMf: String?
  @Option(
    help: ArgumentHelp(
      "L2 penalties of the tower, as many as layers: on its embeddings, then on each hidden layer. Fewer are the hidden layers' only: one for all, or one for each.",
      valueName: "list"))
  var regLayers: String?
  @Option(help: ArgumentHelp("Negatives per positive instance.", valueName: "n"))
  var numNeg: String?
  @Option(help: ArgumentHelp("Learning rate.", valueName: "η"))
  var lr: String?
  @Option(help: ArgumentHelp("adam, adagrad, rmsprop or sgd.", valueName: "name"))
  var learner: String?
  @Option(help: ArgumentHelp("Seed.", valueName: "n"))
  var seed: String?
  @Option(
    help: ArgumentHelp(
      "Print the lines of the authors' scripts on standard output, every n epochs; 0: no progress.",
      valueName: "n"))
  var verbose: Int?
  @Option(
    help: ArgumentHelp(
      "Write the best epoch's weights to this file (.safetensors, .npz or .h5); 1: as the authors do, to Pretrain/ml-1m_GMF_8_TIME.h5; 0: keep none. Without it they stay beside the database.",
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
    guard (weightFiles.gmf == nil) == (weightFiles.mlp == nil) else {
      throw ValidationError("--mf-pretrain and --mlp-pretrain go together")
    }
    guard weightFiles.gmf == nil || method == NeuMF().name else {
      throw ValidationError("--mf-pretrain and --mlp-pretrain are for --method neumf")
    }
    guard regMf == nil || method == NeuMF().name else {
      throw ValidationError(
        "--reg-mf is for --method neumf; --regs has the penalties of the other methods' embeddings")
    }
    guard verbose ?? 0 >= 0 else { throw ValidationError("--verbose expects a whole number from 0") }
  }

  func run() throws {
    let start = Date()
    // Better now than after the training.
    let output = try TrainedWeightsFile(out, method: method)
    let library = data.library
    let methods = try methods(library)
    let spec = try ExperimentSpec(source: specification, methods: methods)
    let plan = try Plan(
      specs: [spec], overrides: SpecOverrides(settings: assignments(methods), methods: methods),
      datasets: library, methods: methods)
    guard let run = plan.runs.last else { return }
    let file = try output.path(for: run.configuration, at: start)
    let log = (verbose ?? 0) > 0 ? ScriptLog(run: run, interval: verbose ?? 1) : nil
    if let log {
      let files = [("mf_pretrain", mfPretrain), ("mlp_pretrain", mlpPretrain)].compactMap { name, file in
        (file ?? (method == NeuMF().name ? "" : nil)).map { (name, "'\($0)'") }
      }
      log.writeArguments(
        ["path": "'\(data.folder ?? "Data/")'", "out": file == nil ? "0" : "1"].merging(files) { $1 })
      log.writeData(try library.dataset(named: dataset), seconds: -start.timeIntervalSinceNow)
      if let gmf = weightFiles.gmf, let mlp = weightFiles.mlp { log.writePretraining(gmf: gmf, mlp: mlp) }
    }
    let store = try store.open(.readWrite)
    let outcome = try SweepSession(
      store: store, library: library, jobs: nil, keepsWeights: output != .none,
      checkpointInterval: checkpoints.interval, isQuiet: verbose == 0, methods: methods,
      observer: log.map { ScriptObserver(log: $0, store: store, runs: plan.runs) }
    ).carryOut(plan)
    try outcome.refuseFailures(of: plan)
    guard let result = try store.records(of: [run.identity])[run.identity]?.result else { return }
    if let file, let weights = try store.weights(of: run.identity) {
      try WeightsFile.write(weights, to: file, method: run.configuration.method)
    }
    let summary = "run \(run.identity.short)  \(RunNaming(of: [run.configuration])[run.configuration])"
    if let log {
      log.writeEnd(result, file: file)
      return StandardError.write(summary)
    }
    print(summary)
    print("best epoch \(result.bestEpoch)  \(result.best.summary)  (\(run.configuration.selectionWords))")
    print("last epoch  \(result.last.summary)")
    guard output != .none else { return }
    print("weights of the best epoch: \(try file ?? store.weightsPath(of: run.identity))")
  }

  /// The files of weights to start from; an empty name is none, as in the authors' scripts.
  private var weightFiles: (gmf: String?, mlp: String?) {
    func file(_ name: String?) -> String? { name.flatMap { $0.isEmpty ? nil : $0 } }
    return (file(mfPretrain), file(mlpPretrain))
  }

  /// All methods; NeuMF is one that starts from the given weights, if any are given.
  private func methods(_ library: DatasetLibrary) throws -> [any Method] {
    guard let gmf = weightFiles.gmf, let mlp = weightFiles.mlp else { return MethodRegistry.all }
    let method = try NeuMFFromWeights(gmf: WeightsFile.read(gmf), mlp: WeightsFile.read(mlp))
    try method.check(against: library.dataset(named: dataset))
    return MethodRegistry.all.map { $0.name == method.name ? method : $0 }
  }

  /// A spec of one run; the other flags replace its settings.
  private var specification: String {
    JSONValue.object([
      .init("name", .text("train")),
      .init("settings", .object([.init("method", .text(method)), .init("dataset", .text(dataset))])),
    ]).compactText
  }

  /// The flags as settings of a spec.
  private func assignments(_ methods: [any Method]) throws -> [String] {
    let flags: [(String, String?)] = [
      ("epochs", epochs), ("batch_size", batchSize), ("factors", numFactors),
      ("layers", layers.map { Self.numbers($0).joined(separator: ",") }), ("negatives", numNeg),
      ("learning_rate", lr.map(Self.number)), ("learner", learner?.lowercased()), ("seed", seed),
    ]
    return flags.compactMap { key, value in value.map { "\(key)=\($0)" } } + (try penalties(methods))
      + settings
  }

  /// The L2 penalties, each where its script has it.
  private func penalties(_ methods: [any Method]) throws -> [String] {
    var settings = regMf.map { ["l2_gmf_embeddings=\(Self.number($0))"] } ?? []
    if let sides = regs.map(Self.numbers) {
      guard 1...2 ~= sides.count else {
        throw ValidationError("--regs expects one number, or one for users and one for items")
      }
      settings +=
        sides.count == 1 ? ["l2_embeddings=\(sides[0])"] : ["l2_users=\(sides[0])", "l2_items=\(sides[1])"]
    }
    guard var tower = regLayers.map(Self.numbers) else { return settings }
    // The scripts' first number is that of the embeddings.
    if tower.count == layerCount(methods) {
      let key = method == NeuMF().name ? "l2_mlp_embeddings" : "l2_embeddings"
      settings.append("\(key)=\(tower.removeFirst())")
    }
    return settings + (tower.isEmpty ? [] : ["l2_layers=\(tower.joined(separator: ","))"])
  }

  /// The tower's layers: those given, those of the weights that the run starts from, or the usual ones.
  private func layerCount(_ methods: [any Method]) -> Int {
    if let layers { return Self.numbers(layers).count }
    let usual = try? methods.first { $0.name == method }?.complete([:])
    guard case .integers(let layers) = usual?[.layers] else { return 0 }
    return layers.count
  }

  /// The members of a list in brackets or without.
  private static func numbers(_ list: String) -> [String] {
    list.trimmingCharacters(in: CharacterSet(charactersIn: "[]() ")).split(separator: ",")
      .map { number($0.trimmingCharacters(in: .whitespaces)) }
  }

  /// A number as specs have it, if it is one as Python has it: .5, 1., 1E-3.
  private static func number(_ text: String) -> String {
    Int(text) == nil ? Double(text).map { "\($0)" } ?? text : text
  }
}
