import NCFEvaluation
import NCFExperiments
import NCFStatistics

/// Methods with one thing changed at a time, each against its own reference.
///
/// The reference of a method is its first planned configuration; NeuMF with pre-training counts as a method of its
/// own.
struct ChangeStudy {
  struct Row {
    let change: SettingChange
    /// One for each method, in the order of the plan.
    let effects: [ChangeEffect]

    /// The mean difference over the methods that are finished; nil if none is.
    func damage(_ metric: RankingMetric) -> Double? {
      Measurement(of: effects.compactMap { $0.difference(metric)?.mean })?.mean
    }
  }

  /// What rows are sorted by.
  static let primary = RankingMetric.ndcg(at: 10)

  let dataset: String
  /// The data set as reports name it.
  let title: String
  /// What references and changes are compared by.
  let metrics: [RankingMetric]
  /// In the order of the plan.
  let references: [RunGroup]
  /// The worst first; those without a finished run last.
  let rows: [Row]

  init(_ dataset: String, _ catalog: RunCatalog) {
    self.dataset = dataset
    title = catalog.titles.title(of: dataset)
    let metrics = catalog.metrics
    self.metrics = metrics
    let groups = catalog.groups.filter { $0.configuration.dataset == dataset }
    var references: [RunGroup] = []
    var effects: [ChangeEffect] = []
    for group in groups {
      let configuration = group.configuration
      let reference = references.first {
        $0.configuration.method == configuration.method
          && $0.configuration.isPretrained == configuration.isPretrained
      }
      guard let reference else {
        references.append(group)
        continue
      }
      guard let change = SettingChange(configuration, from: reference.configuration) else { continue }
      effects.append(
        ChangeEffect(
          change: change, reference: reference, group: group,
          comparisons: metrics.compactMap { Self.compare(group, reference, $0) }))
    }
    self.references = references
    rows = Self.rows(Self.corrected(effects))
  }

  /// The groups behind every row, references first.
  var groups: [RunGroup] { references + rows.flatMap(\.effects).map(\.group) }

  /// The reference of a method without pre-training, or of NeuMF with it.
  func reference(_ method: String, pretrained: Bool? = nil) -> RunGroup? {
    references.first {
      $0.configuration.method == method && (pretrained == nil || $0.configuration.isPretrained == pretrained)
    }
  }

  /// Over the seeds that both have finished, like the difference that is shown.
  private static func compare(
    _ group: RunGroup, _ reference: RunGroup, _ metric: RankingMetric
  ) -> Comparison? {
    let (own, usual) = (group.sharingSeeds(with: reference), reference.sharingSeeds(with: group))
    guard let value = own.best(metric), let usualValue = usual.best(metric) else { return nil }
    return Sample(label: "changed", value: value.mean, users: own.userValues(metric)).compared(
      to: Sample(label: "reference", value: usualValue.mean, users: usual.userValues(metric)), metric,
      setting: ChangeEffect.title(of: group.configuration))
  }

  /// Holm's correction is over all comparisons of the study.
  private static func corrected(_ effects: [ChangeEffect]) -> [ChangeEffect] {
    var comparisons = effects.flatMap(\.comparisons).holmCorrected[...]
    return effects.map { effect in
      var effect = effect
      effect.comparisons = Array(comparisons.prefix(effect.comparisons.count))
      comparisons = comparisons.dropFirst(effect.comparisons.count)
      return effect
    }
  }

  /// Effects of one change stand in one row, whatever the change means to each method.
  private static func rows(_ effects: [ChangeEffect]) -> [Row] {
    var titles: [String] = []
    for effect in effects where !titles.contains(effect.change.title) { titles.append(effect.change.title) }
    return titles.enumerated().map { position, title in
      let own = effects.filter { $0.change.title == title }
      return (position, Row(change: own[0].change, effects: own))
    }.sorted { first, second in
      let (one, other) = (first.1.damage(primary) ?? .infinity, second.1.damage(primary) ?? .infinity)
      return one == other ? first.0 < second.0 : one < other
    }.map(\.1)
  }
}
