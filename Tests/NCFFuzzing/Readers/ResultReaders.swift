import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFReports
import NCFStore

/// The file of the paper's numbers.
public struct PublishedReader: FuzzedReader {
  public static let name = "published"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let small = #"""
      {"source": "S", "table-1": {"ml-1m": {"interactions": 10, "items": 2, "users": 3, "sparsity": 1.5}},
       "table-2": {"ml-1m": {"8": {"with-pretraining": {"hr@10": 0.1, "ndcg@10": 0.2},
                                   "without-pretraining": {"hr@10": 0.3, "ndcg@10": 0.4}}}},
       "table-3": {"ml-1m": {"8": [0.1, 0.2], "16": [0.3]}}, "table-4": {"ml-1m": {"8": [0, 1]}}}
      """#
    seeds = [Array(small.utf8), try ProjectFile.bytes("experiments/published.json")]
  }

  public func read(_ input: [UInt8]) throws {
    let figures = try PublishedFigures(json: Data(input), file: "published.json")
    for byFactors in figures.depthHitRatio.values {
      for (factors, shares) in byFactors {
        try Violation.require(factors > 0 && shares.allSatisfy((0...1).contains), "\(factors): \(shares)")
      }
    }
  }
}

/// Files of runs.
public struct RunsReader: FuzzedReader {
  public static let name = "runs"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let path = "\(folder)/seed.sqlite"
    let store = try SampleRuns.store(path)
    _ = try store.export(identities: SampleRuns.runs.map(\.identity), to: "\(folder)/seed.jsonl")
    seeds = [Array(FileManager.default.contents(atPath: "\(folder)/seed.jsonl") ?? Data())]
  }

  public func read(_ input: [UInt8]) throws {
    let records = try RunsFile.records(in: Data(input), file: "runs.jsonl")
    let lines = input.split(separator: UInt8(ascii: "\n")).count { line in
      !line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    }
    try Violation.require(records.count == lines, "\(lines) lines, \(records.count) runs")
    for record in records {
      try Violation.require(record.status == .finished && record.result != nil, "a run without a result")
      _ = (record.contradictions, record.differences(from: records[0]))
    }
  }
}

/// Databases: opened, listed, read, verified and written.
public struct DatabaseReader: FuzzedReader {
  public static let name = "database"
  public let isBinary = true
  public let seeds: [[UInt8]]
  private let folder: String

  public init(folder: String) throws {
    self.folder = folder
    let path = "\(folder)/seed.sqlite"
    do { _ = try SampleRuns.store(path) }
    seeds = [try SampleRuns.merged(path)]
  }

  public func read(_ input: [UInt8]) throws {
    let path = "\(folder)/fuzzed.sqlite"
    defer { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) } }
    try Data(input).write(to: URL(fileURLWithPath: path))
    let isReading = input.count.isMultiple(of: 2)
    let store = try ResultStore(path: path, mode: isReading ? .readOnly : .readWrite)
    let identities = SampleRuns.runs.map(\.identity)
    let summaries = try store.runs()
    _ = try store.experiments()
    _ = try store.states(of: identities)
    for record in try store.records(of: summaries.map(\.identity) + identities).values {
      _ = record.contradictions
    }
    if isReading { return }
    let run = SampleRuns.runs[2]
    guard try store.begin(run, environment: SampleRuns.environment) != nil else { return }
    try store.record(SampleRuns.epochs[0], of: run.identity)
    try store.finish(run.identity, result: SampleRuns.result)
    let stored = try store.records(of: [run.identity])[run.identity]
    try Violation.require(stored?.result == SampleRuns.result, "what was written is not what is read")
  }
}
