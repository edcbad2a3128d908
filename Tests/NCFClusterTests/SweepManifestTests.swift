import Foundation
import NCFCluster
import NCFDiagnostics
import NCFExperiments
import NCFModels
import Testing

@Suite struct SweepManifestTests {
  let request: SweepRequest
  let plan: Plan
  let all: Set<RunIdentity>

  init() throws {
    request = try SamplePlan.request()
    plan = try request.plan(datasets: SamplePlan.library)
    all = Set(plan.runs.map(\.identity))
  }

  private func manifest(chunk: Int, wanted: Set<RunIdentity>? = nil) -> SweepManifest {
    var manifest = SweepManifest(settings: SamplePlan.settings)
    manifest.add(plan, of: request, wanted: wanted ?? all, chunk: chunk)
    return manifest
  }

  @Test(arguments: [1, 2, 4]) func everyRunHasAPartOfItsStage(chunk: Int) {
    let manifest = manifest(chunk: chunk)
    #expect(plan.runs.count == 6)
    #expect(Set(manifest.shards.flatMap(\.runs)) == all && manifest.shards.flatMap(\.runs).count == 6)
    #expect(manifest.shards.map(\.number) == Array(1...manifest.shards.count))
    for shard in manifest.shards {
      #expect(shard.runs.count <= chunk)
      #expect(shard.runs.allSatisfy { plan.stages[$0] == shard.stage })
    }
    #expect(manifest.experiments.map(\.name) == ["x"] && manifest.experiments[0].runs.count == 4)
  }

  @Test func partsStayWhenMoreIsSubmitted() throws {
    var manifest = manifest(chunk: 2, wanted: [plan.runs[0].identity])
    #expect(manifest.shards.map(\.runs) == [[plan.runs[0].identity]])
    manifest.add(plan, of: request, wanted: all, chunk: 1)
    let before = manifest
    #expect(before.shards.count == 6 && before.requests.count == 1)
    manifest.add(plan, of: request, wanted: all, chunk: 3)
    #expect(manifest == before)

    let larger = try SamplePlan.request(factors: [16, 32, 64])
    let largerPlan = try larger.plan(datasets: SamplePlan.library)
    manifest.add(largerPlan, of: larger, wanted: Set(largerPlan.runs.map(\.identity)), chunk: 1)
    #expect(Array(manifest.shards.prefix(6)) == before.shards)
    #expect(manifest.shards.count == 7 && manifest.shards[6].request == 1)
    #expect(manifest.experiments.map(\.runs.count) == [5])
  }

  @Test func whatIsWrittenIsRead() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("ncf-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = SweepFolder(path: path)
    #expect(try folder.manifest() == nil && folder.jobs().isEmpty && folder.collected().isEmpty)
    try folder.create()
    let manifest = manifest(chunk: 2)
    try folder.write(manifest)
    #expect(try folder.manifest() == manifest)
    // The spec's text makes the same plan on another machine.
    #expect(try folder.manifest()?.requests[0].plan(datasets: SamplePlan.library).runs == plan.runs)
    let jobs = [SubmittedJob(job: "12", stage: 1, shards: [1, 2])]
    try folder.write(jobs)
    #expect(try folder.jobs() == jobs)
    try folder.write(collected: [plan.runs[0].identity])
    #expect(folder.collected() == [plan.runs[0].identity])

    try Data("{".utf8).write(to: URL(fileURLWithPath: "\(path)/sweep.json"))
    let error = #expect(throws: InputError.self) { try folder.manifest() }
    #expect(error?.file == "\(path)/sweep.json")
  }

  @Test func foldersAreNamedAfterTheExperiments() throws {
    #expect(SweepFolder(of: ["a", "b"], besideDatabase: "results/ncf.sqlite").path == "results/shards/a+b")
    #expect(SweepFolder(path: "s").shard(17).path == "s/00017")
    #expect(SweepFolder(path: "s").shard(3, of: 8).path == "s/3-of-8")
    #expect(try SweepFolders(named: nil, besideDatabase: "/nowhere/ncf.sqlite").all.isEmpty)
    #expect(throws: InputError.self) { try SweepFolders(named: "/nowhere", besideDatabase: "ncf.sqlite") }
  }

  /// Refits follow from results, which tasks do not see; the manifest brings them.
  @Test func tasksAreToldOfWhatResultsDecided() throws {
    let source = #"""
      {"name": "s", "settings": {"dataset": "sample", "method": "ease", "selection": "validation"},
       "search": {"budget": 2, "ranges": {"l2": [10, 100]}}}
      """#
    let spec = try ExperimentSpec(source: source, file: "s.json")
    let refit = RunConfiguration(
      dataset: "sample", method: "ease", values: try EASE().complete(["l2": .number(10)]), selection: .last)
    let request = { SweepRequest(specs: [spec], settings: [], seeds: 1, scale: .full, decided: $0) }
    let (before, after) = (request([]), request([refit]))
    #expect(before != after)
    let read = try JSONDecoder().decode(SweepRequest.self, from: JSONEncoder().encode(after))
    #expect(read == after)
    let trials = try before.plan(datasets: SamplePlan.library).runs
    let runs = try read.plan(datasets: SamplePlan.library).runs
    #expect(runs.map(\.identity).starts(with: trials.map(\.identity)))
    #expect(runs.dropFirst(trials.count).map(\.configuration) == [refit])
    // What was submitted before there were such runs is read as it is.
    let earlier = #"{"specs": [], "settings": [], "seeds": 1, "scale": "full"}"#
    #expect(try JSONDecoder().decode(SweepRequest.self, from: Data(earlier.utf8)).decided == nil)
  }
}
