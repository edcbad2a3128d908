import Foundation
import NCFData
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFRandom
import NCFStore
import NCFSystem
import NCFTestSupport
import NCFWeights
import Testing

@Suite("Checkpoints") struct CheckpointTests {
  let folder: TemporaryFolder
  let run = Sample.run(1)
  let file: String

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    file = folder.path("checkpoints/\(Sample.identity(1)).checkpoint")
  }

  static let checkpoint = RunCheckpoint(
    measuredEpoch: 2, measuredRanks: Sample.ranks(3),
    best: .init(
      epoch: 1, ranks: Sample.ranks(2),
      weights: TensorBundle(["w": .init(shape: [2, 3], values: [1, -0.0, .nan, .infinity, 0x1p-133, 3])])),
    trainedLoss: 0.1 + 0.2, trainingSeconds: 1.5,
    trainer: TrainerState(fields: ["users.parameters": [1, 2, 3, 255], "nothing": []]))

  /// Ranks beyond 16 bits, and shared ones.
  @Test func ranksOfEveryKindComeBack() throws {
    let store = try folder.store()
    _ = try store.begin(run, environment: Sample.environment)
    let checkpoint = RunCheckpoint(
      measuredEpoch: 0, measuredRanks: Ranks(places: [70_000, 1], tied: [0, 80_000]),
      best: .init(epoch: 0, ranks: [65_536, .max], weights: nil), trainedLoss: nil, trainingSeconds: 0,
      trainer: TrainerState())
    try store.saveCheckpoint(checkpoint, of: run, environment: Sample.environment)
    #expect(try store.start(of: run, environment: Sample.environment).checkpoint == checkpoint)
  }

  /// Made byte by byte, as release 0.1.0 wrote it: 16-bit ranks.
  @Test func aCheckpointOfTheFirstFormIsRead() throws {
    let header = """
      {"identity":"\(run.identity)","release":"0.1.0","processor":"A processor","measuredEpoch":1,"bestEpoch":0,
       "trainingSeconds":0.5,"arrays":[{"name":"measured.ranks","size":4},{"name":"best.ranks","size":4},
       {"name":"trainer.step","size":1}]}
      """
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
    let content = length + Array(header.utf8) + [1, 0, 0xff, 0xff] + [2, 0, 0, 1] + [7]
    let bytes = Array("ncf-checkpoint 1".utf8) + Array(SHA256Digest.hex(of: content).utf8) + content
    try folder.write(bytes, to: "checkpoints/\(run.identity).checkpoint")
    let checkpoint = try folder.store().start(of: run, environment: Sample.environment).checkpoint
    #expect(checkpoint?.measuredRanks == [1, 65_535] && checkpoint?.best.ranks == [2, 256])
    #expect(checkpoint?.trainer.fields == ["step": [7]] && checkpoint?.measuredEpoch == 1)
  }

  /// Leaves a run with the epochs 0 to 4 and a checkpoint after epoch 2.
  private func interrupt(_ store: ResultStore) throws {
    _ = try store.begin(run, environment: Sample.environment)
    for epoch in 0...4 {
      try store.record(Sample.epoch(epoch, of: 1), of: run.identity)
      if epoch == 2 {
        try store.saveCheckpoint(Self.checkpoint, of: run, environment: Sample.environment)
      }
    }
    try store.release(run.identity)
  }

  /// Expects that the run begins without its checkpoint, and says why.
  private func expectFreshStart(_ problem: String, environment: RunEnvironment = Sample.environment) throws {
    let store = try folder.store()
    let start = try #require(try store.begin(run, environment: environment))
    #expect(start.checkpoint == nil)
    #expect(start.warning?.contains(problem) == true, "\(start.warning ?? "no warning")")
    #expect(try store.records(of: [run.identity])[run.identity]?.epochs.isEmpty == true)
    for epoch in 0...1 { try store.record(Sample.epoch(epoch, of: 1), of: run.identity) }
    try store.finish(run.identity, result: Sample.result(1))
  }

  @Test func aRunGoesOnFromItsCheckpoint() throws {
    do { try interrupt(folder.store()) }
    let started = try #require(try folder.store().run(withPrefix: run.identity.digest).started)
    let store = try folder.store()
    let start = try #require(try store.begin(run, environment: Sample.environment))
    // Not a number equals nothing, so the bytes are compared.
    #expect(start.checkpoint?.best.weights?.safetensors() == Self.checkpoint.best.weights?.safetensors())
    #expect(start.checkpoint?.trainer == Self.checkpoint.trainer)
    #expect(start.checkpoint?.measuredRanks == Self.checkpoint.measuredRanks)
    #expect(start.checkpoint?.best.ranks == Self.checkpoint.best.ranks && start.checkpoint?.best.epoch == 1)
    #expect(start.checkpoint?.trainedLoss == 0.1 + 0.2 && start.checkpoint?.trainingSeconds == 1.5)
    #expect(start.checkpoint?.measuredEpoch == 2 && start.warning == nil)

    let record = try #require(try store.records(of: [run.identity])[run.identity])
    #expect(record.epochs == (0...2).map { Sample.epoch($0, of: 1) })
    #expect(record.started == started && record.ended == nil && record.status == .running)
    try store.record(Sample.epoch(3, of: 1), of: run.identity)
    try store.finish(run.identity, result: Sample.result(1))
    #expect(try folder.store().records(of: [run.identity])[run.identity]?.epochs.count == 4)
  }

  @Test func endsTakeTheCheckpointWithThem() throws {
    let store = try folder.store()
    try interrupt(store)
    #expect(FileManager.default.fileExists(atPath: file))
    _ = try store.begin(run, environment: Sample.environment)
    #expect(FileManager.default.fileExists(atPath: file))
    try store.fail(run.identity, reason: "no")
    #expect(!FileManager.default.fileExists(atPath: file))

    try interrupt(store)
    _ = try store.begin(run, environment: Sample.environment)
    try store.finish(run.identity, result: Sample.result(1))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("checkpoints")).isEmpty)
  }

  @Test func saysNothingWhereThereIsNone() throws {
    let store = try folder.store()
    #expect(try store.begin(run, environment: Sample.environment) == RunStart())
    #expect(try store.start(of: run, environment: Sample.environment) == RunStart())
    try store.removeCheckpoint(of: run.identity)
  }

  @Test func aCheckpointOfAnotherRunIsLeftAside() throws {
    let store = try folder.store()
    try interrupt(store)
    _ = try store.begin(Sample.run(2), environment: Sample.environment)
    try store.saveCheckpoint(Self.checkpoint, of: Sample.run(2), environment: Sample.environment)
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.copyItem(
      atPath: folder.path("checkpoints/\(Sample.identity(2)).checkpoint"), toPath: file)
    try expectFreshStart("another run")
  }

  @Test func aCheckpointOfAnotherProcessorOrReleaseIsLeftAside() throws {
    for (processor, release, problem) in [
      ("Another", "0.1.0", "another processor"), ("A processor", "0.2.0", "release 0.1.0"),
    ] {
      let folder = try TemporaryFolder(inMemory: true)
      try interrupt(folder.store())
      let here = RunEnvironment(
        engineVersion: release, numericsVersion: 1, gitCommit: nil, host: "h", processor: processor,
        toolchain: "t")
      let start = try folder.store().begin(run, environment: here)
      #expect(start?.checkpoint == nil && start?.warning?.contains(problem) == true)
    }
  }

  @Test func withoutTheEpochsBeforeItACheckpointIsLeftAside() throws {
    try interrupt(folder.store())
    try folder.execute("DELETE FROM epochs WHERE epoch = 1")
    try expectFreshStart("epochs before it")
  }

  @Test func aFolderInPlaceOfTheFileIsLeftAside() throws {
    try interrupt(folder.store())
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    let start = try folder.store().begin(run, environment: Sample.environment)
    #expect(start?.checkpoint == nil && start?.warning != nil)
  }

  /// Cut off anywhere, or with any byte changed.
  @Test func aDamagedCheckpointIsLeftAside() throws {
    let store = try folder.store()
    try interrupt(store)
    let whole = try #require(FileManager.default.contents(atPath: file))
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: URL(fileURLWithPath: file))
      let start = try store.start(of: run, environment: Sample.environment)
      #expect(start.checkpoint == nil && start.warning != nil, "cut off after \(length) bytes")
    }
    for position in whole.indices {
      var damaged = whole
      damaged[position] ^= 1
      try damaged.write(to: URL(fileURLWithPath: file))
      let start = try store.start(of: run, environment: Sample.environment)
      #expect(start.checkpoint == nil && start.warning != nil, "byte \(position) changed")
    }
    try expectFreshStart("damaged")
  }

  @Test func savingRenewsTheLease() throws {
    let store = try folder.store()
    _ = try store.begin(run, environment: Sample.environment)
    try folder.execute(
      "UPDATE claims SET host = 'x', boot = 'x', lease_ends_at = '2020-01-01T00:00:00.000Z'")
    #expect(try store.runs().map(\.state) == [.interrupted])
    try store.saveCheckpoint(Self.checkpoint, of: run, environment: Sample.environment)
    #expect(try store.runs().map(\.state) == [.running])
  }

  @Test func theClockSetBackDoesNotEndARunBeforeItStarted() throws {
    let store = try folder.store()
    _ = try store.begin(run, environment: Sample.environment)
    try folder.execute("UPDATE runs SET started_at = '2999-01-01T00:00:00.000Z'")
    try store.record(Sample.epoch(0, of: 1), of: run.identity)
    try store.finish(run.identity, result: Sample.result(1))
    let record = try #require(try store.records(of: [run.identity])[run.identity])
    #expect(record.ended == record.started)
    #expect(record.epochs[0].evaluationSeconds == Sample.epoch(0, of: 1).evaluationSeconds)
  }
}
