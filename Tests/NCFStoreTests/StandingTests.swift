import Foundation
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite struct StandingTests {
  @Test func saysHowFarEachRunHasCome() throws {
    let folder = try TemporaryFolder()
    let store = try folder.store()
    let runs = [Sample.run(1), Sample.run(2), Sample.run(3)]
    try store.register(experiment: "e", specification: "{}", runs: runs)
    for run in runs.prefix(2) { _ = try store.begin(run, environment: Sample.environment) }
    for epoch in 0...2 { try store.record(Sample.epoch(epoch, of: 1), of: runs[0].identity) }
    let standings = try store.standings(matching: RunFilter(experiment: "e"))
    #expect(standings.map(\.summary.state) == [.running, .running, .planned])
    #expect(standings.map(\.latest) == [Sample.epoch(2, of: 1), nil, nil])
    let pace =
      [1, 2].map { Sample.epoch($0, of: 1).trainingSeconds + Sample.epoch($0, of: 1).evaluationSeconds }
      .reduce(0, +) / 2
    #expect(abs(try #require(standings[0].secondsPerEpoch) - pace) < 1e-9)
    #expect(standings[1].secondsPerEpoch == nil)
    withExtendedLifetime(folder) {}
  }

  @Test func followsADatabaseThatComesAndGoes() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("ncf.sqlite")
    let follower = StoreFollower(path: path)
    #expect(try follower.store() == nil)
    try FileManager.default.createDirectory(atPath: folder.path("other"), withIntermediateDirectories: true)
    for count in 1...2 {
      let place = folder.path("other/\(count).sqlite")
      try ResultStore(path: place, mode: .readWrite)
        .register(experiment: "e", specification: "{}", runs: (1...count).map { Sample.run($0) })
      try? FileManager.default.removeItem(atPath: path)
      try FileManager.default.copyItem(atPath: place, toPath: path)
      #expect(try follower.store()?.runs().count == count)
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(try follower.store() == nil)
    withExtendedLifetime(folder) {}
  }
}
