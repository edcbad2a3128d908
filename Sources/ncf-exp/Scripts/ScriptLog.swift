import Foundation
import NCFData
import NCFExperiments
import NCFModels
import NCFStore

/// What the authors' scripts print, line by line, on standard output: what reads their logs reads these.
///
/// Their iteration 0 is the epoch that is 1 elsewhere, and their `Init` the state before it.
struct ScriptLog {
  let run: PlannedRun
  /// Epochs between two lines.
  let interval: Int
  private let title: String

  init(run: PlannedRun, interval: Int) {
    (self.run, self.interval) = (run, interval)
    title = Self.title(of: run.configuration)
  }

  /// The method's name in the scripts' lines and file names.
  static func title(of configuration: RunConfiguration) -> String {
    MethodRegistry.method(named: configuration.method)?.title ?? configuration.method
  }

  /// Each line at once, also where standard output is a file or another program.
  private func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  /// The script's arguments, as Python prints them.
  /// - Parameter flags: Those that are no settings of the run, as Python writes their values.
  func writeArguments(_ flags: [String: String]) {
    let values = run.configuration.values
    var arguments = flags.merging(["dataset": "'\(run.configuration.dataset)'", "verbose": "\(interval)"]) {
      $1
    }
    for (name, key) in [
      ("batch_size", Hyperparameter.batchSize), ("epochs", .epochs), ("lr", .learningRate),
      ("num_neg", .negatives), ("reg_mf", .l2GMFEmbeddings),
    ] {
      arguments[name] = values[key]?.description
    }
    arguments["learner"] = values[.learner].map { "'\($0)'" }
    if run.configuration.method != MLP().name { arguments["num_factors"] = values[.factors]?.description }
    let all = values[.l2Embeddings]
    if run.configuration.method == NeuMF().name, let all { arguments["reg_mf"] = all.description }
    if case .integers(let layers) = values[.layers] {
      arguments["layers"] = "'[\(layers.map(String.init).joined(separator: ","))]'"
      var hidden: [ParameterValue] = []
      if layers.count > 1, case .numbers(let penalties) = values[.l2Layers] {
        hidden = penalties.map(ParameterValue.number)
      }
      arguments["reg_layers"] = Self.list([values[.l2MLPEmbeddings] ?? all ?? .number(0)] + hidden)
    }
    if values[.l2Users] != nil || run.configuration.method == GMF().name {
      arguments["regs"] = Self.list(
        [Hyperparameter.l2Users, .l2Items].map { values[$0] ?? all ?? .number(0) })
    }
    let text = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    // Two of the scripts have a space at the end.
    write("\(title) arguments: Namespace(\(text))\(run.configuration.method == GMF().name ? "" : " ")")
  }

  /// "'[0,0.001]'"
  private static func list(_ numbers: [ParameterValue]) -> String {
    let texts = numbers.map { $0.description.hasSuffix(".0") ? String($0.description.dropLast(2)) : "\($0)" }
    return "'[\(texts.joined(separator: ","))]'"
  }

  func writeData(_ dataset: Dataset, seconds: Double) {
    write(
      "Load data done [\(seconds.decimals(1)) s]. #user=\(dataset.userCount), #item=\(dataset.itemCount), "
        + "#train=\(dataset.training.interactionCount), #test=\(dataset.test.caseCount)")
  }

  func writePretraining(gmf: String, mlp: String) {
    write("Load pretrained GMF (\(gmf)) and MLP (\(mlp)) models done. ")
  }

  func write(_ record: EpochRecord) {
    let measured =
      "HR = \(record.metrics.hitRatio(at: 10).decimals(4)), NDCG = \(record.metrics.ndcg(at: 10).decimals(4))"
    let evaluation = record.evaluationSeconds.decimals(1)
    let iteration = record.epoch - 1
    if iteration < 0 {
      // Each script has a form of its own.
      switch run.configuration.method {
      case GMF().name: write("Init: \(measured)\t [\(evaluation) s]")
      case MLP().name: write("Init: \(measured) [\(evaluation)]")
      default: write("Init: \(measured)")
      }
    } else if iteration.isMultiple(of: interval) {
      write(
        "Iteration \(iteration) [\(record.trainingSeconds.decimals(1)) s]: \(measured), "
          + "loss = \((record.loss ?? .nan).decimals(4)) [\(evaluation) s]")
    }
  }

  /// - Parameter file: Where the weights are, if they are saved.
  func writeEnd(_ result: RunResult, file: String?) {
    write(
      "End. Best Iteration \(result.bestEpoch - 1):  HR = \(result.best.hitRatio(at: 10).decimals(4)), "
        + "NDCG = \(result.best.ndcg(at: 10).decimals(4)). ")
    if let file { write("The best \(title) model is saved to \(file)") }
  }
}

/// Writes the epochs of one run into the scripts' log; the runs that it starts from are told of as usual.
struct ScriptObserver: SchedulerObserver {
  let log: ScriptLog
  let store: ResultStore
  private let others: PlainProgress

  /// - Parameter runs: Those of the plan.
  init(log: ScriptLog, store: ResultStore, runs: [PlannedRun]) {
    (self.log, self.store) = (log, store)
    others = PlainProgress(runs)
  }

  func runStarted(_ run: PlannedRun, resumingAfter epoch: Int?) {
    guard isLogged(run) else { return others.runStarted(run, resumingAfter: epoch) }
    if let epoch { writeStored { $0.epoch <= epoch } }
  }

  func runWarned(_ run: PlannedRun, of problem: String) { others.runWarned(run, of: problem) }

  func runAwaited(_ run: PlannedRun) { others.runAwaited(run) }

  func epochFinished(_ progress: RunProgress) {
    if isLogged(progress.run) { log.write(progress.record) } else { others.epochFinished(progress) }
  }

  func runFinished(_ run: PlannedRun, result: RunResult) {
    if !isLogged(run) { others.runFinished(run, result: result) }
  }

  func runFailed(_ run: PlannedRun, reason: String) { others.runFailed(run, reason: reason) }

  func runCancelled(_ run: PlannedRun) { others.runCancelled(run) }

  func runSkipped(_ run: PlannedRun, because reason: SkipReason) {
    if isLogged(run), reason == .finishedBefore { writeStored { _ in true } }
    others.runSkipped(run, because: reason)
  }

  private func isLogged(_ run: PlannedRun) -> Bool { run.identity == log.run.identity }

  /// Epochs that were trained earlier. A log that lacks them is no reason to stop a run.
  private func writeStored(_ isWanted: (EpochRecord) -> Bool) {
    let record = (try? store.records(of: [log.run.identity]))?[log.run.identity]
    for epoch in record?.epochs.filter(isWanted) ?? [] { log.write(epoch) }
  }
}
