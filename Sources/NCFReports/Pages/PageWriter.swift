import Foundation
import NCFEvaluation
import NCFStudies

/// A finished page: `NAME.md`, and a picture beside it where there is one.
public struct PageDocument: Hashable, Sendable {
  public let name: String
  public let markdown: String
  /// The pictures, each with the stem of its file.
  public let figures: [FigureDescription]
}

/// Makes a study's page: its own text, with outcomes and numbers filled in by rule.
public struct PageMaker: Sendable {
  private let page: StudyPage
  private let study: Study
  private let context: ReportContext
  private let verdicts: VerdictSheet
  /// Those of the sections that the page names.
  private let documents: [String: ReportDocument]

  /// - Parameter input: Made from the specs of the sections and the claims that the page names.
  public init(_ page: StudyPage, of study: Study, from input: ReportInput) {
    self.page = page
    self.study = study
    let sections = page.sections.compactMap { study.section(named: $0) }
    let mixes = sections.contains { section in if case .changes = section.layout { true } else { false } }
    context = ReportContext(input, mixesProtocols: mixes)
    verdicts = VerdictSheet(
      on: study, claims: page.claims.compactMap { study.claim(named: $0) }, from: input)
    documents = Dictionary(
      sections.map { ($0.name, SectionReport($0).document(from: input)) },
      uniquingKeysWith: { first, _ in first })
  }

  public func document() -> PageDocument {
    let figures = page.blocks.compactMap { block -> FigureDescription? in
      guard case .figure(let section, _) = block.content else { return nil }
      return documents[section]?.figure?.renamed(fileName(of: section))
    }
    return PageDocument(name: page.name, markdown: markdown, figures: figures)
  }

  /// The only picture is called as the page is; of several, each after its section.
  private func fileName(of section: String) -> String {
    let count = page.blocks.count { block in if case .figure = block.content { true } else { false } }
    return count == 1 ? page.name : "\(page.name)-\(section)"
  }

