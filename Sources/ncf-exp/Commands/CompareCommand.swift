import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFReports
import NCFStatistics
import NCFStore
import NCFStudies

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract:
      "Set stored runs against each other: metrics, differences with intervals and tests, users won and lost.",
    discussion: """
      A side is a run, by the beginning of its id, or every repeat of one configuration, by its settings: a method and \
      keys of specs. What is not said is the paper's protocol and the method's default, where there is such a run. \
      experiment=NAME looks among the runs of an experiment only.

      EXAMPLES
        ncf-exp compare "neumf factors=8 pretraining=false" "mlp factors=8 depth=3"
        ncf-exp compare 3f9a 77c1 -o comparison.md
        ncf-exp compare "experiment=figure-4 gmf factors=8" "experiment=figure-4 bpr factors=8" --json
      """)

  @Argument(help: ArgumentHelp("Two sides or more.", valueName: "side"), completion: .runs)
  var sides: [String]
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write it to a file, in the form of its ending: csv (epochs), jsonl, md, tex, svg, pdf (curves) or html.",
      valueName: "file"), completion: .file())
  var output: String?
  @OptionGroup var json: JSONOption
  @OptionGroup var metrics: MetricOptions
  @OptionGroup var studies: StudyOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard sides.count > 1 else { throw ValidationError("name two sides or more, each in quotes") }
  }

  func run() throws {
    let comparison = try made()
    if let output { return try write(comparison.document, to: output) }
    if json.isChosen { return try JSONOutput.write(Report(comparison)) }
    let document = comparison.document
    print(document.caption)
    for table in document.tables {
      print()
      print(TextTable(table).text)
    }
    print()
    for note in document.notes { print(note) }
  }

  private func write(_ document: ReportDocument, to file: String) throws {
    let target = URL(fileURLWithPath: file)
    let content: Data
    if target.pathExtension == "html" {
      content = try ReportPage(title: document.title, documents: [document], verdicts: [], inputs: []).file()
    } else if let format = ReportFormat(rawValue: target.pathExtension) {
      content = try document.content(as: format)
    } else {
      throw InputError(
        .cannotWrite, file: file, problem: "there is no form \"\(target.pathExtension)\"",
        remedy: "end the file's name in csv, jsonl, md, tex, svg, pdf or html")
    }
    try ReportWriter(folder: target.deletingLastPathComponent()).write(content, to: target.lastPathComponent)
    print("written: \(file)")
  }

  // MARK: Sides

  private func made() throws -> SideBySide {
    let store = try store.open(.readOnly)
    let found = try sides.map { side in (side, try runs(of: side, in: store)) }
    let digests = Set(found.flatMap(\.1).map(\.datasetDigest))
    guard digests.count == 1 else {
      let datasets = found.map { "\"\($0.0)\" on \($0.1[0].configuration.dataset)" }.joined(separator: ", ")
      throw InputError(
        .badContent, problem: "the sides were measured on different data: \(datasets)",
        remedy: "compare runs of one data set; dataset=NAME chooses it")
    }
    let protocols = found.map { $0.1[0].configuration.evaluation }
    guard Set(protocols).count == 1 else {
      let texts = zip(found, protocols).map { side, evaluation in
        let deviations = evaluation.deviations.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return "\"\(side.0)\" by \(deviations.isEmpty ? "the paper's" : deviations)"
      }
      throw InputError(
        .badContent,
        problem: "the sides were measured by different protocols: \(texts.joined(separator: ", "))")
    }
    // What all repeats of a side share names it; a run by itself has its seed, too.
    let shared = found.map { $0.1.count == 1 ? $0.1[0].configuration : $0.1[0].configuration.withoutSeed }
    let naming = RunNaming(of: shared)
    var titles: [String] = []
    for (place, configuration) in shared.enumerated() {
      let title = naming[configuration]
      titles.append(titles.contains(title) ? "\(title) (\(place + 1))" : title)
    }
    return SideBySide(
      zip(titles, found).map { SideBySide.Side($0, $1.1) }, metrics: metrics.metrics,
      titles: try studies.library().datasets)
  }

  /// The finished runs of a side: one configuration with all of its seeds.
  private func runs(of side: String, in store: ResultStore) throws -> [RunRecord] {
    let words = side.split(separator: " ").map(String.init)
    if words.count == 1, MethodRegistry.method(named: words[0]) == nil, !words[0].contains("=") {
      let run = try store.run(withPrefix: words[0])
      return try finished([run.identity], of: side, in: store)
    }
    let (selector, experiment) = try Self.selector(of: words, in: side)
    let summaries = try store.runs(matching: RunFilter(experiment: experiment, state: .finished))
      .filter { selector.matches($0.configuration) }
    var kinds: [RunConfiguration: [RunIdentity]] = [:]
    for run in summaries { kinds[run.configuration.withoutSeed, default: []].append(run.identity) }
    let usual = Self.usual(Array(kinds.keys), beside: selector)
    guard usual.count < 2 else { throw Self.ambiguous(side, usual) }
    return try finished(usual.first.flatMap { kinds[$0] } ?? [], of: side, in: store)
  }

  private func finished(
    _ identities: [RunIdentity], of side: String, in store: ResultStore
  ) throws -> [RunRecord] {
    let records = try store.records(of: identities).values.filter {
      $0.status == .finished && $0.result != nil
    }
    guard !records.isEmpty else {
      throw InputError(
        .missing, problem: "no finished run is \"\(side)\"", remedy: "ncf-exp runs lists all runs")
    }
    return Array(records)
  }

  private static func selector(
    of words: [String], in side: String
  ) throws -> (runs: RunSelector, experiment: String?) {
    var settings: [RunSelector.Setting] = []
    var experiment: String?
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let (key, text) = parts.count == 2 ? (parts[0], parts[1]) : ("method", word)
      if key == "experiment" {
        experiment = text
        continue
      }
      let value =
        (try? JSONDecoder().decode(ParameterValue.self, from: Data(text.utf8))) ?? ParameterValue.text(text)
      do {
        let setting = try SpecSettings.canonical(key, value)
        settings.append(.init(setting.key, [setting.value]))
      } catch {
        throw InputError(.badContent, place: "\"\(side)\"", problem: error.problem)
      }
    }
    return (RunSelector(settings), experiment)
  }

  /// Those that have what is usual in every setting of which nothing is said, as far as any has it: the paper's protocol,
  /// and what the method makes of what is said.
  private static func usual(_ kinds: [RunConfiguration], beside said: RunSelector) -> [RunConfiguration] {
    let standard = Dictionary(uniqueKeysWithValues: EvaluationProtocol.standard.texts)
    let given = Dictionary(
      said.settings.filter { SpecSettings.isHyperparameter($0.key) }.map { ($0.key, $0.values[0]) },
      uniquingKeysWith: { first, _ in first })
    let completed = Set(kinds.map(\.method)).reduce(into: [String: Hyperparameters]()) { completed, name in
      completed[name] = try? MethodRegistry.method(named: name)?.complete(given)
    }
    var left = kinds
    // A tower is stored as its layers, whatever its depth.
    for key in SpecSettings.keys where said[key] == nil && key != Hyperparameter.depth.key {
      let narrowed = left.filter { kind in
        if key == "selection" { return kind.selection == .test }
        if let text = standard[key] { return kind.facet(key)?.description == text }
        guard SpecSettings.isHyperparameter(key), let usual = completed[kind.method] else { return true }
        return kind.values.values[key] == usual.values[key]
      }
      if !narrowed.isEmpty { left = narrowed }
    }
    return left
  }

  /// Says in what the configurations differ that a side fits.
  private static func ambiguous(_ side: String, _ kinds: [RunConfiguration]) -> InputError {
    var values: [String: Set<String>] = [:]
    for kind in kinds {
      for key in SpecSettings.keys {
        values[key, default: []].insert(kind.facet(key)?.description ?? "none")
      }
    }
    let differing = SpecSettings.keys.filter { (values[$0]?.count ?? 0) > 1 }
    let listed = differing.prefix(5).map {
      "\($0) (\((values[$0] ?? []).sorted().prefix(6).joined(separator: ", ")))"
    }
    return InputError(
      .badContent, place: "\"\(side)\"",
      problem: "\(kinds.count) configurations fit; they differ in \(listed.joined(separator: ", "))"
        + (differing.count > 5 ? " and \(differing.count - 5) more" : ""),
      remedy: "say which, as in \"\(side) \(differing.first ?? "seed")=…\", or name a run by its id")
  }

  // MARK: For programs

  private struct Report: Encodable {
    struct Side: Encodable {
      let title: String
      let runs: [RunIdentity]
    }
    let sides: [Side]
    let differences: [SideBySide.Difference]

    init(_ comparison: SideBySide) {
      sides = comparison.sides.map { Side(title: $0.title, runs: $0.runs) }
      differences = comparison.differences
    }
  }
}

extension TextTable {
  /// A report's table for the terminal.
  fileprivate init(_ table: ReportTable) {
    self.init(table.columns.map { ($0.heading, $0.isNumeric ? .right : .left) })
    for row in table.rows { append(row.map(\.plainText)) }
  }
}
