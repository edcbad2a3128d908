import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFStore
import NCFTestSupport
import NCFWeights
import Testing

@Suite struct ShardTests {
  let folder: TemporaryFolder
  let shard: Shard
  let main: ResultStore
  let bundle = TensorBundle(["users": .init(shape: [2], values: [1, 2])])
  let runs = [Sample.genuine(1, method: "gmf"), Sample.genuine(2), Sample.genuine(3)]

  init() throws {
    folder = try TemporaryFolder()
    shard = Shard(path: folder.path("shards/1"))
    main = try folder.store()
  }

  /// Run 1 is finished with weights, run 2 failed, run 3 is going on.
  private func work(in store: ResultStore) throws {
    try store.register(experiment: "x", specification: "{}", runs: runs)
    try Sample.finish(runs[0], 1, in: store)
    try store.saveWeights(bundle, of: runs[0].identity)
    _ = try store.begin(runs[1], environment: Sample.environment)
    try store.fail(runs[1].identity, reason: "the loss is not a number")
    _ = try store.begin(runs[2], environment: Sample.environment)
    try store.record(Sample.epoch(0, of: 3), of: runs[2].identity)
  }

  @Test func aShardTellsOthersHowFarItIs() throws {
    #expect(try shard.state() == nil)
    let store = try shard.open()
    try work(in: store)
    try shard.publish(store, job: "7_1")
    let state = try #require(try shard.state())
    #expect(state.job == "7_1" && state.isAlive == true)
    #expect(state.experiments.map(\.name) == ["x"] && state.experiments[0].runs == runs.map(\.identity))
    #expect(state.runs.map(\.state) == [.finished, .failed, .running])
    #expect(state.runs.map(\.epoch) == [2, nil, 0])
    #expect(state.runs[1].failure == "the loss is not a number")
    #expect(Shard.all(in: folder.path("shards")) == [shard])
  }

  @Test func collectingTwiceAddsNothingTwice() throws {
    let store = try shard.open()
    try work(in: store)
    try shard.publish(store, job: nil)
    let first = try main.collect(shard)
    #expect(first.runs == ImportSummary(added: 1, known: 0) && first.weights == 1)
    #expect(try main.weights(of: runs[0].identity) == bundle)
    #expect(try main.records(of: runs.map(\.identity)).count == 1)
    let second = try main.collect(shard)
    #expect(second.runs == ImportSummary(added: 0, known: 1) && second.weights == 0)
  }

  @Test func nothingIsCollectedFromAShardThatHasNotBegun() throws {
    let collected = try main.collect(shard)
    #expect(collected.runs == ImportSummary() && collected.weights == 0)
  }

  @Test func otherNumbersAndOtherWeightsAreRefused() throws {
    let store = try shard.open()
    try work(in: store)
    try shard.publish(store, job: nil)
    try Sample.finish(runs[0], 1, in: main)
    try main.saveWeights(TensorBundle(), of: runs[0].identity)
    let weights = #expect(throws: InputError.self) { try main.collect(shard) }
    #expect(weights?.problem.contains("the weights of run") == true)
    #expect(try main.weights(of: runs[0].identity) == TensorBundle())

    let other = try folder.store("other.sqlite")
    try Sample.finish(runs[0], 9, in: other)
    let numbers = #expect(throws: InputError.self) { try other.collect(shard) }
    #expect(numbers?.file == shard.runsFile && numbers?.problem.contains("other numbers") == true)
  }

  /// The queue ended the process on the other machine, and the lease runs on.
  @Test func aShardIsFreeWhenItsProcessElsewhereWasKilled() throws {
    let run = runs[0]
    do {
      let store = try shard.open()
      _ = try store.begin(run, environment: Sample.environment)
    }
    try folder.execute(
      "UPDATE claims SET host = 'node7', boot = 'other'", in: "shards/1/ncf.sqlite")
    let careful = try ResultStore(path: shard.database, mode: .readWrite)
    #expect(try careful.begin(run, environment: Sample.environment) == nil)
    #expect(try shard.open().begin(run, environment: Sample.environment) != nil)
  }

  @Test func weightsAreAlsoReadFromOtherFolders() throws {
    try main.saveWeights(bundle, of: runs[0].identity)
    let store = try shard.open(weightsFolders: [folder.path("nowhere"), folder.path("weights")])
    #expect(try store.weights(of: runs[0].identity) == bundle)
    #expect(try shard.open().weights(of: runs[0].identity) == nil)
    // Its own come first.
    try store.saveWeights(TensorBundle(), of: runs[0].identity)
    #expect(try store.weights(of: runs[0].identity) == TensorBundle())
  }

  @Test func aDamagedStateIsNamed() throws {
    try FileManager.default.createDirectory(atPath: shard.path, withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(fileURLWithPath: shard.stateFile))
    let error = #expect(throws: InputError.self) { try shard.state() }
    #expect(error?.file == shard.stateFile)
  }
}
