import NCFExperiments

/// What all reports need while they are made: the grouped runs, the words of captions, the notes on gaps.
struct ReportContext {
  /// Cells that a note names; a note of dozens is not read.
  private static let namedCells = 4

  let input: ReportInput
  let catalog: RunCatalog

  init(_ input: ReportInput, mixesProtocols: Bool = false) {
    self.input = input
    catalog = RunCatalog(input, mixesProtocols: mixesProtocols)
  }

  /// The planned data sets, then those that are absent.
  var datasets: [String] {
    catalog.datasets + input.absent.map(\.name).filter { !catalog.datasets.contains($0) }
  }

  /// A caption that names the protocol, and a smoke run as such.
  func caption(_ what: String) -> String {
    input.warning.map { "\($0). \(note(what))" } ?? note(what)
  }

  /// The same without the mark of a smoke run, for pictures, which carry that by itself.
  func note(_ what: String) -> String {
    let tuning = input.search.map {
      " Hyper-parameters: random search, \($0.budget) trials for each method (seed \($0.seed)), the best on validation."
    }
    let text = catalog.mixesProtocols ? "as each row says" : catalog.protocolText
    return "\(what) Protocol: \(text).\(tuning ?? "")"
  }

  func provenance(of cells: [RunCell]) -> Provenance {
    Provenance(cells.flatMap(\.accounted), records: input.records)
  }

  /// Sentences on what is averaged, tuned or missing in these cells, and on absent data sets.
  func notes(on cells: [RunCell]) -> [String] {
    var seen: Set<RunQuery> = []
    let cells = cells.filter { seen.insert($0.query).inserted }
    var notes: [String] = []
    if cells.contains(where: { ($0.chosen?.finished.count ?? 0) > 1 }) {
      notes.append("Mean ± sample standard deviation over seeds, where several are finished.")
    }
    if cells.contains(where: { $0.candidates.count > 1 }) {
      notes.append(
        "Where several configurations were planned for a cell, it shows the one with the highest \(catalog.evaluation.selectBy.title) "
          + "on the selection task (\(catalog.selection.rawValue))"
          + (cells.contains(where: \.passedOver) ? ", among those with the most finished seeds." : "."))
    }
    let partial = cells.filter { cell in cell.chosen.map { $0.finished.count < $0.planned.count } ?? false }
    if !partial.isEmpty {
      let counts = partial.compactMap { cell in
        cell.chosen.map { "\(cell.query.text) (\($0.finished.count) of \($0.planned.count) seeds)" }
      }
      let more = counts.count - Self.namedCells
      let rest = more > 0 ? "; and \(more) more, which the list of runs shows" : ""
      notes.append("Seeds missing: \(counts.prefix(Self.namedCells).joined(separator: "; "))\(rest).")
    }
    let absent = Set(input.absent.map(\.name))
    let missing = cells.filter { $0.chosen == nil && !absent.contains($0.query.dataset) }
    if !missing.isEmpty {
      let texts = missing.map { $0.query.text + ($0.candidates.isEmpty ? " (not planned)" : "") }
      notes.append("No finished run: \(texts.joined(separator: "; ")).")
    }
    return notes + omissionNotes
  }

  /// Planned runs that the report cannot show beside the others, and absent data sets, each with the way to get it.
  var omissionNotes: [String] {
    catalog.leftOut.map { left in
      "Left out: \(left.count) \(left.count == 1 ? "run" : "runs") \(left.reason)."
    } + input.absent.map { "The data set \($0.name) is absent: \($0.remedy)." }
  }
}
