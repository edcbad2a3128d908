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
