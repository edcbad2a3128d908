import NCFEvaluation
import NCFExperiments
import NCFStudies

/// The report of a section of a study, or of a spec that belongs to none.
public struct SectionReport: Sendable {
  /// The name on the command line and the stem of its files.
  public let name: String
  public let title: String
  private let section: Study.Section

  public init(_ section: Study.Section) {
    self.section = section
    name = section.name
    title = section.title
  }

  /// Of a spec that belongs to no study: a table of its runs by whatever they differ in, and, where one numeric setting
  /// is swept, the metrics against it.
  ///
  /// - Parameters:
  ///   - name: The spec's name.
  ///   - title: The spec's title; its name serves if it has none.
  public init(specNamed name: String, title: String?) {
    self.init(Study.Section(specNamed: name, title: title))
  }

  /// Tables and picture of the section's runs. What is not finished shows as missing.
  public func document(from input: ReportInput) -> ReportDocument {
    let input = input.restricted(to: section.experiments)
    return switch section.layout {
    case .datasets: DatasetsReport(section).document(from: input)
    case .table(let layout): TableReport(section, layout).document(from: input)
    case .curves(let layout): CurvesReport(section, against: layout, input).document(from: input)
    case .cutoffs(let layout): CurvesReport(section, cutoffs: layout, input).document(from: input)
    case .epochs(let layout): EpochsReport(section, layout).document(from: input)
    case .contest(let layout): ContestReport(section, layout).document(from: input)
    case .changes(let layout): ChangesReport(section, layout).document(from: input)
    case .runs: RunsReport(section).document(from: input)
    }
  }
}

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
    let tuning = input.searchText.map { " " + $0 }
    let text = catalog.mixesProtocols ? "as stated for each" : catalog.protocolText
    return "\(what) Protocol: \(text).\(tuning ?? "")"
  }

  func provenance(of cells: [RunCell]) -> Provenance {
    Provenance(cells.flatMap(\.accounted), records: input.records)
  }

  /// Sentences on what is averaged, tuned or missing in these cells, and on absent data sets.
  func notes(on cells: [RunCell]) -> [String] {
    var seen: Set<RunSelector> = []
    let cells = cells.filter { seen.insert($0.runs).inserted }
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
    let unfitted = cells.filter(\.isRefitMissing)
    if !unfitted.isEmpty {
      notes.append(
        "Shown as trained without the validation interactions, since the refit is not finished: "
          + "\(unfitted.map(\.runs.text).joined(separator: "; ")).")
    }
    let doubtful = cells.compactMap { cell -> String? in
      guard let doubts = cell.choice?.exhaustion?.doubts, !doubts.isEmpty else { return nil }
      return "\(cell.runs.text) (\(doubts.map(\.description).joined(separator: "; ")))"
    }
    if !doubtful.isEmpty {
      notes.append("Searches that are not exhausted: \(doubtful.joined(separator: "; ")).")
    }
    let partial = cells.filter { cell in cell.chosen.map { $0.finished.count < $0.planned.count } ?? false }
    if !partial.isEmpty {
      let counts = partial.compactMap { cell in
        cell.chosen.map { "\(cell.runs.text) (\($0.finished.count) of \($0.planned.count) seeds)" }
      }
      let more = counts.count - Self.namedCells
      let rest = more > 0 ? "; and \(more) more, which the list of runs shows" : ""
      notes.append("Seeds missing: \(counts.prefix(Self.namedCells).joined(separator: "; "))\(rest).")
    }
    let absent = Set(input.absent.map(\.name))
    let missing = cells.filter { $0.chosen == nil && !absent.contains($0.dataset) }
    if !missing.isEmpty {
      let texts = missing.map { $0.runs.text + ($0.candidates.isEmpty ? " (not planned)" : "") }
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

  /// Which earlier versions of a publication had other numbers than the ones that are quoted.
  func historyNotes(
    _ quoted: [(title: String, metric: RankingMetric, numbers: [PublishedNumbers.Number])]
  ) -> [String] {
    var lines: [String] = []
    for (title, metric, numbers) in quoted {
      guard let latest = numbers.first else { continue }
      let earlier = numbers.dropFirst().filter { $0.work == latest.work && $0.value != latest.value }
      for number in earlier {
        lines.append("\(title) \(metric.title) \(fixed(number.value, decimals: 4)) in \(number.source)")
      }
    }
    let readOff = quoted.contains { $0.numbers.first?.isReadOff == true }
    return
      (lines.isEmpty
      ? [] : ["Published numbers are the latest version's. Earlier: \(lines.joined(separator: "; "))."])
      + (readOff ? ["Some published numbers were read off a picture."] : [])
  }
}
