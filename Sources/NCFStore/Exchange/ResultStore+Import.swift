import Foundation
import GRDB
import NCFDiagnostics
import NCFExperiments

extension ResultStore {
  /// Adds the runs of a file that `export` wrote, all of them or, if one cannot be taken, none.
  ///
  /// A run that is stored as finished is left as it is, if the file gives the same numbers; where and when it
  /// was made may differ. A full ranking that the file has and the database has not is added to it.
  ///
  /// - Throws: `InputError` with the line that is no run, or contradicts a stored one.
  public func importRuns(from file: String) throws -> ImportSummary {
    guard let content = FileManager.default.contents(atPath: file) else {
      throw InputError(
        .missing, file: file, problem: "there is no such file of runs, or it cannot be read",
        remedy: "check its name; ncf-exp export writes such files")
    }
    return try write { database in
      var summary = ImportSummary()
      for (index, line) in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .enumerated()
      {
        let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        if line.allSatisfy(blanks.contains) { continue }
        do {
          let isNew = try add(try RunLine(json: Data(line)).record(), database)
          summary.added += isNew ? 1 : 0
          summary.known += isNew ? 0 : 1
        } catch let error as MalformedRunLine {
          throw InputError(
            .badContent, file: file, place: "\(index + 1)", problem: error.problem,
            remedy: "remove the line, or export the runs again; nothing was imported")
        } catch let error as RefusedRun {
          throw InputError(
            .badContent, file: file, place: "\(index + 1)", problem: error.problem,
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
      guard let stored, stored.hasSameNumbers(as: record) else {
        throw RefusedRun(
          "run \(record.identity.short) is stored with other numbers",
          "numbers differ between kinds of processor: import into another database with --db, or remove the line"
        )
      }
      if let ranking = result.fullRanking, stored.result?.fullRanking == nil {
        try row.write(database, ranking)
      }
      return false
    }
    if let claim = try Claim.fetch(database, run: row.id), claim.holds(at: Date()) {
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

extension RunRecord {
  /// Whether two attempts at a run found the same, wherever and however fast they ran.
  fileprivate func hasSameNumbers(as other: RunRecord) -> Bool {
    configuration == other.configuration && datasetDigest == other.datasetDigest
      && epochs.elementsEqual(other.epochs) {
        $0.epoch == $1.epoch && $0.loss == $1.loss && $0.metrics == $1.metrics
      }
      && hasSameResult(as: other)
  }

  private func hasSameResult(as other: RunRecord) -> Bool {
    guard let result, let others = other.result else { return result == other.result }
    return result.hasSameNumbers(as: others)
  }
}
