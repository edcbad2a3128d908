import NCFEvaluation
import NCFExperiments

/// The runs of a report, grouped by configuration, with the stored results beside them.
///
/// A catalogue holds runs of one protocol, that of the first planned run, and of one version of each data set, that
/// of its first planned run: figures from different protocols or data do not belong into one table.
struct RunCatalog: Sendable {
  let selection: RunConfiguration.Selection
  let evaluation: EvaluationProtocol
  /// What is shown and compared.
  let metrics: [RankingMetric]
  /// In the order of the plan.
  let groups: [RunGroup]
  let titles: DatasetTitles
  /// The planned runs that it does not hold, by why: "of another protocol (validation)".
  let leftOut: [(reason: String, count: Int)]

  /// - Parameter mixesProtocols: Whether runs of other protocols stand beside those of the first: only where the
  ///   protocol is what is looked into.
  init(_ input: ReportInput, mixesProtocols: Bool = false) {
    let selection = input.runs.first?.configuration.selection ?? .test
    let evaluation = input.runs.first?.configuration.evaluation ?? .standard
    var order: [RunConfiguration] = []
    var runs: [RunConfiguration: [PlannedRun]] = [:]
    var seen: Set<RunIdentity> = []
    var digests: [String: String] = [:]
    var reasons: [String] = []
    for run in input.runs {
      guard seen.insert(run.identity).inserted else { continue }
      let isOfProtocol =
        run.configuration.selection == selection && run.configuration.evaluation == evaluation
      guard mixesProtocols || isOfProtocol else {
        reasons.append("of another protocol (\(run.configuration.protocolLabel))")
        continue
      }
      let digest = digests[run.configuration.dataset, default: run.datasetDigest]
      digests[run.configuration.dataset] = digest
      guard run.datasetDigest == digest else {
        reasons.append("on another version of \(run.configuration.dataset) (\(run.datasetDigest.prefix(12)))")
        continue
      }
      let shared = run.configuration.withoutSeed
      if runs[shared] == nil { order.append(shared) }
      runs[shared, default: []].append(run)
    }
    self.selection = selection
    self.evaluation = evaluation
    titles = input.titles
    metrics = input.metrics
    leftOut = Dictionary(grouping: reasons) { $0 }.map { (reason: $0.key, count: $0.value.count) }
      .sorted { $0.reason < $1.reason }
    groups = order.map { configuration in
      let planned = runs[configuration] ?? []
      return RunGroup(
        configuration: configuration, planned: planned,
        finished: planned.compactMap { run in
          input.records[run.identity].flatMap { $0.status == .finished && $0.result != nil ? $0 : nil }
        })
    }
  }

  /// Whether there are runs of several protocols.
  var mixesProtocols: Bool { Set(groups.map(\.configuration.protocolLabel)).count > 1 }

  /// The protocol in words, as every caption names it.
  var protocolText: String {
    let deviations = evaluation.deviations.map { "\($0.key) \($0.value)" }
    return selection.protocolText
      + (deviations.isEmpty ? "" : "; not the paper's: \(deviations.joined(separator: ", "))")
  }

  /// The data sets of the plan, the paper's first.
  var datasets: [String] { titles.ordered(Set(groups.map(\.configuration.dataset))) }

  /// The values of a setting that a method's planned runs have, ascending.
  func values(of setting: (RunConfiguration) -> Int?, methods: [String]) -> [Int] {
    Set(groups.map(\.configuration).filter { methods.contains($0.method) }.compactMap(setting)).sorted()
  }

  /// The runs that answer a query: of the configurations that were planned, the one that is best on the selection task
  /// by the protocol's metric, among those with the most finished seeds. One seed may be lucky, and the highest of many
  /// single seeds always is.
  ///
  /// - Parameter keepsToDefaults: Whether what the query leaves open keeps to the paper's defaults where a plan has
  ///   them. Where hyperparameters are searched, it does not.
  func cell(_ query: RunQuery, keepsToDefaults: Bool = true) -> RunCell {
    var candidates = groups.filter { query.matches($0.configuration) }
    var refined = query
    for refine in keepsToDefaults ? query.refinements : [] {
      // The paper's default narrows the choice only where the plan has it; whether it is finished does not
      // matter, or a missing run would be quietly replaced by another.
      var next = refined
      refine(&next)
      let narrowed = candidates.filter { next.matches($0.configuration) }
      if !narrowed.isEmpty { (candidates, refined) = (narrowed, next) }
    }
    let most = candidates.map(\.finished.count).max()
    let chosen =
      candidates.filter { $0.finished.count == most }
      .compactMap { group in group.selectionScore.map { (group, $0) } }
      .max { $0.1 < $1.1 }
    return RunCell(query: query, candidates: candidates, chosen: chosen?.0)
  }
}
