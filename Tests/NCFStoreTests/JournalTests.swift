import Foundation
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStore
import NCFTestSupport
import Testing

@Suite struct JournalTests {
  let folder: TemporaryFolder
  let store: ResultStore
  let run = Sample.run(1)

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.store()
  }

  @Test func aRunFromStartToEnd() throws {
    #expect(try store.states(of: [run.identity]).isEmpty)
    #expect(try store.begin(run, environment: Sample.environment) != nil)
    #expect(try store.states(of: [run.identity]) == [run.identity: .running])
    for epoch in 0...2 { try store.record(Sample.epoch(epoch, of: 1), of: run.identity) }
    try store.finish(run.identity, result: Sample.result(1))
    #expect(try store.states(of: [run.identity]) == [run.identity: .finished])

    let record = try #require(try folder.store().records(of: [run.identity])[run.identity])
    #expect(record.configuration == run.configuration)
    #expect(record.datasetDigest == run.datasetDigest)
    #expect(record.environment == Sample.environment)
    #expect(record.epochs == (0...2).map { Sample.epoch($0, of: 1) })
    #expect(record.result == Sample.result(1))
    #expect(record.failure == nil)
    let ended = try #require(record.ended)
    #expect(record.started <= ended)
    #expect(abs(record.started.timeIntervalSinceNow) < 60)
  }

  @Test func aFinishedRunIsNotBegunAgain() throws {
    try Sample.finish(run, 1, in: store)
    let before = try store.records(of: [run.identity])
    #expect(try store.begin(run, environment: Sample.environment) == nil)
    #expect(try folder.store().begin(run, environment: Sample.environment) == nil)
    #expect(try store.records(of: [run.identity]) == before)
  }

  @Test func aFailedRunIsBegunAnew() throws {
    _ = try store.begin(run, environment: Sample.environment)
    try store.record(Sample.epoch(0, of: 1), of: run.identity)
    try store.fail(run.identity, reason: "the loss is\nnot a number")
    let failed = try #require(try store.records(of: [run.identity])[run.identity])
    #expect(failed.status == .failed)
    #expect(failed.failure == "the loss is not a number")
    #expect(failed.epochs.count == 1)
    #expect(failed.result == nil)
    #expect(failed.ended != nil)

    #expect(try store.begin(run, environment: Sample.environment) != nil)
    let again = try #require(try store.records(of: [run.identity])[run.identity])
    #expect(again.status == .running)
    #expect(again.failure == nil)
    #expect(again.ended == nil)
    #expect(again.epochs.isEmpty)
  }

  @Test func aReleasedRunIsInterrupted() throws {
    _ = try store.begin(run, environment: Sample.environment)
    try store.record(Sample.epoch(0, of: 1), of: run.identity)
    try store.release(run.identity)
    #expect(try store.states(of: [run.identity]) == [run.identity: .interrupted])
    #expect(try store.records(of: [run.identity]).isEmpty)
    let summary = try store.run(withPrefix: run.identity.digest)
    #expect(summary.state == .interrupted)
    #expect(summary.lastEpoch == 0)

    let other = try folder.store()
    #expect(try other.begin(run, environment: Sample.environment) != nil)
    #expect(try store.run(withPrefix: run.identity.digest).lastEpoch == nil)
    try store.release(run.identity)
    #expect(try store.run(withPrefix: run.identity.digest).state == .running)
  }

  @Test func writingNeedsTheLease() throws {
    let error = #expect(throws: InputError.self) {
      try store.record(Sample.epoch(0, of: 1), of: run.identity)
    }
    #expect(error?.description.contains(run.identity.short) == true)
    _ = try store.begin(run, environment: Sample.environment)
    let other = try folder.store()
    #expect(throws: InputError.self) { try other.record(Sample.epoch(0, of: 1), of: run.identity) }
    #expect(throws: InputError.self) { try other.finish(run.identity, result: Sample.result(1)) }
    #expect(throws: InputError.self) { try other.fail(run.identity, reason: "") }
    try store.finish(run.identity, result: Sample.result(1))
    #expect(throws: InputError.self) { try store.finish(run.identity, result: Sample.result(2)) }
    #expect(try store.records(of: [run.identity])[run.identity]?.result == Sample.result(1))
  }

  /// A result that cannot be stored as a whole leaves no part behind.
  @Test func finishingIsAllOrNothing() throws {
    _ = try store.begin(run, environment: Sample.environment)
    try folder.execute(
      """
      CREATE TRIGGER no_ranks BEFORE INSERT ON ranks BEGIN SELECT RAISE(ABORT, 'no'); END
      """)
    #expect(throws: InputError.self) { try store.finish(run.identity, result: Sample.result(1)) }
    #expect(try store.run(withPrefix: run.identity.digest).state == .running)
    try folder.execute("DROP TRIGGER no_ranks")
    try store.finish(run.identity, result: Sample.result(1))
    #expect(try store.records(of: [run.identity])[run.identity]?.result == Sample.result(1))
  }

  @Test func everyNumberComesBackExactly() throws {
    let metrics = RankingMetrics(
      hitRatios: (1...10).map { 1 / Double(3 * $0) },
      ndcgs: [0, 1, .leastNonzeroMagnitude, 0.1, 0.2, 0.3, 1 / 7, .ulpOfOne, 1 - .ulpOfOne, 2 / 3])
    let losses = [nil, 0.1 + 0.2, .infinity, 1e-300]
    let epochs = losses.enumerated().map {
      EpochRecord(
        epoch: $0.offset, loss: $0.element, metrics: metrics, trainingSeconds: .pi, evaluationSeconds: 1e9)
    }
    let result = RunResult(
      bestEpoch: 3, best: metrics, last: metrics, bestRanks: [1, 100, 255, 256, .max],
      parameterCount: 1 << 40)
    _ = try store.begin(run, environment: Sample.environment)
    for epoch in epochs { try store.record(epoch, of: run.identity) }
    try store.finish(run.identity, result: result)
    let record = try store.records(of: [run.identity])[run.identity]
    #expect(record?.epochs == epochs)
    #expect(record?.result == result)
  }

  @Test func statesOfThousandsOfRuns() throws {
    try store.register(
      experiment: "large", specification: "{}", runs: (0..<3000).map { Sample.run($0) })
    try Sample.finish(Sample.run(17), 17, in: store)
    let states = try store.states(of: (0..<5000).map(Sample.identity))
    #expect(states.count == 3000 && states[Sample.identity(18)] == .planned)
    #expect(states.filter { $0.value != .planned } == [Sample.identity(17): .finished])
  }

  @Test func runsWithoutATestCase() throws {
    let nothing = RankingMetrics(ranks: [])
    _ = try store.begin(run, environment: Sample.environment)
    let result = RunResult(bestEpoch: 0, best: nothing, last: nothing, bestRanks: [], parameterCount: 0)
    try store.finish(run.identity, result: result)
    #expect(try store.records(of: [run.identity])[run.identity]?.result == result)
  }
}
