import NCFExperiments
import NCFStudies

/// Which runs stand behind a table: their identities, seeds, data, engine and protocol.
public struct Provenance: Hashable, Sendable {
  /// One planned run, finished or not.
  public struct Entry: Hashable, Sendable {
    public let run: PlannedRun
    /// Nil if nothing is stored of it.
    public let record: RunRecord?

    /// How far the run has come: a run of which nothing is stored is planned.
    public var state: RunState { record?.status ?? .planned }
  }

  /// Each run once, in the order in which the table shows them.
  public let entries: [Entry]

  init(_ groups: [RunGroup], records: [RunIdentity: RunRecord]) {
    var seen: Set<RunIdentity> = []
    entries = groups.flatMap(\.planned).filter { seen.insert($0.identity).inserted }.map {
      Entry(run: $0, record: records[$0.identity])
    }
  }

  /// Of several tables together.
  init(_ parts: [Provenance]) {
    var seen: Set<RunIdentity> = []
    entries = parts.flatMap(\.entries).filter { seen.insert($0.run.identity).inserted }
  }

  /// The table "Runs behind these numbers".
  public var table: ReportTable {
    var table = ReportTable(
      caption: "Runs behind these numbers.",
      columns: [
        .text("run"), .text("data set"), .text("data digest"), .text("method"), .text("settings"),
        .number("seed"), .text("engine"), .text("selection"), .text("status"),
      ])
    for entry in entries {
      let configuration = entry.run.configuration
      table.append([
        .text(entry.run.identity.short), .text(configuration.dataset),
        .text(String(entry.run.datasetDigest.prefix(12))), .text(MethodStyle.of(configuration.method).title),
        .text(configuration.settings), .known(configuration.seed),
        entry.record.map { .text($0.environment.engineText) } ?? .missing,
        .text(configuration.protocolLabel), .text(entry.state.rawValue),
      ])
    }
    return table
  }

  /// One line per run, as LaTeX comments carry them.
  public var lines: [String] {
    entries.map { entry in
      let configuration = entry.run.configuration
      return [
        "run \(entry.run.identity.short)",
        "data \(configuration.dataset) \(entry.run.datasetDigest.prefix(12))",
        "method \(configuration.method) (\(configuration.settings))",
        "seed \(configuration.seed.map(String.init) ?? "none")",
        "engine \(entry.record?.environment.engineText ?? "none")",
        "selection \(configuration.protocolLabel)", entry.state.rawValue,
      ].joined(separator: "; ")
    }
  }

  /// What all runs have in common, in one sentence, with their short identities.
  public var note: String {
    guard !entries.isEmpty else { return "No runs stand behind this table." }
    let finished = entries.filter { $0.state == .finished }
    let data = entries.map { "\($0.run.configuration.dataset) \($0.run.datasetDigest.prefix(12))" }
    let seeds = Set(entries.compactMap(\.run.configuration.seed)).sorted().map(String.init)
    let engines = Set(finished.compactMap(\.record?.environment.engineText)).sorted()
    return [
      "\(finished.count) of \(entries.count) runs finished",
      seeds.isEmpty ? nil : "seeds \(seeds.joined(separator: ", "))",
      engines.isEmpty ? nil : "engine \(engines.joined(separator: ", "))",
      "data \(Set(data).sorted().joined(separator: ", "))",
      "runs \(entries.map(\.run.identity.short).joined(separator: ", "))",
    ].compactMap { $0 }.joined(separator: "; ") + "."
  }
}

extension RunEnvironment {
  /// "0.1.0, numerics 1".
  var engineText: String { "\(engineVersion), numerics \(numericsVersion)" }
}

/// The last columns of every CSV file: which runs a row comes from.
enum ProvenanceColumns {
  static let columns: [ReportTable.Column] = [
    .text("runs"), .text("seeds"), .number("finished"), .number("planned"), .text("engine"),
    .text("numerics"), .text("data_digest"), .text("selection"), .text("scale"),
  ]

  /// The cells for a row that averages these groups' runs; several entries in one cell stand apart by blanks.
  static func cells(for groups: [RunGroup], scale: ReportInput.Scale) -> [ReportTable.Cell] {
    let planned = groups.flatMap(\.planned)
    let finished = groups.flatMap(\.finished)
    func list(_ values: [String]) -> ReportTable.Cell {
      var seen: Set<String> = []
      let distinct = values.filter { seen.insert($0).inserted }
      return distinct.isEmpty ? .missing : .text(distinct.joined(separator: " "))
    }
    return [
      list(planned.map(\.identity.short)), list(planned.compactMap(\.configuration.seed).map(String.init)),
      .integer(finished.count), .integer(planned.count),
      list(finished.map(\.environment.engineVersion)),
      list(finished.map { String($0.environment.numericsVersion) }),
      list(planned.map { String($0.datasetDigest.prefix(12)) }),
      list(groups.map(\.configuration.protocolLabel)), .text(scale.rawValue),
    ]
  }
}
