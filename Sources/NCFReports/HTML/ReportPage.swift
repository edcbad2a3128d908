import Foundation
import NCFEvaluation
import NCFExperiments

/// Reports, verdicts and every run behind them in one HTML file that needs nothing else: no network, no other file.
///
/// Equal runs give equal bytes.
public struct ReportPage: Sendable {
  public let title: String
  public let documents: [ReportDocument]
  /// Of each study whose claims the runs are about.
  public let verdicts: [VerdictSheet]
  /// Each run once, in the order in which the page lists them; at the end those that others start from.
  public let runs: [PlannedRun]
  public let records: [RunIdentity: RunRecord]
  /// What is shown of each run.
  private let metrics: [RankingMetric]

  /// - Parameter inputs: What the documents were made from.
  public init(title: String, documents: [ReportDocument], verdicts: [VerdictSheet], inputs: [ReportInput]) {
    self.title = title
    self.documents = documents
    self.verdicts = verdicts
    let records = inputs.reduce(into: [:]) { $0.merge($1.records) { first, _ in first } }
    self.records = records
    var seen: Set<RunIdentity> = []
    // Of a search, trials that nobody has begun are not worth a place each.
    let asked = inputs.flatMap { input in
      input.isSearch ? input.runs.filter { records[$0.identity] != nil } : input.runs
    }.filter { seen.insert($0.identity).inserted }
    let origins = asked.flatMap { run in run.prerequisites.sorted { $0.key < $1.key }.map(\.value) }
      .filter { seen.insert($0).inserted }
      .compactMap { records[$0] }
    metrics = inputs.first?.metrics ?? RankingMetric.paper
    runs = asked + origins.map(PlannedRun.init)
  }

  /// The verdicts by themselves.
  public init(verdicts: VerdictSheet) {
    self.init(
      title: verdicts.title, documents: [], verdicts: [verdicts], inputs: [verdicts.input])
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
      [navigation] + verdicts.map(\.html) + sections + [runList(naming)].compactMap { $0 })
  }

  private var navigation: HTML {
    var entries = documents.map { ("#\($0.name)", $0.title) }
    if !verdicts.isEmpty { entries.insert(("#verdicts", "Verdicts"), at: 0) }
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
  init(_ record: RunRecord) {
    self.init(
      identity: record.identity, configuration: record.configuration, datasetDigest: record.datasetDigest,
      cost: 0)
  }
}

extension ReportDocument {
  /// The report as a section of a page.
  ///
  /// - Parameters:
  ///   - picture: Its figure, drawn; nil if it has none, or if it cannot be drawn here.
  ///   - naming: What the page calls its runs.
  func html(picture: InlinePicture?, naming: RunNaming) -> HTML {
    var parts: [HTML] = [.element("h2", [.text(title)])]
    if let warning { parts.append(.element("p", ["class": "warning"], [.text(warning)])) }
    if let picture {
      parts.append(
        .element(
          "figure",
          [figure?.narrowLegend, picture.html, .element("figcaption", [.prose(caption)])].compactMap { $0 }))
    }
    parts += tables.map { $0.html() }
    if !notes.isEmpty {
      parts.append(.element("ul", ["class": "notes"], notes.map { .element("li", [.prose($0)]) }))
    }
    parts += [provenance.html(naming)].compactMap { $0 }
    return .element("section", ["class": "report", "id": name], parts)
  }
}

extension Provenance {
  /// The runs behind a report, folded up, each with a link to its details.
  fileprivate func html(_ naming: RunNaming) -> HTML? {
    guard !entries.isEmpty else { return nil }
    let finished = entries.count { $0.state == .finished }
    return .element(
      "details",
      [
        .element("summary", [.text("Runs behind these numbers: \(finished) of \(entries.count) finished")]),
        .element(
          "ul", ["class": "links"],
          entries.map { entry in
            .element(
              "li",
              [
                RunDetails.link(to: entry.run.identity.short, text: naming[entry.run.configuration]),
                .text(entry.state == .finished ? "" : " (\(entry.state.rawValue))"),
              ])
          }),
      ])
  }
}

extension FigureDescription {
  /// The legend for screens that show only a part of the picture at a time.
  fileprivate var narrowLegend: HTML {
    .element(
      "ul", ["class": "legend", "aria-hidden": "true"],
      legend.map { style in
        .element(
          "li",
          [
            .element("span", ["class": "swatch", "style": "background: \(style.colour)"]), .text(style.title),
          ])
      })
  }
}

extension ReportTable {
  /// The table in a frame of its own, which scrolls where the page is narrower than the table.
  ///
  /// - Parameter showsCaption: Without it, the caption is still what a screen reader calls the table.
  func html(showsCaption: Bool = true) -> HTML {
    let head = HTML.element(
      "thead",
      [
        .element(
          "tr",
          columns.map {
            .element("th", ["scope": "col", "class": Self.name(of: $0)], [.text($0.heading)])
          })
      ])
    let bodies = sections.filter { !$0.isEmpty }.map { rows in HTML.element("tbody", rows.map(row)) }
    let table = HTML.element("table", [head] + bodies)
    let scroll = HTML.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption], [table])
    guard showsCaption else { return scroll }
    return .element("figure", [.element("figcaption", [.prose(caption)]), scroll])
  }

  private func row(_ cells: [Cell]) -> HTML {
    .element(
      "tr",
      zip(columns, cells).map { column, cell in
        .element("td", ["class": Self.name(of: column)], [Self.content(of: cell)])
      })
  }

  private static func name(of column: Column) -> String {
    column.isNumeric ? "number" : column.isProse ? "prose" : "text"
  }

  private static func content(of cell: Cell) -> HTML {
    if case .text(let text) = cell { return .prose(text) }
    return .text(cell.plainText)
  }
}

/// A picture of gnuplot's that stands inside a page, where several of them share one document.
struct InlinePicture {
  /// What a screen reader calls it.
  let title: String
  /// The file as it was drawn.
  let svg: Data
  /// Sets its ids apart from those of the page's other pictures.
  let name: String

  var html: HTML {
    var text = String(decoding: svg, as: UTF8.self)
    // The declaration belongs to a file.
    if let start = text.range(of: "<svg") { text = String(text[start.lowerBound...]) }
    // Titles become tooltips, and gnuplot's are names for itself.
    text = text.replacing(/<title>[^<]*<\/title>/, with: "")
      .replacing(#/ id=(['"])/#) { " id=\($0.1)\(name)-" }
      .replacing("xlink:href='#", with: "href='#\(name)-")
      .replacing(/\n\s*\n+/, with: "\n")
    return .element(
      "div", ["class": "picture scroll", "tabindex": "0", "role": "img", "aria-label": title],
      [HTML(markup: text)])
  }
}

extension FigureDescription {
  /// The same under another name.
  func renamed(_ name: String) -> FigureDescription {
    FigureDescription(name: name, note: note, warning: warning, rows: rows)
  }

  /// The same without the small print, which a page has as text.
  public var withoutNote: FigureDescription {
    FigureDescription(name: name, note: "", warning: warning, rows: rows)
  }
}
