extension VerdictSheet {
  /// The verdicts as a report, `verdicts.csv`, `.md` and `.tex`: an overview, then a table for each claim with its
  /// rule and its numbers.
  public var document: ReportDocument {
    let context = ReportContext(input)
    return ReportDocument(
      name: "verdicts", title: "Verdicts on the claims of the paper",
      caption: context.caption("Verdicts on the claims of the paper."), data: data,
      tables: [overview(context)] + claimTables(context), figure: nil, notes: notes,
      provenance: Provenance(groups.flatMap { $0 }, records: input.records), warning: input.warning)
  }

  /// How the numbers are made, and which data sets are absent.
  var notes: [String] {
    [
      "p: two-sided paired t-test over users; Holm: the same, corrected for the comparisons of one verdict; "
        + "interval: 95% bootstrap interval of the difference.",
      "Where several seeds are finished, each user's values are averaged over them.",
    ] + ReportContext(input).omissionNotes
  }

  private func overview(_ context: ReportContext) -> ReportTable {
    var table = ReportTable(
      caption: context.caption("Verdicts on the claims of the paper."),
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
    ClaimRegistry.all.compactMap { claim in
      let own = verdicts.filter { $0.claim == claim.name }
      guard own.contains(where: { !$0.comparisons.isEmpty }) else { return nil }
      return comparisonTable(
        of: own, caption: context.caption("\(claim.statement) \(claim.source) Rule: \(claim.rule)"))
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
        .number("Holm"), .text("interval"), .text("as claimed"),
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
            comparison.tests.map { .probability($0.tTest) } ?? .missing,
            comparison.tests.map { .probability($0.tTestHolm) } ?? .missing,
            comparison.tests.map {
              .text("\(fixed($0.lower, decimals: 4)) to \(fixed($0.upper, decimals: 4))")
            } ?? .missing,
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
        .number("relative_percent"), .number("p"), .number("p_holm"), .number("p_wilcoxon"),
        .number("ci_lower"),
        .number("ci_upper"), .number("as_claimed"), .text("reason"),
      ] + ProvenanceColumns.columns)
    for (verdict, groups) in zip(verdicts, groups) {
      let head: [ReportTable.Cell] = [
        .text(verdict.claim), .text(verdict.dataset), .text(verdict.outcome.rawValue),
      ]
      let tail = [.text(verdict.reason)] + ProvenanceColumns.cells(for: groups, scale: scale)
      if verdict.comparisons.isEmpty {
        table.append(head + Array(repeating: .missing, count: 14) + tail)
      }
      for comparison in verdict.comparisons {
        let tests = comparison.tests
        table.append(
          head + [
            .text(comparison.setting), .text(comparison.subject), .text(comparison.reference),
            .text(comparison.metric.lowercased()), .number(comparison.subjectValue, decimals: 6),
            .number(comparison.referenceValue, decimals: 6), .number(comparison.difference, decimals: 6),
            .known(comparison.improvement, decimals: 4), tests.map { .probability($0.tTest) } ?? .missing,
            tests.map { .probability($0.tTestHolm) } ?? .missing,
            tests.map { .probability($0.wilcoxon) } ?? .missing, .known(tests?.lower, decimals: 6),
            .known(tests?.upper, decimals: 6), .integer(comparison.satisfied ? 1 : 0),
          ] + tail)
      }
    }
    return table
  }
}
