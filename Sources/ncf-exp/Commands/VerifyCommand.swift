import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Check stored runs: compute their metrics anew from their ranks, or train them anew and compare.",
    discussion: """
      The exit code is 1 if a run contradicts itself, or another attempt finds other numbers.

      EXAMPLES
        ncf-exp verify --all
        ncf-exp verify 3f9a --rerun
      """)

  @Argument(help: ArgumentHelp("The beginnings of finished runs' ids.", valueName: "run"), completion: .runs)
  var prefixes: [String] = []

  @Flag(help: "Check every finished run.")
  var all = false

  @Flag(
    help:
      "Train the runs once more, apart from the database, and compare every number and weight, bit by bit.")
  var rerun = false

  @Option(help: ArgumentHelp("Runs trained at a time (default: the number of cores).", valueName: "n"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "No progress, only the outcome.")
  var quiet = false

  @OptionGroup var json: JSONOption
  @OptionGroup var data: DataOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard all == prefixes.isEmpty else { throw ValidationError("name runs, or give --all") }
    guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs expects a whole number from 1") }
  }

  func run() throws {
    let store = try store.open(.readOnly)
    let records = try records(in: store)
    var problems: [RunIdentity: [String]] = [:]
    for record in records {
      problems[record.identity] =
        record.contradictions + (try store.columnContradictions(of: record))
        + (try weightProblems(of: record, in: store))
    }
    var repeatable: [RunRecord] = []
    if rerun {
      let library = data.library
      repeatable = try records.filter { try isRepeatable($0, library) }
      for (identity, differences) in try differences(of: repeatable, in: store, library) {
        problems[identity, default: []] += differences
      }
    }
    if json.isChosen {
      try JSONOutput.write(
        records.map { record in
          Checked(
            run: record.identity, isSound: problems[record.identity]?.isEmpty ?? true,
            isRepeated: repeatable.contains { $0.identity == record.identity },
            problems: problems[record.identity] ?? [])
        })
    } else {
      report(records, problems, repeated: Set(repeatable.map(\.identity)))
    }
    if problems.values.contains(where: { !$0.isEmpty }) { throw ExitCode.failure }
  }

  private struct Checked: Encodable {
    let run: RunIdentity
    let isSound: Bool
    /// Whether it was trained once more.
    let isRepeated: Bool
    let problems: [String]
  }

  /// The finished runs that are asked for.
  private func records(in store: ResultStore) throws -> [RunRecord] {
    let summaries =
      all
      ? try store.runs(matching: RunFilter(state: .finished))
      : try prefixes.map { try store.run(withPrefix: $0) }
    let records = try store.records(of: summaries.map(\.identity))
    return try summaries.map { summary in
      guard let record = records[summary.identity], record.status == .finished else {
        throw InputError(
          .badContent, file: self.store.path, place: summary.identity.short,
          problem: "the run is not finished",
          remedy: "ncf-exp runs --state finished lists those that are")
      }
      return record
    }
  }

  private func weightProblems(of record: RunRecord, in store: ResultStore) throws -> [String] {
    do {
      guard let weights = try store.weights(of: record.identity) else { return [] }
      let count = weights.tensors.values.reduce(0) { $0 + $1.values.count }
      guard let expected = record.result?.parameterCount, count != expected else { return [] }
      return ["its weights hold \(count) numbers, expected \(expected)"]
    } catch let error as InputError {
      return [error.description]
    }
  }

  /// A run of another release, of other data or from given weights cannot be trained anew; says so.
  private func isRepeatable(_ record: RunRecord, _ library: DatasetLibrary) throws -> Bool {
    do {
      _ = try Plan(repeating: [record], datasets: library)
      return true
    } catch let error as InputError where error.kind == .badContent {
      StandardError.write("not repeated: \(record.identity.short)  \(error)")
      return false
    }
  }

  /// Trains the runs in a database of their own, which is removed afterwards.
  private func differences(
    of records: [RunRecord], in store: ResultStore, _ library: DatasetLibrary
  ) throws -> [RunIdentity: [String]] {
    let plan = try Plan(repeating: records, datasets: library)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ncf-verify-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let scratch = try ResultStore(
      path: folder.appendingPathComponent("ncf.sqlite").path, mode: .readWrite)
    let outcome = try SweepSession(
      store: scratch, library: library, jobs: jobs, keepsWeights: true, isQuiet: quiet
    ).carryOut(plan)
    let failures = Dictionary(uniqueKeysWithValues: outcome.failed.map { ($0.identity, $0.reason) })
    let repeated = try scratch.records(of: records.map(\.identity))
    return Dictionary(
      uniqueKeysWithValues: try records.map { record in
        // A stored identity that its configuration does not have is a contradiction, found before.
        guard let again = repeated[record.identity], again.status == .finished else {
          return (
            record.identity,
            ["the other attempt failed: \(failures[record.identity] ?? "it has another id")"]
          )
        }
        var differences = record.differences(from: again)
        if let weights = try? store.weights(of: record.identity),
          try scratch.weights(of: record.identity)?.safetensors() != weights.safetensors()
        {
          differences.append("the weights of the best epoch")
        }
        return (record.identity, differences.map { "differs from another attempt in \($0)" })
      })
  }

  private func report(
    _ records: [RunRecord], _ problems: [RunIdentity: [String]], repeated: Set<RunIdentity>
  ) {
    let naming = RunNaming(of: records.map(\.configuration))
    var table = TextTable([("run", .left), ("result", .left), ("configuration", .left)])
    for record in records {
      let isSound = problems[record.identity]?.isEmpty ?? true
      table.append([
        record.identity.short,
        isSound ? (repeated.contains(record.identity) ? "repeated" : "sound") : "WRONG",
        naming[record.configuration],
      ])
    }
    print(records.isEmpty ? "no finished runs" : table.text)
    for record in records {
      for problem in problems[record.identity] ?? [] {
        StandardError.write("wrong: \(record.identity.short)  \(naming[record.configuration])  \(problem)")
      }
    }
    let wrong = records.count { !(problems[$0.identity]?.isEmpty ?? true) }
    print("\(records.count) runs checked, \(wrong) wrong")
  }
}
