import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFRandom
import NCFReports
import NCFStudies

/// Made-up runs: a plan, and results with a wanted HR@10.
struct SampleRuns {
  var runs: [PlannedRun] = []
  var records: [RunIdentity: RunRecord] = [:]
  /// Users of the made-up data set.
  var userCount = 500
  /// What full rankings say of the lists of the best items.
  var lists: ListMetrics?

  /// Plans a run.
  ///
  /// - Parameters:
  ///   - hitRatio: The share of users whose held-out item ranks in the first 10 at the best epoch; nil leaves the
  ///     run without a result.
  ///   - curve: HR@10 by epoch, from iteration 0; by default a rise from 0.1 to `hitRatio` at the last epoch.
  @discardableResult
  mutating func add(
    _ method: String, dataset: String = "ml-1m", factors: Int? = 8, layers: [Int]? = nil,
    negatives: Int? = nil, pretraining: Bool? = nil, batchSize: Int? = nil, seed: Int? = 1,
    learningRate: Double? = nil,
    hitRatio: Double?, curve: [Double]? = nil, epochs: Int = 3,
    selection: RunConfiguration.Selection = .test, status: RunState = .finished,
    fullHitRatio: Double? = nil, evaluation: EvaluationProtocol = .standard, lossShift: Double = 0
  ) -> PlannedRun {
    var values: [String: ParameterValue] = [:]
    values["factors"] = factors.map { .integer($0) }
    values["layers"] = layers.map { .integers($0) }
    values["negatives"] = negatives.map { .integer($0) }
    values["pretraining"] = pretraining.map { .flag($0) }
    values["batch_size"] = batchSize.map { .integer($0) }
    values["seed"] = seed.map { .integer($0) }
    values["learning_rate"] = learningRate.map { .number($0) }
    let configuration = RunConfiguration(
      dataset: dataset, method: method, values: Hyperparameters(values), selection: selection,
      evaluation: evaluation)
    let run = PlannedRun(
      identity: Self.identity(of: configuration), configuration: configuration,
      datasetDigest: String(repeating: dataset == "ml-1m" ? "ab12" : "cd34", count: 16), cost: 1)
    runs.append(run)
    if let hitRatio {
      let curve = curve ?? (0...epochs).map { 0.1 + (hitRatio - 0.1) * Double($0) / Double(max(1, epochs)) }
      records[run.identity] = record(
        of: run, hitRatio: hitRatio, curve: curve, status: status, fullHitRatio: fullHitRatio,
        lossShift: lossShift)
    }
    return run
  }

  /// - Parameter study: What says how sections are laid out, and what was published; nil for none.
  func input(
    scale: ReportInput.Scale = .full, of study: StudyFolder? = nil, absent: [AbsentDataset] = [],
    search: HyperparameterSearch? = nil, searches: [String: HyperparameterSearch] = [:],
    metrics: [RankingMetric] = RankingMetric.paper, listMetrics: [any ListMetric] = []
  ) -> ReportInput {
    ReportInput(
      runs: runs, records: records, scale: scale, published: study?.published ?? PublishedNumbers(),
      titles: study?.study.datasets ?? DatasetTitles(), preferences: study?.study.preferences ?? [],
      absent: absent,
      searches: search.map { ["search": $0] } ?? searches, metrics: metrics, listMetrics: listMetrics)
  }

  private func record(
    of run: PlannedRun, hitRatio: Double, curve: [Double], status: RunState, fullHitRatio: Double?,
    lossShift: Double
  ) -> RunRecord {
    let epochs = curve.enumerated().map { epoch, value in
      EpochRecord(
        epoch: epoch, loss: epoch == 0 ? nil : 0.25 + lossShift + 0.2 / Double(epoch),
        metrics: RankingMetrics(ranks: Self.ranks(hitRatio: value, count: userCount)), trainingSeconds: 2,
        evaluationSeconds: 1)
    }
    let best = curve.indices.max { curve[$0] < curve[$1] } ?? 0
    let ranks = Self.ranks(hitRatio: hitRatio, count: userCount)
    let result = RunResult(
      bestEpoch: best, best: RankingMetrics(ranks: ranks),
      last: RankingMetrics(ranks: Self.ranks(hitRatio: curve.last ?? 0, count: userCount)), bestRanks: ranks,
      parameterCount: 100,
      fullRanking: fullHitRatio.map {
        FullRanking(
          ranks: Self.ranks(hitRatio: $0, count: userCount), microsecondsPerUser: 25, lists: lists)
      })
    return RunRecord(
      identity: run.identity, configuration: run.configuration, datasetDigest: run.datasetDigest,
      status: status, failure: nil,
      environment: RunEnvironment(
        engineVersion: "0.1.0", numericsVersion: 1, gitCommit: nil, host: "host", processor: "cpu",
        toolchain: "Swift 6.3"),
      started: Date(timeIntervalSince1970: 0), ended: Date(timeIntervalSince1970: 60), epochs: epochs,
      result: status == .finished ? result : nil)
  }

  /// Ranks of which the wanted share is within the first 10. The users who hit are always the first ones, so that
  /// a higher ratio is a superset: the paired differences of two runs have one sign.
  static func ranks(hitRatio: Double, count: Int) -> Ranks {
    let hits = Int((hitRatio * Double(count)).rounded())
    return Ranks(places: (0..<count).map { UInt32($0 < hits ? $0 % 10 + 1 : 11 + $0 % 80) })
  }

  private static func identity(of configuration: RunConfiguration) -> RunIdentity {
    let text =
      "\(configuration.dataset) \(configuration.method) \(configuration.selection) "
      + configuration.evaluation.deviations.map { "\($0.key)=\($0.value) " }.joined()
      + configuration.values.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined()
    var generator = SeededGenerator(seed: 7, stream: text)
    return RunIdentity(digest: (0..<4).map { _ in String(format: "%016lx", generator.next()) }.joined())
  }
}
