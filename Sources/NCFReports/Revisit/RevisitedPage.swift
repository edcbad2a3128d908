/// Does NCF still win? The revisit experiment on one page: what holds, what does not, by how much.
public struct RevisitedPage: Page {
  public let name = "revisited"
  public let experiments = ["revisit"]

  public init() {}

  public func document(from input: ReportInput) -> PageDocument {
    let context = ReportContext(input)
    let contests = context.catalog.datasets.map { Contest($0, context) }
    let figure = ContestFigure(contests, context).description(named: name)
    return PageDocument(
      name: name, markdown: markdown(contests, context, hasFigure: figure != nil), figure: figure)
  }

  private func markdown(_ contests: [Contest], _ context: ReportContext, hasFigure: Bool) -> String {
    let tables = ContestTables(contests, context)
    var blocks = ["# NCF revisited: does it still win?"]
    if let warning = context.input.warning { blocks.append("> **\(warning)**") }
    blocks.append(
      "*Made from the stored runs by `ncf-exp page revisited`; every sentence below is written by rule from the "
        + "numbers. The report `revisit` has the same tables as CSV and LaTeX.*")
    blocks.append(ReportTable.escaped(context.note(Self.introduction(contests))))
    if hasFigure { blocks.append("![Sampled against full ranking, and quality against cost](\(name).svg)") }
    for contest in contests {
      if contests.count > 1 { blocks.append("## \(contest.title)") }
      if !contest.missing.isEmpty {
        blocks.append(
          "Not enough runs: nothing is finished of \(contest.missing.map(\.query.text).joined(separator: "; "))."
        )
      }
      let sections = CriticalReading(contest, tables).sections
      if sections.contains(where: { $0.answer != nil }) { blocks.append(Self.overview(sections)) }
      blocks += sections.map(Self.text)
    }
    blocks += Self.ending(
      tables.all, notes: tables.notes + Self.limits,
      context.provenance(of: contests.flatMap(\.cells)))
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func introduction(_ contests: [Contest]) -> String {
    let counts = contests.map { "\($0.entries.count) methods on \($0.title)" }
    return "Compared are \(counts.isEmpty ? "no methods yet" : counts.joined(separator: " and "))."
  }

  private static let limits = [
    "Every method has the same number of trials, not the same time: a trial of a network takes minutes, one of a "
      + "neighbourhood method seconds. What a method could reach with more trials, other ranges or more epochs is open.",
    "One held-out item per user of one split is a small and old test: the latest item of each user, ranked by models that "
      + "have seen other users' later items.",
  ]

  private static func overview(_ sections: [CriticalReading.Section]) -> String {
    var table = ReportTable(caption: "In short.", columns: [.text("question"), .text("the claim")])
    for section in sections {
      guard let answer = section.answer else { continue }
      table.append([.text(section.question), .text(answer.rawValue)])
    }
    return table.markdownBlock
  }

  private static func text(_ section: CriticalReading.Section) -> String {
    var lines = ["### \(section.question)"]
    if !section.claim.isEmpty {
      let answer = section.answer?.rawValue ?? "has not enough runs"
      lines.append("**\(ReportTable.escaped(section.claim))** The claim *\(answer)* here.")
    }
    lines.append(ReportTable.escaped(section.sentences.joined(separator: " ")))
    if !section.rule.isEmpty { lines.append("*Rule: \(ReportTable.escaped(section.rule))*") }
    return lines.joined(separator: "\n\n")
  }
}
