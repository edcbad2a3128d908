import Foundation
import NCFData
import NCFEvaluation
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

/// The runs that the project ships, from which anybody is to go on.
@Suite struct CommittedRunsTests {
  private static let file = URL(filePath: #filePath)
    .appending(path: "../../../results/ml-1m/runs.jsonl").standardized.path

  /// Import recomputes every run's identity, so this fails if a line was written by anything but the canonical form.
  @Test func areImportedWhole() throws {
    let lines = try String(contentsOfFile: Self.file, encoding: .utf8).split(separator: "\n").count
    #expect(lines > 0)
    try withStore { store in
      let (first, second) = (try store.importRuns(from: Self.file), try store.importRuns(from: Self.file))
      #expect(first == ImportSummary(added: lines, known: 0))
      #expect(second == ImportSummary(added: 0, known: lines))
    }
  }

  /// Each stored configuration is read, filled in and brought into normal form by today's declarations of the settings,
  /// and comes out as it was stored.
  @Test func everyConfigurationKeepsItsIdentity() throws {
    try withStore { store in
      _ = try store.importRuns(from: Self.file)
      let records = try store.records(of: try store.runs().map(\.identity))
      #expect(!records.isEmpty)
      let digests = Set(records.values.map(\.datasetDigest))
      for digest in digests {
        let library = DatasetLibrary { Self.tinyDataset(named: $0, digest: digest) }
        let own = records.values.filter { $0.datasetDigest == digest }
        let plan = try Plan(repeating: own, datasets: library)
        let repeated = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, $0.configuration) })
        for record in own { #expect(repeated[record.identity] == record.configuration) }
      }
    }
  }

  private static func tinyDataset(named name: String, digest: String) -> Dataset {
    Dataset(
      name: name, training: InteractionMatrix(offsets: [0, 1], items: [0], itemCount: 3),
      test: RankingTask(users: [0], heldOutItems: [1], negativeOffsets: [0, 1], negatives: [2]),
      digest: digest)
  }

  /// From the ranks of the best epoch, bit by bit: HR and NDCG at 1 to 10 of the result and of its epoch.
  @Test func metricsFollowFromTheRanks() throws {
    try withStore { store in
      _ = try store.importRuns(from: Self.file)
      let records = try store.records(of: try store.runs().map(\.identity))
      #expect(!records.isEmpty)
      for record in records.values {
        #expect(record.contradictions == [], "\(record.identity.short)")
        let result = try #require(record.result)
        let recomputed = RankingMetrics(ranks: result.bestRanks)
        #expect(Self.bits(recomputed) == Self.bits(result.best))
        // With a validation set, the epochs are measured on that.
        if record.configuration.selection == .validation { continue }
        let epoch = try #require(record.epochs.first { $0.epoch == result.bestEpoch })
        #expect(Self.bits(recomputed) == Self.bits(epoch.metrics))
      }
    }
  }

  private static func bits(_ metrics: RankingMetrics) -> [UInt64] {
    (1...RankingMetrics.largestCutoff).flatMap {
      [metrics.hitRatio(at: $0).bitPattern, metrics.ndcg(at: $0).bitPattern]
    }
  }

  private func withStore(_ body: (ResultStore) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try withExtendedLifetime(folder) { try body(folder.store()) }
  }
}
