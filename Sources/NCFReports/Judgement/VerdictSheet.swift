import Foundation
import NCFEvaluation
import NCFExperiments
import NCFStudies

/// What the stored runs say of one claim, on one data set.
public struct Verdict: Hashable, Sendable, Encodable {
  public enum Outcome: String, Hashable, Sendable, Encodable, CaseIterable {
    case holds
    case contradicted
    /// The runs are there, but do not tell.
    case notDecided = "not decided"
    case notEnoughRuns = "not enough runs"
  }

  /// The study that has the claim: "he-2017".
  public let study: String
  /// The claim's name: "neumf-beats-gmf-and-mlp".
  public let claim: String
  /// The claim in words.
  public let statement: String
  /// Where the paper makes it.
  public let source: String
  /// When the claim is said to hold.
  public let rule: String
  public let dataset: String
  public let outcome: Outcome
  /// Why: the deciding numbers, or the runs that are missing.
  public let reason: String
  /// The numbers, one line for each comparison that the rule asks for.
  public let comparisons: [Comparison]
  /// The short identities of the runs behind it.
  public let runs: [String]
}

/// The verdicts on every claim of a study, on every data set of a plan.
///
///     let sheet = VerdictSheet(on: folder.study, from: input)
///     for verdict in sheet.verdicts { print(verdict.dataset, verdict.claim, verdict.outcome.rawValue) }
///     try ReportWriter(folder: results).write(sheet)
public struct VerdictSheet: Sendable {
  /// Claim by claim, in the order of the study; for each claim, data set by data set.
  public let verdicts: [Verdict]
  public let scale: ReportInput.Scale
  /// The protocol of the runs.
  public let selection: RunConfiguration.Selection
  /// The protocol of the runs, in words.
  public let protocolText: String
  /// "Verdicts on the claims of Xiangnan He et al., WWW 2017".
  public let title: String
  let input: ReportInput
  /// The groups of runs behind each verdict.
  let groups: [[RunGroup]]

  /// - Parameters:
  ///   - claims: Those that are judged; all of the study if nil.
  ///   - input: Made from the specs that the claims name.
  public init(on study: Study, claims: [Claim]? = nil, from input: ReportInput) {
    let context = ReportContext(input)
    // Without a plan, the verdicts still list what would have to be run.
    let datasets = context.datasets.isEmpty ? input.titles.own : context.datasets
    var verdicts: [Verdict] = []
    var groups: [[RunGroup]] = []
    for claim in claims ?? study.claims {
      let own = input.restricted(to: claim.experiments, metrics: Self.metrics(of: claim, input))
      let catalog = RunCatalog(own)
      for dataset in datasets {
        // A claim is judged where its runs are planned, or where nothing is and all is missing.
        let isPlanned = catalog.groups.contains { $0.configuration.dataset == dataset }
        let isAbsent = input.absent.contains { $0.name == dataset }
        guard isPlanned || isAbsent || catalog.groups.isEmpty else { continue }
        let finding = Judge(own, catalog, dataset: dataset).finding(claim.rule)
        verdicts.append(Self.verdict(on: claim, of: study, dataset: dataset, finding, own, catalog))
        groups.append(finding.cells.flatMap(\.accounted))
      }
    }
    self.verdicts = verdicts
    self.groups = groups
    self.input = input
    title = "Verdicts on the claims of \(study.citation.isEmpty ? study.title : study.citation)"
    scale = input.scale
    selection = context.catalog.selection
    protocolText = context.catalog.protocolText
  }

  /// What a claim is decided by: its own metrics, unless somebody asks for others.
  private static func metrics(of claim: Claim, _ input: ReportInput) -> [RankingMetric] {
    input.metrics == RankingMetric.paper ? claim.metrics ?? input.metrics : input.metrics
  }

