import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFReports
import NCFStore
import NCFStudies

/// Studies, with their published numbers.
public struct StudyReader: FuzzedReader {
  public static let name = "studies"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let names = ["he-2017", "revisited", "why-lower"]
    let files = names.flatMap { name in
      [StudyFolder.file, StudyFolder.publishedFile].map { "experiments/\(name)/\($0)" }
    }
    let template = StudyTemplate.files(named: "mine").prefix(2).map { Array($0.text.utf8) }
    seeds = try files.map(ProjectFile.bytes) + template
  }

  /// Whatever is read as a study has claims in words; whatever is read as numbers has them within their bounds.
  public func read(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    if text.contains("\"sources\"") {
      let numbers = try PublishedNumbers(text: text, file: StudyFolder.publishedFile)
      for row in numbers.sources.flatMap(\.tables).flatMap(\.rows) {
        try Violation.require(row.values.values.allSatisfy((0...1).contains), "\(row)")
      }
      return
    }
    let study = try Study(text: text, file: StudyFolder.file)
    for claim in study.claims {
      try Violation.require(!RuleText.sentence(of: claim).isEmpty, claim.name)
    }
    let input = ReportInput(runs: [], records: [:], titles: study.datasets, preferences: study.preferences)
    for section in study.sections { _ = SectionReport(section).document(from: input).markdown }
    for page in study.pages { _ = PageMaker(page, of: study, from: input).document().markdown }
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
