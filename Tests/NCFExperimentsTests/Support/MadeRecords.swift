import Foundation
import NCFEvaluation
import NCFExperiments

/// Records of runs that nobody has trained, with the scores that a test wants.
struct MadeRecords {
  private(set) var records: [RunConfiguration: RunRecord] = [:]

  subscript(run: RunConfiguration) -> RunRecord? { records[run] }

  /// A finished run.
  /// - Parameters:
  ///   - scores: HR@10 on the selection task, for each epoch from 0, in thousandths.
  ///   - seconds: Of training, in each epoch.
  mutating func finish(_ run: RunConfiguration, scores: [Int], seconds: Double = 1) {
    let best = scores.firstIndex(of: scores.max()!)!
    let metrics = scores.map(Self.metrics)
    records[run] = Self.record(
      run, .finished,
      epochs: metrics.enumerated().map { epoch, metrics in
        EpochRecord(
          epoch: epoch, loss: nil, metrics: metrics, trainingSeconds: seconds, evaluationSeconds: 0)
      },
      // On the test task it is always the same: a choice that looked there would not see a difference.
      result: RunResult(
        bestEpoch: best, best: Self.metrics(500), last: Self.metrics(500), bestRanks: [1], parameterCount: 1))
  }

  mutating func fail(_ run: RunConfiguration) {
    records[run] = Self.record(run, .failed, epochs: [], result: nil)
  }
  mutating func begin(_ run: RunConfiguration) {
    records[run] = Self.record(run, .running, epochs: [], result: nil)
  }

  private static func metrics(_ thousandths: Int) -> RankingMetrics {
    let places =
      Array(repeating: UInt32(1), count: thousandths) + Array(repeating: 50, count: 1000 - thousandths)
    return RankingMetrics(ranks: Ranks(places: places))
  }

  private static func record(
    _ run: RunConfiguration, _ status: RunState, epochs: [EpochRecord], result: RunResult?
  ) -> RunRecord {
    RunRecord(
      identity: RunIdentity(of: run, datasetDigest: "made"), configuration: run, datasetDigest: "made",
      status: status, failure: nil, environment: TestData.environment,
      started: Date(timeIntervalSince1970: 0),
      ended: nil, epochs: epochs, result: result)
  }
}
