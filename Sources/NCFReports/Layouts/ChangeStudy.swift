import NCFEvaluation
import NCFExperiments
import NCFStatistics
import NCFStudies

/// Methods with one thing changed at a time, each against its own reference.
///
/// The reference of a method is its first planned configuration. A study says which settings make a method of its own of
/// a method, as pre-training does.
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

  /// What is known of changes, and what rows are sorted by.
  let layout: ChangesLayout
  let dataset: String
  /// The data set as reports name it.
  let title: String
  /// What references and changes are compared by.
  let metrics: [RankingMetric]
  /// In the order of the plan.
  let references: [RunGroup]
  /// The worst first; those without a finished run last.
  let rows: [Row]

  init(_ dataset: String, _ layout: ChangesLayout, _ catalog: RunCatalog) {
    self.dataset = dataset
    self.layout = layout
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
          && layout.variant(of: $0.configuration) == layout.variant(of: configuration)
      }
      guard let reference else {
        references.append(group)
        continue
      }
      guard let change = SettingChange(configuration, from: reference.configuration, layout.known) else {
        continue
      }
      effects.append(
        ChangeEffect(
          change: change, reference: reference, group: group,
          comparisons: metrics.compactMap { Self.compare(group, reference, $0, layout) },
          method: layout.title(of: configuration)))
    }
    self.references = references
    rows = Self.rows(Self.corrected(effects), by: layout.primary)
  }

  /// The groups behind every row, references first.
  var groups: [RunGroup] { references + rows.flatMap(\.effects).map(\.group) }

  /// The method that looks at no user; nil if there is none, or it has no finished run.
  var floor: RunGroup? {
    layout.floor.flatMap { floor in references.first { $0.configuration.method == floor } }
  }

  /// Over the seeds that both have finished, like the difference that is shown.
  private static func compare(
    _ group: RunGroup, _ reference: RunGroup, _ metric: RankingMetric, _ layout: ChangesLayout
  ) -> Comparison? {
    let (own, usual) = (group.sharingSeeds(with: reference), reference.sharingSeeds(with: group))
    guard let changed = Sample("changed", own, .sampled(metric)),
      let unchanged = Sample("reference", usual, .sampled(metric))
    else { return nil }
    return changed.compared(
      to: unchanged, metric.title, setting: layout.title(of: group.configuration), isPairedBySeed: true)
  }

  /// Holm's correction is over all comparisons of the study.
  private static func corrected(_ effects: [ChangeEffect]) -> [ChangeEffect] {
    var comparisons = effects.flatMap(\.comparisons).tested[...]
    return effects.map { effect in
      var effect = effect
      effect.comparisons = Array(comparisons.prefix(effect.comparisons.count))
      comparisons = comparisons.dropFirst(effect.comparisons.count)
      return effect
    }
  }

  /// Effects of one change stand in one row, whatever the change means to each method.
  private static func rows(_ effects: [ChangeEffect], by primary: RankingMetric) -> [Row] {
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

/// What a change did to one method.
struct ChangeEffect {
  let change: SettingChange
  let reference: RunGroup
  let group: RunGroup
  /// Each metric against the reference's, with tests over users; none if runs are missing.
  var comparisons: [Comparison]

  /// "NeuMF, with pre-training".
  let method: String

  func comparison(_ metric: RankingMetric) -> Comparison? {
    comparisons.first { $0.metric == metric.title }
  }

  /// The difference of runs of one seed: its mean and spread over the seeds that both have.
  func difference(_ metric: RankingMetric) -> Measurement? {
    let usual = Dictionary(
      reference.finished.compactMap { record in
        record.result.map { (record.configuration.seed, $0.value(of: metric)) }
      }, uniquingKeysWith: { first, _ in first })
    return Measurement(
      of: group.finished.compactMap { record in
        guard let result = record.result, let other = usual[record.configuration.seed] else { return nil }
        return result.value(of: metric) - other
      })
  }

  /// Below, above, or not to be told apart: by those of the metrics that differ really.
  enum Direction { case lower, higher, mixed, none }

  var direction: Direction {
    let real = comparisons.filter(\.isReal).map { $0.difference > 0 }
    if real.isEmpty { return .none }
    return real.allSatisfy { $0 } ? .higher : real.contains(true) ? .mixed : .lower
  }

  /// Whether the runs were trained bit by bit alike: every epoch's loss is that of the reference with the same seed.
  var trainsAlike: Bool {
    let pairs = group.finished.map { record in
      (record, reference.finished.first { $0.configuration.seed == record.configuration.seed })
    }
    return !pairs.isEmpty
      && pairs.allSatisfy { record, other in record.epochs.map(\.loss) == other?.epochs.map(\.loss) }
  }
}

extension RunGroup {
  /// The mean loss of an epoch over the repeats.
  func loss(ofEpoch epoch: Int) -> Double? {
    measurement { record in record.epochs.first { $0.epoch == epoch }?.loss }?.mean
  }

  var lastLoss: Double? { measurement { $0.epochs.last?.loss }?.mean }

  /// HR@10 of an epoch on the selection task, averaged over the repeats.
  func hitRatio(ofEpoch epoch: Int) -> Double? {
    measurement { record in record.epochs.first { $0.epoch == epoch }?.metrics.hitRatio(at: 10) }?.mean
  }

  var bestEpoch: Double? { measurement { $0.result.map { Double($0.bestEpoch) } }?.mean }

  /// By how much HR@10 falls from the best epoch to the last.
  var decline: Double? {
    measurement { record in
      let hits = record.epochs.map { $0.metrics.hitRatio(at: 10) }
      guard let best = hits.max(), let last = hits.last else { return nil }
      return best - last
    }?.mean
  }
}

/// One thing that a run does otherwise than the reference of its method: the settings in which the two differ.
struct SettingChange: Hashable {
  /// The changed values by key; nil where the reference has a setting that the run has not.
  let values: [String: String?]
  /// The reference's values of the same keys.
  let usual: [String: String?]

  /// Nil if the two configurations differ in nothing but the seed.
  init?(
    _ configuration: RunConfiguration, from reference: RunConfiguration, _ known: [ChangesLayout.Known]
  ) {
    let (own, others) = (configuration.settingTexts, reference.settingTexts)
    let keys = Set(own.keys).union(others.keys).filter { own[$0] != others[$0] }
    guard !keys.isEmpty else { return nil }
    values = Dictionary(uniqueKeysWithValues: keys.map { ($0, own[$0]) })
    usual = Dictionary(uniqueKeysWithValues: keys.map { ($0, others[$0]) })
    self.known = known.first { known in
      known.settings.allSatisfy { key, allowed in
        keys.contains(key) && own[key].map(allowed.contains) ?? false
      }
        && Set(keys).subtracting(known.settings.keys).isSubset(of: known.companions)
    }
  }

  /// "batch_size 1024", with every changed setting.
  var settings: String {
    values.keys.sorted().map { "\($0) \((values[$0] ?? nil) ?? "not given")" }.joined(separator: ", ")
  }

  /// What is known of the change, or nil.
  let known: ChangesLayout.Known?

  /// "negatives drawn once", or the settings where nothing is known of it.
  var title: String { known?.title ?? settings }

  /// Whether the numbers are those of another measurement, which do not compare with the paper's.
  var measuresOtherwise: String? { known?.incomparable }
}

extension ChangesLayout {
  /// What makes a method of its own of a configuration's method.
  func variant(of configuration: RunConfiguration) -> [String?] {
    variants.map { configuration.facet($0)?.description }
  }

  /// "NeuMF, with pre-training".
  func title(of configuration: RunConfiguration) -> String {
    let own = variants.compactMap { key -> String? in
      guard case .flag(true)? = configuration.facet(key) else { return nil }
      return RunSelector.Setting(key, [.flag(true)]).words
    }
    return ([MethodStyle.of(configuration.method).title] + own).joined(separator: ", ")
  }
}
