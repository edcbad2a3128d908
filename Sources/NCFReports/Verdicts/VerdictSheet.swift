import NCFEvaluation
import NCFExperiments

/// The verdicts on every claim of the paper, on every data set of a plan.
///
///     let sheet = VerdictSheet(checking: input)
///     for verdict in sheet.verdicts { print(verdict.dataset, verdict.claim, verdict.outcome.rawValue) }
///     try ReportWriter(folder: results).write(sheet)
public struct VerdictSheet: Sendable {
  /// The experiments that the claims are about.
  public static let experiments = ["figure-4", "figure-5", "figure-6", "figure-7", "table-2", "table-3"]

  /// Claim by claim, in the order of the paper; for each claim, data set by data set.
  public let verdicts: [Verdict]
  public let scale: ReportInput.Scale
  /// The protocol of the runs.
  public let selection: RunConfiguration.Selection
  /// The protocol of the runs, in words.
  public let protocolText: String
  let input: ReportInput
  /// The groups of runs behind each verdict.
  let groups: [[RunGroup]]

  public init(checking input: ReportInput) {
    let context = ReportContext(input)
    // Without a plan, the verdicts still list what would have to be run.
    let datasets = context.datasets.isEmpty ? input.titles.paper : context.datasets
    var verdicts: [Verdict] = []
    var groups: [[RunGroup]] = []
    for claim in ClaimRegistry.all {
      for dataset in datasets {
        let finding = claim.check(context.catalog, dataset: dataset)
        verdicts.append(Self.verdict(on: claim, dataset: dataset, finding, context))
        groups.append(finding.cells.flatMap(\.accounted))
      }
    }
    self.verdicts = verdicts
    self.groups = groups
    self.input = input
    scale = input.scale
    selection = context.catalog.selection
    protocolText = context.catalog.protocolText
  }

  private static func verdict(
    on claim: any Claim, dataset: String, _ finding: Finding, _ context: ReportContext
  ) -> Verdict {
    let outcome: Verdict.Outcome
    let reason: String
    if context.input.scale == .smoke {
      (outcome, reason) = (.notEnoughRuns, "smoke: runs of few epochs decide nothing")
    } else if let absent = context.input.absent.first(where: { $0.name == dataset }) {
      (outcome, reason) = (.notEnoughRuns, "the data set is absent: \(absent.remedy)")
    } else if let holds = finding.holds {
      (outcome, reason) = (holds ? .holds : .doesNotHold, finding.reason)
    } else {
      let missing = finding.missing.map(\.text) + [finding.shortage].compactMap { $0 }
      (outcome, reason) = (.notEnoughRuns, "missing: \(missing.joined(separator: "; "))")
    }
    // The rules are in the paper's metrics.
    let metrics = context.catalog.metrics
    let asked =
      metrics == RankingMetric.paper
      ? "" : " Asked for in place of \(RankingMetric.paper.words): \(metrics.words)."
    var seen: Set<String> = []
    return Verdict(
      claim: claim.name, statement: claim.statement, source: claim.source, rule: claim.rule + asked,
      dataset: dataset,
      outcome: outcome, reason: reason,
      comparisons: outcome == .notEnoughRuns ? [] : finding.comparisons.holmCorrected,
      runs: finding.cells.flatMap(\.accounted).flatMap(\.finished).map(\.identity.short)
        .filter { seen.insert($0).inserted })
  }
}
