import Foundation
import GRDB
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFSystem

extension ResultStore {
  /// Writes the finished ones of these runs to a file, one JSON object per line, so that others can import
  /// them. The file is written whole or not at all. Equal runs give equal bytes, in the order of data set,
  /// method, configuration and identity.
  ///
  /// Weights are not part of it.
  ///
  /// - Returns: How many runs were finished.
  public func export(identities: [RunIdentity], to file: String) throws -> Int {
    let lines = try records(of: identities).values.compactMap(RunLine.init).sorted {
      ($0.configuration, $0.identity.digest) < ($1.configuration, $1.identity.digest)
    }
    var content = Data()
    for line in lines {
      content.append(try line.json())
      content.append(UInt8(ascii: "\n"))
    }
    try AtomicFile.write(content, to: file)
    return lines.count
  }
}

extension ResultStore {
  /// Adds the runs of a file that `export` wrote, all of them or, if one cannot be taken, none.
  ///
  /// A run that is stored as finished is left as it is, if the file gives the same numbers; where and when it
  /// was made may differ. A full ranking, or metrics of its lists, that the file has and the database has not are added.
  ///
  /// - Throws: `InputError` with the line that is no run, or contradicts a stored one.
  public func importRuns(from file: String) throws -> ImportSummary {
    guard let content = FileManager.default.contents(atPath: file) else {
      throw InputError(
        .missing, file: file, problem: "there is no such file of runs, or it cannot be read",
        remedy: "check its name; ncf-exp export writes such files")
    }
    let records = try RunsFile.numberedRecords(in: content, file: file)
    return try write { database in
      var summary = ImportSummary()
      for (line, record) in records {
        do {
          let isNew = try add(record, database)
          summary.added += isNew ? 1 : 0
          summary.known += isNew ? 0 : 1
        } catch let error as RefusedRun {
          throw InputError(
            .badContent, file: file, place: "\(line)", problem: error.problem,
            remedy: "\(error.remedy); nothing was imported")
        }
      }
      return summary
    }
  }

  /// - Returns: false if the run is there already.
  private func add(_ record: RunRecord, _ database: Database) throws -> Bool {
    guard let result = record.result, let ended = record.ended else { return false }
    let row = try RunRow.ensure(
      database, identity: record.identity, configuration: record.configuration,
      datasetDigest: record.datasetDigest)
    if row.status == .finished {
      let stored = try Self.records(database, of: [record.identity])[record.identity]
      guard let stored, stored.differences(from: record).isEmpty else {
        throw RefusedRun(
          "run \(record.identity.short) is stored with other numbers",
          "numbers differ between kinds of processor: import into another database with --db, or remove the line"
        )
      }
      if let ranking = result.fullRanking { try row.complete(database, with: ranking) }
      return false
    }
    if let lease = try Lease.fetch(database, run: row.id), lease.holds(at: Date()) {
      throw RefusedRun("run \(record.identity.short) is being run at this moment", "wait until it has ended")
    }
    try row.beginAfresh(database, record.environment, record.started)
    for epoch in record.epochs { try row.write(database, epoch) }
    try row.write(database, result, ended: ended)
    return true
  }
}

/// Why a run of a file cannot be added to the database.
private struct RefusedRun: Error {
  let problem: String
  let remedy: String

  init(_ problem: String, _ remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }
}

/// What an import found in a file.
public struct ImportSummary: Hashable, Sendable {
  /// Runs that the database did not have.
  public var added: Int
  /// Runs that it had already, with the same numbers.
  public var known: Int

  public init(added: Int = 0, known: Int = 0) {
    self.added = added
    self.known = known
  }
}

/// Reads a `runs.jsonl` file, which `ResultStore.export` writes: a finished run in each line. Empty lines do no harm.
public enum RunsFile {
  private static let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]

  /// - Parameters:
  ///   - content: The file's bytes.
  ///   - file: Its name in error messages.
  /// - Throws: `InputError` with the line that is no run.
  public static func records(in content: Data, file: String) throws -> [RunRecord] {
    try numberedRecords(in: content, file: file).map(\.record)
  }

  /// The runs with the lines in which they stand, from 1.
  static func numberedRecords(
    in content: Data, file: String
  ) throws -> [(line: Int, record: RunRecord)] {
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { index, line in
      if line.allSatisfy(blanks.contains) { return nil }
      do {
        return (index + 1, try RunLine(json: Data(line)).record())
      } catch let error as MalformedRunLine {
        throw InputError(
          .badContent, file: file, place: "\(index + 1)", problem: error.problem,
          remedy: "remove the line, or export the runs again; nothing was imported")
      }
    }
  }
}
