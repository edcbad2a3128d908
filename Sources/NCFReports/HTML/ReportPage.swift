import Foundation
import NCFEvaluation
import NCFExperiments

/// Reports, verdicts and every run behind them in one HTML file that needs nothing else: no network, no other file.
///
/// Equal runs give equal bytes.
public struct ReportPage: Sendable {
  /// The title of a page with several reports.
  public static let paperTitle = "Neural Collaborative Filtering: published and reproduced"

  public let title: String
  public let documents: [ReportDocument]
  /// Nil where the runs are not those that the claims are about.
  public let verdicts: VerdictSheet?
  /// Each run once, in the order in which the page lists them; at the end those that others start from.
  public let runs: [PlannedRun]
  public let records: [RunIdentity: RunRecord]
  /// What is shown of each run.
  private let metrics: [RankingMetric]

  /// - Parameter inputs: What the documents were made from.
  public init(title: String, documents: [ReportDocument], verdicts: VerdictSheet?, inputs: [ReportInput]) {
    self.title = title
    self.documents = documents
    self.verdicts = verdicts
    let records = inputs.reduce(into: [:]) { $0.merge($1.records) { first, _ in first } }
    self.records = records
    var seen: Set<RunIdentity> = []
    let asked = inputs.flatMap(\.runs).filter { seen.insert($0.identity).inserted }
    let origins = asked.flatMap { run in run.prerequisites.sorted { $0.key < $1.key }.map(\.value) }
      .filter { seen.insert($0).inserted }
      .compactMap { records[$0] }
    metrics = inputs.first?.metrics ?? RankingMetric.paper
    runs = asked + origins.map(PlannedRun.init)
  }

  /// The verdicts by themselves.
  public init(verdicts: VerdictSheet) {
    self.init(
      title: "Verdicts on the claims of the paper", documents: [], verdicts: verdicts,
      inputs: [verdicts.input])
  }

  /// The whole file.
  ///
  /// - Parameter draw: Gives a figure's SVG file.
  /// - Throws: What `draw` throws.
  public func html(draw: (FigureDescription) throws -> Data) rethrows -> String {
    HTMLFile(title: title, style: Asset.style, script: Asset.script, body: try body(draw: draw)).text
  }

  /// The whole file, with pictures by gnuplot.
  ///
  /// - Throws: `InputError` if gnuplot is missing or fails.
  public func file() throws -> Data { Data(try html { try Gnuplot().draw($0, as: .svg) }.utf8) }

  /// What stands between the page's head and its end.
  ///
  /// - Throws: What `draw` throws.
  public func body(draw: (FigureDescription) throws -> Data) rethrows -> HTML {
    // One run has one name on the whole page.
    let naming = RunNaming(of: runs.map(\.configuration))
    let sections = try documents.map { document in
      document.html(
        picture: try document.figure.map {
          InlinePicture(title: document.title, svg: try draw($0.withoutNote), name: document.name)
        }, naming: naming)
    }
    return .lines(
      [navigation] + [verdicts?.html].compactMap { $0 } + sections + [runList(naming)].compactMap { $0 })
  }

  private var navigation: HTML {
    var entries = documents.map { ("#\($0.name)", $0.title) }
    if verdicts != nil { entries.insert(("#verdicts", "Verdicts"), at: 0) }
    if !runs.isEmpty { entries.append(("#runs", "Runs (\(runs.count))")) }
    return .element(
      "nav",
      [.element("ul", entries.map { .element("li", [.element("a", ["href": $0], [.text($1)])]) })])
  }

  private func runList(_ naming: RunNaming) -> HTML? {
    guard !runs.isEmpty else { return nil }
    var parts: [HTML] = [.element("h2", [.text("Runs")])]
    if let common = naming.common { parts.append(.element("p", [.text("All runs: \(common)")])) }
    parts.append(
      .element(
        "label", ["class": "search", "hidden": ""],
        [
          .text("Only runs whose description contains "),
          .void("input", ["type": "search", "id": "search", "placeholder": "neumf factors 16"]),
        ]))
    parts += runs.map {
      RunDetails(
        run: $0, record: records[$0.identity], metrics: metrics, name: naming[$0.configuration]
      ).html
    }
    return .element("section", ["class": "report", "id": "runs"], parts)
  }
}

extension ReportWriter {
  /// Writes a page as `report.html`.
  ///
  /// - Returns: The file.
  /// - Throws: `InputError` if the folder cannot be written, or if gnuplot is missing or fails.
  @discardableResult
  public func write(_ page: ReportPage) throws -> URL {
    try write(page.file(), to: "report.html")
  }
}

extension PlannedRun {
  /// A stored run that no experiment of the page asks for by itself.
  fileprivate init(_ record: RunRecord) {
    self.init(
      identity: record.identity, configuration: record.configuration, datasetDigest: record.datasetDigest,
      cost: 0)
  }
}
