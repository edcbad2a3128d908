import Foundation
import NCFCluster
import NCFExperiments
import NCFStore
import Testing

/// One shard of three runs: the first finished, the second going on, the third not begun.
@Suite struct SweepStatusTests {
  let folder: SweepFolder
  let manifest: SweepManifest
  let plan: Plan
  let runs: [RunIdentity]

  init() throws {
    folder = SweepFolder(
      path: FileManager.default.temporaryDirectory.appendingPathComponent("ncf-\(UUID().uuidString)").path)
    let request = try SamplePlan.request()
    plan = try request.plan(datasets: SamplePlan.library)
    let gmf = plan.runs.filter { $0.configuration.method == "gmf" }
    runs = gmf.map(\.identity)
    var manifest = SweepManifest(settings: SamplePlan.settings)
    manifest.add(plan.restricted(to: Set(runs)), of: request, wanted: Set(runs), chunk: 3)
    self.manifest = manifest
    try folder.create()
    let shard = folder.shard(1)
    let store = try shard.open()
    let first = plan.restricted(to: [runs[0]])
    _ = try Scheduler(journal: store, datasets: SamplePlan.library, jobs: 1).carryOut(first)
    _ = try store.begin(gmf[1], environment: .current())
    try shard.publish(store, job: nil)
  }

  private func status(queue: [Int: Bool]?) throws -> SweepStatus {
    var status = SweepStatus()
    try status.add(manifest, in: folder, queue: queue)
    try? FileManager.default.removeItem(atPath: folder.path)
    return status
  }

  /// As if the shard's process ran on a machine that cannot be seen from here.
  private func moveElsewhere() throws {
    let file = folder.shard(1).stateFile
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let boot = try #require(text.firstMatch(of: #/"boot":"[^"]*"/#)).output
    try text.replacing(boot, with: #""boot":"other""#)
      .replacing(#/"host":"[^"]*"/#, with: #""host":"node7""#)
      .write(toFile: file, atomically: true, encoding: .utf8)
  }

  @Test func withoutAQueueTheShardsOwnWordCounts() throws {
    let status = try status(queue: nil)
    #expect(runs.map { status[$0] } == [.toCollect, .running, .planned])
    #expect(status.experiments.map(\.name) == ["x"])
    #expect(status.count(.running, of: runs) == 1)
  }

  @Test func whatTheQueueRunsIsRunning() throws {
    try moveElsewhere()
    let status = try status(queue: [1: true])
    #expect(runs.map { status[$0] } == [.toCollect, .running, .queued])
  }

  @Test func whatWaitsInTheQueueIsQueued() throws {
    try moveElsewhere()
    let status = try status(queue: [1: false])
    #expect(runs.map { status[$0] } == [.toCollect, .queued, .queued])
  }

  @Test func whatTheQueueHasLostIsInterrupted() throws {
    try moveElsewhere()
    let status = try status(queue: [:])
    #expect(runs.map { status[$0] } == [.toCollect, .interrupted, .planned])
  }

  @Test func theDatabaseComesFirst() throws {
    let database = "\(folder.path)/ncf.sqlite"
    let store = try ResultStore(path: database, mode: .readWrite)
    _ = try store.collect(folder.shard(1))
    var status = SweepStatus()
    status.add(experiments: try store.experiments(), runs: try store.runs())
    try status.add(manifest, in: folder, queue: nil)
    #expect(runs.map { status[$0] } == [.finished, .running, .planned])
    try? FileManager.default.removeItem(atPath: folder.path)
  }
}
