import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStore

/// Runs as the scheduler would make them, with numbers that differ from run to run.
enum Sample {
  static let environment = RunEnvironment(
    engineVersion: "0.1.0", numericsVersion: EngineVersion.numerics, gitCommit: "0123abc+", host: "laptop",
    processor: "A processor", toolchain: "Swift 6.3")

  /// - Parameter number: Gives the identity its first digits, as hexadecimal.
  static func run(
    _ number: Int, method: String = "neumf", dataset: String = "ml-1m", factors: Int = 8
  ) -> PlannedRun {
    let values = Hyperparameters([
      "factors": .integer(factors), "layers": .integers([64, 32, 16, 8]), "negatives": .integer(4),
      "learning_rate": .number(0.001), "l2_embeddings": .number(0), "learner": .text("adam"),
      "seed": .integer(number),
    ])
    return PlannedRun(
      identity: identity(number),
      configuration: RunConfiguration(dataset: dataset, method: method, values: values),
      datasetDigest: "d-\(dataset)", cost: 1)
  }

  /// The same run under the identity that it has in earnest.
  static func genuine(
    _ number: Int, method: String = "neumf", dataset: String = "ml-1m", factors: Int = 8
  ) -> PlannedRun {
    let run = run(number, method: method, dataset: dataset, factors: factors)
    return PlannedRun(
      identity: RunIdentity(of: run.configuration, datasetDigest: run.datasetDigest),
      configuration: run.configuration, datasetDigest: run.datasetDigest, cost: run.cost)
  }

  static func identity(_ number: Int) -> RunIdentity {
    let digits = String(number, radix: 16)
    let padded = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    return RunIdentity(digest: padded + String(repeating: "f", count: 64 - padded.count))
  }

  static func ranks(_ number: Int) -> Ranks {
    Ranks(places: (0..<50).map { UInt32(1 + ($0 * 7 + number * 13) % 100) })
  }

  static func epoch(_ epoch: Int, of number: Int) -> EpochRecord {
    EpochRecord(
      epoch: epoch, loss: epoch == 0 ? nil : 0.5 / Double(epoch + number + 2),
      metrics: RankingMetrics(ranks: ranks(number + epoch)), trainingSeconds: 0.1 * Double(epoch),
      evaluationSeconds: 0.3)
  }

  static func result(_ number: Int, bestEpoch: Int = 1) -> RunResult {
    RunResult(
      bestEpoch: bestEpoch, best: RankingMetrics(ranks: ranks(number)),
      last: RankingMetrics(ranks: ranks(number + 1)), bestRanks: ranks(number), parameterCount: 1000 + number)
  }

  /// Runs a run from its start to its end.
  static func finish(_ run: PlannedRun, _ number: Int, in store: ResultStore, epochs: Int = 2) throws {
    _ = try store.begin(run, environment: environment)
    for epoch in 0...epochs { try store.record(Self.epoch(epoch, of: number), of: run.identity) }
    try store.finish(run.identity, result: result(number))
  }
}
