extension VerdictSheet {
  /// The verdicts as a section of a page, each folded up under its claim.
  var html: HTML {
    .element(
      "section", ["class": "report", "id": "verdicts"],
      [
        .element("h2", [.text("Verdicts on the claims of the paper")]),
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
    case .doesNotHold: "fails"
    case .notEnoughRuns: "open"
    }
  }
}
