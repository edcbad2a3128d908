import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStatistics
import NCFStudies

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
  private let preferences: [RunSelector.Setting]
  private let choices: [SearchChoice]
  private let records: [RunIdentity: RunRecord]

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
    // They stand in the place of their trials, and are of another protocol on purpose.
    let refits = Set(input.choices.flatMap(\.refits).map(\.identity))
    for run in input.runs {
      guard seen.insert(run.identity).inserted, mixesProtocols || !refits.contains(run.identity) else {
        continue
      }
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
    preferences = input.preferences
    choices = input.choices
    records = input.records
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
    if choices.contains(where: { !$0.refits.isEmpty }) {
      return
        "settings and number of epochs chosen on one held-out training interaction per user (validation), trained "
        + "again on all training data, the test task read once"
    }
    let deviations = evaluation.deviations.map { "\($0.key) \($0.value)" }
    return selection.protocolText
      + (deviations.isEmpty ? "" : "; not the paper's: \(deviations.joined(separator: ", "))")
  }

  /// The data sets of the plan, those that have a title first.
  var datasets: [String] { titles.ordered(Set(groups.map(\.configuration.dataset))) }

  /// The values of a setting that methods' planned runs have, ascending.
  func values(of key: String, methods: [String], dataset: String? = nil) -> [ParameterValue] {
    var seen: Set<ParameterValue> = []
    return groups.map(\.configuration)
      .filter { methods.contains($0.method) && (dataset == nil || $0.dataset == dataset) }
      .compactMap { $0.facet(key) }.filter { seen.insert($0).inserted }
      .sorted { ($0.number ?? 0, $0.description) < ($1.number ?? 0, $1.description) }
  }

  /// One value for each preferred setting: the preferred one if some planned run of these methods has it, otherwise the
  /// smallest that one has; none where no run has the setting.
  func settled(_ preferences: RunSelector, methods: [String]) -> RunSelector {
    RunSelector(
      preferences.settings.compactMap { setting in
        let planned = values(of: setting.key, methods: methods)
        let wanted = setting.values.first { value in planned.contains { $0.isEqual(to: value) } }
        return (wanted ?? planned.first).map { .init(setting.key, [$0]) }
      })
  }

  /// The runs that a selector asks for: of the configurations that were planned, the one that is best on the selection
  /// task by the protocol's metric, among those with the most finished seeds. One seed may be lucky, and the highest of
  /// many single seeds always is.
  ///
  /// - Parameter keepsToPreferences: Whether what the selector leaves open keeps to the study's preferences where a plan
  ///   has them. Where hyperparameters are searched, it does not.
  func cell(_ runs: RunSelector, keepsToPreferences: Bool = true) -> RunCell {
    var candidates = groups.filter { runs.matches($0.configuration) }
    for setting in keepsToPreferences ? preferences : [] where runs[setting.key] == nil {
      // A preference narrows the choice only where the plan has it; whether it is finished does not matter, or a missing
      // run would be quietly replaced by another.
      let narrowed = candidates.filter { RunSelector([setting]).matches($0.configuration) }
      if !narrowed.isEmpty { candidates = narrowed }
    }
    let found = choices.filter { choice in
      candidates.contains { $0.configuration == choice.trial.withoutSeed }
    }
    if let best = found.max(by: { $0.score < $1.score }) {
      let trial = candidates.first { $0.configuration == best.trial.withoutSeed }
      return RunCell(
        runs: runs, candidates: candidates, chosen: shown(best) ?? trial, choice: best,
        isRefitMissing: shown(best) == nil && !best.refits.isEmpty)
    }
    let most = candidates.map(\.finished.count).max()
    let chosen =
      candidates.filter { $0.finished.count == most }
      .compactMap { group in group.selectionScore.map { (group, $0) } }
      .max { $0.1 < $1.1 }
    return RunCell(runs: runs, candidates: candidates, chosen: chosen?.0)
  }

  /// The refits of a choice; nil if there are none, or none is finished.
  private func shown(_ choice: SearchChoice) -> RunGroup? {
    guard let first = choice.refits.first else { return nil }
    let finished = choice.refits.compactMap { run in
      records[run.identity].flatMap { $0.status == .finished && $0.result != nil ? $0 : nil }
    }
    return finished.isEmpty
      ? nil
      : RunGroup(configuration: first.configuration.withoutSeed, planned: choice.refits, finished: finished)
  }
}

/// The runs whose numbers a cell of a table shows.
struct RunCell: Hashable, Sendable {
  /// What was asked for.
  let runs: RunSelector
  /// Planned configurations that fit; several where hyperparameters were tuned.
  let candidates: [RunGroup]
  /// The configuration that is shown; nil if no run of any candidate is finished.
  let chosen: RunGroup?
  /// What a search chose; nil without a search, or while it goes on.
  var choice: SearchChoice?
  /// Whether the trial of validation is shown, since its refit is not finished.
  var isRefitMissing = false

  var dataset: String { runs.dataset ?? "" }
  var method: String { runs.method ?? "" }

  /// What the provenance lists: the runs that are shown, or those that are missed. Of a search that has not begun it lists
  /// nothing: a note names the cell.
  var accounted: [RunGroup] { chosen.map { [$0] } ?? (candidates.count > Self.listed ? [] : candidates) }

  /// Configurations of a cell that are listed though none is finished.
  private static let listed = 8

  /// Whether configurations were left out of the choice, since others have more finished seeds.
  var passedOver: Bool {
    chosen.map { chosen in
      candidates.contains { !$0.finished.isEmpty && $0.finished.count < chosen.finished.count }
    } ?? false
  }