  private static func verdict(
    on claim: Claim, of study: Study, dataset: String, _ finding: Finding, _ input: ReportInput,
    _ catalog: RunCatalog
  ) -> Verdict {
    let outcome: Verdict.Outcome
    let reason: String
    if input.scale == .smoke {
      (outcome, reason) = (.notEnoughRuns, "smoke: runs of few epochs decide nothing")
    } else if let absent = input.absent.first(where: { $0.name == dataset }) {
      (outcome, reason) = (.notEnoughRuns, "the data set is absent: \(absent.remedy)")
    } else if let found = finding.outcome {
      (outcome, reason) = (found, finding.reason)
    } else {
      var seen: Set<String> = []
      let missing = (finding.missing.map(\.text) + [finding.shortage].compactMap { $0 }).filter {
        seen.insert($0).inserted
      }
      let others = catalog.leftOut.map { "\($0.count) \($0.reason) do not count" }
      (outcome, reason) = (.notEnoughRuns, "missing: \((missing + others).joined(separator: "; "))")
    }
    let usual = claim.metrics ?? RankingMetric.paper
    let asked =
      input.metrics == usual ? "" : " Asked for in place of \(usual.words): \(input.metrics.words)."
    var seen: Set<String> = []
    return Verdict(
      study: study.name, claim: claim.name, statement: claim.statement, source: claim.source,
      rule: claim.rule.sentence(input.metrics) + asked, dataset: dataset, outcome: outcome, reason: reason,
      comparisons: outcome == .notEnoughRuns ? [] : finding.comparisons,
      runs: finding.cells.flatMap(\.accounted).flatMap(\.finished).map(\.identity.short)
        .filter { seen.insert($0).inserted })
  }

  /// The verdict on a claim, on a data set.
  func verdict(on claim: String, _ dataset: String) -> Verdict? {
    verdicts.first { $0.claim == claim && $0.dataset == dataset }
  }
}

// MARK: - Files

extension VerdictSheet {
  /// The verdicts as JSON, for other programs; keys in alphabetical order, so that equal verdicts give equal bytes.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      let content = Content(
        scale: scale.rawValue, warning: input.warning, selection: selection.rawValue,
        protocol: protocolText, verdicts: verdicts)
      return try encoder.encode(content) + Data("\n".utf8)
    }
  }

  private struct Content: Encodable {
    let scale: String
    let warning: String?
    let selection: String
    let `protocol`: String
    let verdicts: [Verdict]
  }

  /// The verdicts as a report, `verdicts.csv`, `.md` and `.tex`: an overview, then a table for each claim with its
  /// rule and its numbers.
  public var document: ReportDocument {
    let context = ReportContext(input)
    return ReportDocument(
      name: "verdicts", title: title, caption: context.caption("\(title)."), data: data,
      tables: [overview(caption: context.caption("\(title)."))] + claimTables(context), figure: nil,
      notes: notes,
      provenance: Provenance(groups.flatMap { $0 }, records: input.records), warning: input.warning)
  }

  /// How the numbers are made, and which data sets are absent.
  var notes: [String] {
    [
      "p: two-sided, over users and seeds together, each seed's own variance counted; Holm: the same, corrected for the "
        + "comparisons of one verdict; interval: 95%, over users and seeds. Where a method that depends on its seed has a "
        + "single one, seeds are not counted, and the interval is marked ¹.",
      "p (t): the paired t-test over users, each averaged over seeds, as papers report it.",
    ] + ReportContext(input).omissionNotes
  }

  func overview(caption: String) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.prose("claim"), .text("data set"), .text("verdict"), .prose("because")])
    for (index, verdict) in verdicts.enumerated() {
      if index > 0, verdicts[index - 1].claim != verdict.claim { table.beginSection() }
      table.append([
        .text(verdict.statement), .text(input.titles.title(of: verdict.dataset)),
        .text(verdict.outcome.rawValue),
        .text(verdict.reason),
      ])
    }
    return table
  }

  private func claimTables(_ context: ReportContext) -> [ReportTable] {
    var seen: Set<String> = []
    return verdicts.filter { seen.insert($0.claim).inserted }.compactMap { first in
      let own = verdicts.filter { $0.claim == first.claim }
      guard own.contains(where: { !$0.comparisons.isEmpty }) else { return nil }
      return comparisonTable(
        of: own, caption: context.caption("\(first.statement) \(first.source) Rule: \(first.rule)"))
    }
  }

  /// The numbers behind verdicts, one row for each comparison.
  func comparisonTable(of verdicts: [Verdict], caption: String) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [
        .text("data set"), .text("setting"), .text("subject"), .text("against"), .text("metric"),
        .number("subject"), .number("against"), .number("difference"), .number("relative (%)"),
        .number("p"),
        .number("Holm"), .number("p (t)"), .text("interval"), .text("as claimed"),
      ])
    for verdict in verdicts {
      table.beginSection()
      for comparison in verdict.comparisons {
        table.append(
          [
            .text(input.titles.title(of: verdict.dataset)), .text(comparison.setting),
            .text(comparison.subject),
            .text(comparison.reference), .text(comparison.metric),
            .number(comparison.subjectValue, decimals: 4),
            .number(comparison.referenceValue, decimals: 4),
            .difference(comparison.difference, decimals: 4),
            comparison.improvement.map { .difference($0, decimals: 1) } ?? .missing,
            comparison.tests.map { .probability($0.p) } ?? .missing,
            comparison.tests.map { .probability($0.pHolm) } ?? .missing,
            comparison.tests.map { .probability($0.tTest) } ?? .missing,
            comparison.tests.map(ReportTable.Cell.interval) ?? .missing,
            .text(comparison.satisfied ? "yes" : "no"),
          ])
      }
    }
    return table
  }

  private var data: ReportTable {
    var table = ReportTable(
      caption: "Verdicts",
      columns: [
        .text("claim"), .text("dataset"), .text("verdict"), .text("setting"), .text("subject"),
        .text("against"),
        .text("metric"), .number("subject_value"), .number("against_value"), .number("difference"),
        .number("relative_percent"), .number("p"), .number("p_holm"), .number("p_t_test"),
        .number("p_wilcoxon"),
        .number("ci_lower"),
        .number("ci_upper"), .number("as_claimed"), .text("reason"),
      ] + ProvenanceColumns.columns)
    for (verdict, groups) in zip(verdicts, groups) {
      let head: [ReportTable.Cell] = [
        .text(verdict.claim), .text(verdict.dataset), .text(verdict.outcome.rawValue),
      ]
      let tail = [.text(verdict.reason)] + ProvenanceColumns.cells(for: groups, scale: scale)
      if verdict.comparisons.isEmpty {
        table.append(head + Array(repeating: .missing, count: 15) + tail)
      }
      for comparison in verdict.comparisons {
        let tests = comparison.tests
        table.append(
          head + [
            .text(comparison.setting), .text(comparison.subject), .text(comparison.reference),
            .text(comparison.metric.lowercased()), .number(comparison.subjectValue, decimals: 6),
            .number(comparison.referenceValue, decimals: 6), .number(comparison.difference, decimals: 6),
            .known(comparison.improvement, decimals: 4), tests.map { .probability($0.p) } ?? .missing,
            tests.map { .probability($0.pHolm) } ?? .missing,
            tests.map { .probability($0.tTest) } ?? .missing,
            tests.map { .probability($0.wilcoxon) } ?? .missing, .known(tests?.lower, decimals: 6),
            .known(tests?.upper, decimals: 6), .integer(comparison.satisfied ? 1 : 0),
          ] + tail)
      }
    }
    return table
  }
}