  private var markdown: String {
    var blocks = ["# \(page.title)"]
    if let warning = context.input.warning { blocks.append("> **\(warning)**") }
    blocks.append(
      "*Made from stored runs by `ncf-exp page \(page.name)`; every number is filled in, and every sentence with a number or "
        + "a verdict is written by rule.*")
    if !page.threads.isEmpty {
      blocks.append("Asked in \(page.threads.map(Self.link).joined(separator: ", ")).")
    }
    for block in page.blocks {
      let content = text(of: block.content)
      guard !content.isEmpty else { continue }
      if let heading = block.heading { blocks.append("## \(heading)") }
      blocks += content
    }
    let notes = page.sections.reduce(into: [String]()) { notes, name in
      for note in documents[name]?.notes ?? [] where !notes.contains(note) { notes.append(note) }
    }
    let all = notes + page.limits
    if !all.isEmpty {
      blocks += [
        "## How to read the numbers", all.map { "- \(ReportTable.escaped($0))" }.joined(separator: "\n"),
      ]
    }
    blocks.append(
      ReportTable.escaped(Provenance(page.sections.compactMap { documents[$0]?.provenance }).note))
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func text(of content: StudyPage.Content) -> [String] {
    switch content {
    case .text(let text): [text]
    case .overview: overview
    case .claim(let name): claim(name)
    case .figure(let section, let text):
      documents[section]?.figure == nil
        ? [] : ["![\(ReportTable.escaped(text))](\(fileName(of: section)).svg)"]
    case .tables(let section):
      (documents[section]?.tables ?? []).filter { !$0.rows.isEmpty }.map(\.markdownBlock)
    case .findings(let section, let finding): findings(of: section, finding)
    }
  }

  // MARK: Claims

  /// The page's claims and their outcomes, a column for each data set.
  private var overview: [String] {
    let own = page.claims.compactMap { name in study.claim(named: name) }
    let datasets = context.datasets
    var table = ReportTable(
      caption: "In short.",
      columns: [.text("claim")] + datasets.map { .text(context.input.titles.title(of: $0)) })
    for claim in own {
      table.append(
        [.text(claim.statement)]
          + datasets.map { dataset in
            verdicts.verdict(on: claim.name, dataset).map { .text($0.outcome.rawValue) } ?? .missing
          })
    }
    return own.isEmpty ? [] : [table.markdownBlock]
  }

  private func claim(_ name: String) -> [String] {
    guard let claim = study.claim(named: name) else { return [] }
    let own = verdicts.verdicts.filter { $0.claim == name }
    let severalDatasets = context.datasets.count > 1
    let outcomes = own.map { verdict in
      let place = severalDatasets ? " on \(context.input.titles.title(of: verdict.dataset))" : ""
      return
        "**\(Self.said(verdict.outcome))\(place).** \(ReportTable.escaped(verdict.reason.asSentence))."
    }
    let rule = own.first.map { "*Rule: \(ReportTable.escaped($0.rule))*" }
    return ["\(ReportTable.escaped(claim.statement)) (\(ReportTable.escaped(claim.source)))"] + outcomes
      + [rule].compactMap { $0 }
  }

  private static func said(_ outcome: Verdict.Outcome) -> String {
    switch outcome {
    case .holds: "The claim holds"
    case .contradicted: "The claim is contradicted"
    case .notDecided: "It is not decided"
    case .notEnoughRuns: "There are not enough runs"
    }
  }

  // MARK: Findings

  private func findings(of name: String, _ finding: SectionFinding) -> [String] {
    guard let section = study.section(named: name) else { return [] }
    let own = context.input.restricted(to: section.experiments)
    let isAlone = context.datasets.count < 2
    switch section.layout {
    case .contest(let layout):
      let context = ReportContext(own)
      return ContestReport(section, layout).contests(context).flatMap { contest -> [String] in
        let sentences =
          switch finding {
          case .order: contest.orderSentences
          case .agreement: contest.agreementSentences
          default: contest.costSentences
          }
        return sentences.isEmpty
          ? []
          : [(isAlone ? "" : "On \(contest.title): ") + ReportTable.escaped(sentences.joined(separator: " "))]
      }
    case .changes(let layout):
      let context = ReportContext(own, mixesProtocols: true)
      return ChangesReport(section, layout).studies(context).flatMap { study -> [String] in
        let head = isAlone ? [] : ["### \(study.title)"]
        switch finding {
        case .references: return Self.references(study, own)
        case .changes:
          let summary = ChangeReading.summary(of: study)
          // Titles have no marks of their own; the words in bold have.
          return head + [
            summary.isEmpty ? "Not enough runs." : summary.map { "- \($0)" }.joined(separator: "\n")
          ]
        default: return head + [Self.signs(study)]
        }
      }
    default: return []
    }
  }

  /// How far the references are from what is published for them.
  private static func references(_ study: ChangeStudy, _ input: ReportInput) -> [String] {
    let lines = study.references.compactMap { group -> String? in
      let parts = study.metrics.compactMap { metric -> String? in
        guard let own = group.best(metric)?.mean,
          let theirs = input.published(metric, of: group.configuration).first
        else { return nil }
        let paper = fixed(theirs.value, decimals: publishedDecimals(theirs.value))
        return
          "\(metric.title) \(fixed(own, decimals: 4)), in the paper \(paper) (\(signedDifference(own - theirs.value)))"
      }
      return parts.isEmpty
        ? nil : "\(study.layout.title(of: group.configuration)) has \(parts.joined(separator: " and "))"
    }
    return lines.isEmpty
      ? [] : [ReportTable.escaped("The references beside the paper: \(lines.joined(separator: "; ")).")]
  }

  private static func signs(_ study: ChangeStudy) -> String {
    let shown = study.metrics
    var lines = [
      "| change | \(shown.map { "Δ \($0.title)" }.joined(separator: " | ")) | outcome | recognised by |",
      "| \(Array(repeating: "---", count: shown.count + 3).joined(separator: " | ")) |",
    ]
    for row in study.rows {
      let known = row.change.known
      let threads = known?.threads ?? []
      let signs = ([known?.symptom].compactMap { $0 } + ChangeSymptoms(row, floor: study.floor).sentences)
        .map(ReportTable.escaped)
      let asked = threads.isEmpty ? [] : ["Reported in \(threads.map(link).joined(separator: ", "))."]
      let cells =
        [ReportTable.escaped(row.change.title)] + shown.map { ChangeReading.differences(row, $0) } + [
          ReportTable.escaped(ChangeReading.verdict(on: row)), (signs + asked).joined(separator: " "),
        ]
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }

  /// "guoyang9/NCF#6" as a link; anything else as it is.
  private static func link(_ thread: String) -> String {
    let parts = thread.split(separator: "#")
    guard parts.count == 2, Int(parts[1]) != nil else { return ReportTable.escaped(thread) }
    return "[\(thread)](https://github.com/\(parts[0])/issues/\(parts[1]))"
  }
}

extension ReportWriter {
  /// Writes a page and its pictures.
  ///
  /// - Returns: The files, in the order in which they were written.
  /// - Throws: `InputError` if the folder cannot be written, or if gnuplot is missing or fails.
  @discardableResult
  public func write(_ page: PageDocument) throws -> [URL] {
    let text = try write(Data(page.markdown.utf8), to: "\(page.name).md")
    return try [text] + page.figures.map { try write(Gnuplot().draw($0, as: .svg), to: "\($0.name).svg") }
  }
}
