import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStore

/// Runs in a small database.
enum SampleRuns {
  static let environment = RunEnvironment(
    engineVersion: "0.1.0", numericsVersion: EngineVersion.numerics, gitCommit: nil, host: "host",
    processor: "processor", toolchain: "Swift")

  /// The first two are finished.
  static let runs: [PlannedRun] = (1...3).map { seed in
    let configuration = RunConfiguration(
      dataset: "sample", method: "gmf",
      values: Hyperparameters(["epochs": .integer(1), "factors": .integer(8), "seed": .integer(seed)]))
    return PlannedRun(
      identity: RunIdentity(of: configuration, datasetDigest: "d"), configuration: configuration,
      datasetDigest: "d", cost: 1)
  }

  static let ranks = Ranks(
    places: (0..<20).map { 1 + $0 * 7 % 100 }, tied: (0..<20).map { $0 % 3 })
  static let epochs = (0...1).map {
    EpochRecord(
      epoch: $0, loss: $0 == 0 ? nil : 0.5, metrics: RankingMetrics(ranks: ranks), trainingSeconds: 1,
      evaluationSeconds: 2)
  }
  static let result = RunResult(
    bestEpoch: 0, best: RankingMetrics(ranks: ranks), last: RankingMetrics(ranks: ranks), bestRanks: ranks,
    parameterCount: 10,
    fullRanking: FullRanking(
      ranks: ranks, microsecondsPerUser: 3,
      lists: ListMetrics([.sampled: ["auc": 0.5], .full: ["coverage@10": 12, "auc": 0.75]])))

  static func store(_ path: String) throws -> ResultStore {
    let store = try ResultStore(path: path, mode: .readWrite)
    try store.register(experiment: "e", specification: "{}", runs: runs)
    for run in runs[..<2] {
      _ = try store.begin(run, environment: environment)
      for epoch in epochs { try store.record(epoch, of: run.identity) }
      try store.finish(run.identity, result: result)
    }
    return store
  }

  /// The bytes of a database whose log has been merged into it.
  static func merged(_ path: String) throws -> [UInt8] {
    try DatabaseQueue(path: path).writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    return Array(FileManager.default.contents(atPath: path) ?? Data())
  }
}
