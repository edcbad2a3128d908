import Dispatch
import Foundation
import NCFConcurrency
import NCFDiagnostics
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite struct LeaseTests {
  let folder: TemporaryFolder
  let run = Sample.run(1)

  init() throws { folder = try TemporaryFolder() }

  func begins(_ store: ResultStore) throws -> Bool {
    try store.begin(run, environment: Sample.environment) != nil
  }

  @Test func aLivingStoreKeepsItsRuns() throws {
    let (first, second) = (try folder.store(), try folder.store())
    #expect(try begins(first))
    #expect(try !begins(second))
    #expect(try !begins(first))
    #expect(try second.runs().map(\.state) == [.running])
  }

  /// A resolver's name for the host would take a network to be asked, and may change with it.
  @Test func aLeaseNamesTheHostAsTheKernelDoes() throws {
    let store = try folder.store()
    #expect(try begins(store))
    let name = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try folder.text("SELECT host FROM claims") == name)
  }

  @Test func leasesEndWithTheirStore() throws {
    do {
      let first = try folder.store()
      #expect(try begins(first))
      try first.record(Sample.epoch(0, of: 1), of: run.identity)
    }
    let second = try folder.store()
    #expect(try second.runs().map(\.state) == [.interrupted])
    #expect(try second.states(of: [run.identity]) == [run.identity: .interrupted])
    #expect(try begins(second))
    #expect(try second.records(of: [run.identity])[run.identity]?.epochs.isEmpty == true)
  }

  /// The lease says nothing about a process that can be seen to live.
  @Test func leasesOfOtherProcessesEndWithThem() throws {
    let first = try folder.store(lease: -1)
    #expect(try begins(first))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sleep", "60"]
    try process.run()
    let start = try Self.start(of: process.processIdentifier)
    try folder.execute(
      "UPDATE claims SET session = 'other', pid = ?, process_start = ?",
      [Int(process.processIdentifier), start])
    let second = try folder.store()
    #expect(try !begins(second))

    // Not a signal that can be blocked: the threads of tests have some blocked, and children inherit that.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try begins(second))
  }

  @Test func aProcessNumberThatWasGivenAnewIsAnotherProcess() throws {
    let first = try folder.store()
    #expect(try begins(first))
    try folder.execute("UPDATE claims SET process_start = process_start - 1")
    #expect(try begins(folder.store()))
  }

  @Test func aRestartOfTheMachineEndsItsLeases() throws {
    let first = try folder.store()
    #expect(try begins(first))
    try folder.execute("UPDATE claims SET boot = 'an earlier one'")
    #expect(try begins(folder.store()))
  }

  @Test func leasesOfOtherMachinesLastUntilTheyEnd() throws {
    let first = try folder.store()
    #expect(try begins(first))
    let elsewhere = "UPDATE claims SET host = 'elsewhere', boot = 'another'"
    try folder.execute(elsewhere)
    let second = try folder.store()
    #expect(try !begins(second))
    #expect(try second.runs().map(\.state) == [.running])

    try folder.execute("UPDATE claims SET lease_ends_at = '2020-01-01T00:00:00.000Z'")
    #expect(try second.runs().map(\.state) == [.interrupted])
    // The first is still there after all, and renews its lease with an epoch.
    try first.record(Sample.epoch(0, of: 1), of: run.identity)
    #expect(try !begins(second))

    try folder.execute("UPDATE claims SET lease_ends_at = '2020-01-01T00:00:00.000Z'")
    #expect(try begins(second))
    #expect(throws: InputError.self) { try first.record(Sample.epoch(1, of: 1), of: run.identity) }
    try second.finish(run.identity, result: Sample.result(1))
  }

  /// Each run is done once, and nobody is told that the database is locked.
  @Test func severalStoresShareTheWork() throws {
    let count = 60
    let done = Locked<[Int: Int]>([:])
    let failures = Failures()
    let stores = try (0..<4).map { _ in try folder.store() }
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      for step in 0..<count {
        let number = worker.isMultiple(of: 2) ? step : count - 1 - step
        failures.catching {
          let (store, run) = (stores[worker % 4], Sample.run(number))
          guard try store.begin(run, environment: Sample.environment) != nil else { return }
          done.withLock { $0[number, default: 0] += 1 }
          for epoch in 0...2 { try store.record(Sample.epoch(epoch, of: number), of: run.identity) }
          try store.finish(run.identity, result: Sample.result(number))
        }
      }
    }
    #expect(failures.all.isEmpty, "\(failures.all)")
    #expect(done.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 1) }))
    let records = try stores[0].records(of: (0..<count).map(Sample.identity))
    for number in 0..<count {
      #expect(records[Sample.identity(number)]?.result == Sample.result(number))
      #expect(records[Sample.identity(number)]?.epochs.count == 3)
    }
  }

  /// Field 22 of proc(5)'s stat.
  static func start(of process: Int32) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    let end = try #require(text.lastIndex(of: ")"))
    return try #require(Int(text[text.index(after: end)...].split(separator: " ")[19]))
  }
}