  func best(_ metric: RankingMetric) -> Measurement? { chosen?.best(metric) }
}

/// A configuration and its repeats, which differ in nothing but the seed.
public struct RunGroup: Hashable, Sendable {
  /// Without the seed.
  public let configuration: RunConfiguration
  /// The planned repeats, each identity once, in the order of the plan.
  public let planned: [PlannedRun]
  /// The repeats that are finished, in the order of the plan.
  public let finished: [RunRecord]

  /// The mean over the finished repeats; nil if there are none, or if `value` is nil for all.
  func measurement(_ value: (RunRecord) -> Double?) -> Measurement? {
    Measurement(of: finished.compactMap(value))
  }

  /// The same with only those finished repeats whose seeds another group has finished as well, in the order of the seeds.
  func sharingSeeds(with other: RunGroup) -> RunGroup {
    let seeds = Set(other.finished.map(\.configuration.seed))
    return RunGroup(
      configuration: configuration, planned: planned,
      finished: finished.filter { seeds.contains($0.configuration.seed) }
        .sorted { ($0.configuration.seed ?? 0) < ($1.configuration.seed ?? 0) })
  }

  /// The figure at the best epoch, on the test task.
  func best(_ metric: RankingMetric) -> Measurement? {
    measurement { $0.result?.value(of: metric) }
  }

  /// The figure at the last epoch, on the test task; nil also if it was not kept of every repeat.
  func last(_ metric: RankingMetric) -> Measurement? {
    let values = finished.map { $0.result?.last.value(of: metric) }
    return values.contains(nil) ? nil : Measurement(of: values.compactMap { $0 })
  }

  /// HR@10, or what else the protocol selects by, at the best epoch on the task by which epochs and hyperparameters are
  /// selected.
  var selectionScore: Double? {
    let metric = configuration.evaluation.selectBy
    return measurement { record in
      guard let result = record.result else { return nil }
      let epoch = record.epochs.first { $0.epoch == result.bestEpoch }
      return (epoch?.metrics ?? result.best).value(of: metric)
    }?.mean
  }

  // MARK: All unseen items

  /// The mean over users in the ranking of all unseen items, at the best epoch; nil where no experiment asked for it.
  func full(_ metric: RankingMetric) -> Measurement? {
    measurement { $0.result?.fullRanking.map { metric.mean(of: $0.ranks) } }
  }

  /// What is in the lists of the best items, at the best epoch; nil where nobody measured that.
  func lists(_ metric: any ListMetric, among candidates: ListMetrics.Candidates) -> Measurement? {
    measurement { $0.result?.fullRanking?.lists?.value(of: metric, among: candidates) }
  }

  /// To score and rank the whole catalogue for one user, on one thread.
  var microsecondsPerUser: Measurement? { measurement { $0.result?.fullRanking?.microsecondsPerUser } }

  /// Trainable parameters.
  var parameterCount: Int? { finished.first?.result?.parameterCount }
}

/// How a method is measured on the test task: a metric, and what the held-out items are ranked among.
struct Yardstick: Hashable, Sendable {
  let metric: RankingMetric
  let scope: RankingScope

  static func sampled(_ metric: RankingMetric) -> Yardstick { Yardstick(metric: metric, scope: .sampled) }
  static func full(_ metric: RankingMetric) -> Yardstick { Yardstick(metric: metric, scope: .full) }

  /// "NDCG@10, sampled".
  var title: String { "\(metric.title), \(scope.rawValue)" }

  /// The mean over users at the best epoch; nil if there is no result, or it has no full ranking.
  func measurement(of group: RunGroup) -> Measurement? {
    scope == .sampled ? group.best(metric) : group.full(metric)
  }

  /// Each user's value by repeat, in the order of the test task: repeats × users; empty if a repeat has none, or they
  /// tested different users.
  func userValues(of group: RunGroup) -> [[Double]] {
    let samples = group.finished.map { record in
      scope == .sampled ? record.result?.bestRanks : record.result?.fullRanking?.ranks
    }
    guard let count = samples.first??.count, count > 0, samples.allSatisfy({ $0?.count == count }) else {
      return []
    }
    return samples.compactMap { $0 }.map { ranks in ranks.map { metric.value(of: $0) } }
  }
}

// MARK: - What runs say of themselves

extension RunConfiguration {
  /// The same configuration without its seed: what the repeats of a run have in common.
  public var withoutSeed: RunConfiguration {
    var others = values
    others[.seed] = nil
    return RunConfiguration(
      dataset: dataset, method: method, values: others, selection: selection,
      evaluation: evaluation)
  }

  /// Which epoch counts, and what is not the paper's protocol: "test", "validation, ties for".
  var protocolLabel: String {
    ([selection.rawValue] + evaluation.deviations.map { "\($0.key) \($0.value)" }).joined(separator: ", ")
  }

  /// Every setting but the seed, with the protocol, by key.
  var settingTexts: [String: String] {
    var texts = values.values.mapValues(\.description)
    texts[Hyperparameter.seed.key] = nil
    texts["selection"] = selection.rawValue
    for setting in evaluation.texts { texts[setting.key] = setting.value }
    return texts
  }

  /// Every setting but the seed, as "factors 8, layers 64,32,16,8".
  var settings: String {
    values.values
      .filter { $0.key != Hyperparameter.seed.key }
      .sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
  }
}

extension RunConfiguration.Selection {
  /// Which epoch counts, in words.
  var protocolText: String {
    switch self {
    case .test: "best epoch on the test task, the authors' protocol"
    case .validation:
      "best epoch on one held-out training interaction per user (validation), the test task read once"
    case .last: "last epoch, measured on the test task"
    }
  }
}