extension ReportWriter {
  /// Writes the verdicts: `verdicts.csv`, `.md`, `.tex` and `.json`.
  ///
  /// - Returns: The files, in the order in which they were written.
  /// - Throws: `InputError` if the folder cannot be written.
  @discardableResult
  public func write(_ sheet: VerdictSheet) throws -> [URL] {
    try write(sheet.document) + [try write(sheet.json, to: "verdicts.json")]
  }
}

// MARK: - On a page

extension VerdictSheet {
  /// The verdicts as a section of a page, each folded up under its claim.
  var html: HTML {
    .element(
      "section", ["class": "report", "id": "verdicts"],
      [
        .element("h2", [.text(title)]),
        .element(
          "p", [.prose(ReportContext(input).caption("Each claim with the rule by which it is judged."))]),
      ] + verdicts.map(html) + [
        .element("ul", ["class": "notes"], notes.map { .element("li", [.prose($0)]) })
      ])
  }

  private func html(of verdict: Verdict) -> HTML {
    var parts: [HTML] = [
      .element(
        "summary",
        [
          .element("span", ["class": "badge"], [.text(verdict.outcome.rawValue)]),
          .element("span", ["class": "label"], [.text(verdict.statement)]),
          .element("span", ["class": "outcome"], [.text(input.titles.title(of: verdict.dataset))]),
        ]),
      .element("p", [.prose(verdict.reason)]),
      .element("p", ["class": "rule"], [.prose("Rule: \(verdict.rule) \(verdict.source)")]),
    ]
    if !verdict.comparisons.isEmpty {
      parts.append(comparisonTable(of: [verdict], caption: verdict.statement).html(showsCaption: false))
    }
    if !verdict.runs.isEmpty {
      let links = verdict.runs.flatMap { [RunDetails.link(to: $0), .text(" ")] }
      parts.append(.element("p", ["class": "links"], [.text("Runs: ")] + links))
    }
    return .element(
      "details",
      [
        "class": "verdict \(Self.name(of: verdict.outcome))",
        "id": "verdict-\(verdict.claim)-\(verdict.dataset)",
      ], parts)
  }

  private static func name(of outcome: Verdict.Outcome) -> String {
    switch outcome {
    case .holds: "holds"
    case .contradicted: "fails"
    case .notDecided, .notEnoughRuns: "open"
    }
  }
}
