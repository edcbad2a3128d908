import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStatistics
import NCFStudies

/// What the check of a rule found on one data set.
struct Finding {
  /// The cells that were looked at.
  var cells: [RunCell] = []
  var comparisons: [Comparison] = []
  /// Nil if runs are missing.
  var outcome: Verdict.Outcome?
  /// The deciding numbers, in a sentence or several; empty if runs are missing.
  var reason = ""
  /// What is missing beside runs that have not finished.
  var shortage: String?

  /// Runs that the rule needs and that have not finished.
  var missing: [RunSelector] { cells.filter { $0.chosen == nil }.map(\.runs) }
}

/// Decides rules by stored runs: one engine for every claim of every study.
///
/// A difference counts users and seeds together (`SeededDifference`), and Holm's correction is over all comparisons of a
/// rule. What cannot be told from chance is not decided, which is not the same as contradicted. A rule is refused, the same for all kinds, if a run that it needs
/// is missing.
struct Judge {
  let input: ReportInput
  let catalog: RunCatalog
  let dataset: String
  private var metrics: [RankingMetric] { catalog.metrics }

  init(_ input: ReportInput, _ catalog: RunCatalog, dataset: String) {
    self.input = input
    self.catalog = catalog
    self.dataset = dataset
  }

  /// A claim that rests on a search which could have found more is not decided, whatever its runs say.
  func finding(_ rule: ClaimRule) -> Finding {
    var finding = judged(rule)
    guard finding.outcome != nil else { return finding }
    var seen: Set<String> = []
    let doubtful = finding.cells.filter { !($0.choice?.exhaustion?.isExhausted ?? true) }
      .map { MethodStyle.of($0.method).title }.filter { seen.insert($0).inserted }
    guard !doubtful.isEmpty else { return finding }
    finding.outcome = .notDecided
    finding.reason += "; searches that are not exhausted: \(doubtful.joined(separator: ", "))"
    return finding
  }

  private func judged(_ rule: ClaimRule) -> Finding {
    switch rule {
    case .better(let rule): superiority(rule, isBetter: true)
    case .noBetter(let rule): superiority(rule, isBetter: false)
    case .monotone(let rule): trend(rule)
    case .bestWithin(let rule): bestRange(rule)
    case .gainBy(let rule): earlyGain(rule)
    case .sameOrder(let rule): agreement(rule)
    case .asPublished(let rule): reproduction(rule)
    case .all(let rules): all(rules.map(judged))
    }
  }

  private func all(_ findings: [Finding]) -> Finding {
    var whole = Finding(
      cells: findings.flatMap(\.cells), comparisons: findings.flatMap(\.comparisons),
      shortage: findings.compactMap(\.shortage).first)
    let outcomes = findings.compactMap(\.outcome)
    guard outcomes.count == findings.count else { return whole }
    whole.outcome =
      outcomes.contains(.contradicted)
      ? .contradicted : outcomes.allSatisfy { $0 == .holds } ? .holds : .notDecided
    whole.reason = findings.map(\.reason).joined(separator: "; ")
    return whole
  }

  // MARK: Cells

  /// The cells whose average a side is: one for each combination of its values.
  private func cells(_ runs: RunSelector, _ test: RuleTest) -> [RunCell] {
    let methods = (runs["method"] ?? []).map(\.description)
    let settled = catalog.settled(test.preferences, methods: methods)
    // What a rule says of the runs goes before what it prefers.
    let whole = settled.with(runs).with("dataset", .text(dataset))
    return whole.alternatives.map { catalog.cell($0, keepsToPreferences: !isContest) }
  }

  /// Whether hyperparameters were searched: then nothing is preferred but the best.
  private var isContest: Bool { input.isSearch }

  /// Nil unless every cell is finished.
  private func sample(
    _ label: String, _ cells: [RunCell], _ metric: RankingMetric, _ test: RuleTest
  ) -> Sample? {
    Sample(label, cells, Yardstick(metric: metric, scope: test.ranking))
  }

  private func title(of metric: RankingMetric, _ test: RuleTest) -> String {
    test.ranking == .full ? "\(metric.title), full" : metric.title
  }

  /// Every planned method on the data set, by its best configuration.
  private func everyMethod() -> [RunCell] {
    let planned = Set(catalog.groups.map(\.configuration).filter { $0.dataset == dataset }.map(\.method))
    let ordered = MethodStyle.order.filter(planned.contains) + planned.subtracting(MethodStyle.order).sorted()
    return ordered.map {
      catalog.cell(RunSelector(dataset: dataset, method: $0), keepsToPreferences: false)
    }
  }

  // MARK: Better, no better

  private func superiority(_ rule: Superiority, isBetter: Bool) -> Finding {
    let subjects = rule.subjects
    let references =
      rule.references.isEmpty
      ? everyMethod().filter { cell in !subjects.contains { $0.runs.method == cell.method } }
        .map { ClaimSide(RunSelector([.init("method", [.text($0.method)])])) }
      : rule.references
    let settings: [RunSelector] =
      rule.each.map { each in each.values.map { RunSelector([.init(each.key, [$0])]) } } ?? [
        RunSelector()
      ]
    var finding = Finding()
    var pairs:
      [(setting: RunSelector, subject: ClaimSide, reference: ClaimSide, own: [RunCell], others: [RunCell])] =
        []
    for reference in references {
      for subject in subjects {
        for setting in settings {
          let own = cells(subject.runs.with(setting), rule.test)
          let others = cells(reference.runs.with(setting), rule.test)
          finding.cells += own
          finding.cells += others
          pairs.append((setting, subject, reference, own, others))
        }
      }
    }
    guard !pairs.isEmpty else {
      finding.shortage = "another method to compare with"
      return finding
    }
    guard finding.missing.isEmpty else { return finding }
    for (setting, subject, reference, own, others) in pairs {
      for metric in rule.test.lists.compactMap(ListMetricRegistry.metric(named:)) {
        let candidates: ListMetrics.Candidates = rule.test.ranking == .full ? .full : .sampled
        guard let one = Sample(subject.title, own, metric, candidates),
          let other = Sample(reference.title, others, metric, candidates)
        else {
          finding.shortage = "what is in the lists of the best items"
          return finding
        }
        guard one.hasSeeds, other.hasSeeds else {
          finding.shortage = "two seeds of \((one.hasSeeds ? other : one).label)"
          return finding
        }
        finding.comparisons.append(
          one.compared(to: other, "\(metric.title), \(candidates.rawValue)", setting: words(setting, own)))
      }
      for metric in rule.test.lists.isEmpty ? metrics : [] {
        guard let one = sample(subject.title, own, metric, rule.test),
          let other = sample(reference.title, others, metric, rule.test)
        else {
          finding.shortage = "a ranking of all unseen items"
          return finding
        }
        finding.comparisons.append(
          one.compared(
            to: other, title(of: metric, rule.test), setting: words(setting, own)))
      }
    }
    if let threshold = rule.meanImprovement {
      finding.comparisons = finding.comparisons.tested
      guard let mean = Measurement(of: finding.comparisons.compactMap(\.improvement))?.mean else {
        return finding
      }
      finding.outcome = mean > threshold ? .holds : .contradicted
      finding.reason = "mean relative improvement \(signedPercent(mean))"
      return finding
    }
    let expectation: Expectation =
      !isBetter
      ? .notBetterBy(rule.margin ?? 0)
      : rule.amount > 0 ? .betterBy(rule.amount) : .better(margin: rule.margin)
    decide(&finding, expectation, of: rule.quantifier == .all ? .all : .any, rule.test)
    explain(&finding, rule, isBetter: isBetter)
    return finding
  }

  private func explain(_ finding: inout Finding, _ rule: Superiority, isBetter: Bool) {
    var reason = ""
    if rule.each == nil, finding.comparisons.count > 1 {
      reason = standing(of: finding.comparisons, bySubject: rule.subjects.count > 1, rule.test)
    } else if isBetter {
      reason = finding.comparisons.map(\.reference).distinct.map { reference in
        let own = finding.comparisons.filter { $0.reference == reference }
        let mean = Measurement(of: own.compactMap(\.improvement)).map { signedPercent($0.mean) } ?? "unknown"
        return "\(own.count(where: \.satisfied)) of \(own.count) comparisons with \(reference) as claimed, "
          + "mean relative improvement \(mean)"
      }.joined(separator: "; ")
    } else {
      let largest = finding.comparisons.map(\.difference).max() ?? 0
      reason =
        "\(rule.subjects.map(\.title).words) exceeds \(finding.comparisons.map(\.reference).distinct.words) by at most "
        + fixed(largest, decimals: 4)
    }
    finding.reason = [reason, finding.reason].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Who is really better, who worse, and who cannot be told apart.
  private func standing(of comparisons: [Comparison], bySubject: Bool, _ test: RuleTest) -> String {
    let several = Set(comparisons.map(\.metric)).count > 1
    let groups: [(String, Comparison.Standing)] = [
      ("really better", bySubject ? .above : .below), ("really worse", bySubject ? .below : .above),
      ("not to be told apart", .open),
    ]
    let against =
      bySubject ? comparisons.map(\.reference).distinct : comparisons.map(\.subject).distinct
    return "against \(against.words), "
      + groups.compactMap { words, standing -> String? in
        let own = comparisons.filter { $0.standing == standing }
        guard !own.isEmpty else { return nil }
        // Whoever is named is set against the other: its difference is the other way round.
        let sign = bySubject ? 1.0 : -1.0
        let names = own.sorted { sign * $0.difference > sign * $1.difference }.map {
          "\(bySubject ? $0.subject : $0.reference) (\(signedDifference(sign * $0.difference))\(several ? " \($0.metric)" : ""))"
        }
        return "\(words): \(names.joined(separator: ", "))"
      }.joined(separator: "; ")
  }

  /// "8 factors", or what else tells this comparison from the others of its rule.
  private func words(_ setting: RunSelector, _ cells: [RunCell]) -> String {
    guard let own = setting.settings.first else { return dataset }
    return own.key == "method" ? MethodStyle.of(own.values[0].description).title : own.words
  }

  // MARK: Monotone, best within a range

  private func trend(_ rule: Trend) -> Finding {
    let steps = rule.steps.values.map { value in
      cells(
        RunSelector(rule.runs.settings + (rule.averagedOver.map { [$0] } ?? [])).with(rule.steps.key, value),
        rule.test)
    }
    var finding = Finding(cells: steps.flatMap { $0 })
    guard finding.missing.isEmpty else { return finding }
    let labels = rule.steps.values.map { RunSelector.Setting(rule.steps.key, [$0]).words }
    let setting =
      rule.averagedOver.map { "mean over \(SettingWords.range($0.values)) \(SettingWords.noun($0.key))" }
      ?? dataset
    for step in steps.indices.dropFirst() {
      for metric in metrics {
        let (better, worse) = rule.direction == .rising ? (step, step - 1) : (step - 1, step)
        guard let higher = sample(labels[better], steps[better], metric, rule.test),
          let lower = sample(labels[worse], steps[worse], metric, rule.test)
        else { continue }
        finding.comparisons.append(higher.compared(to: lower, title(of: metric, rule.test), setting: setting))
      }
    }
    decide(&finding, .better(), of: .all, rule.test)
    let direction = rule.direction == .rising ? "raise" : "lower"
    let really = finding.comparisons.count(where: \.satisfied)
    let summary = "\(really) of \(finding.comparisons.count) steps really \(direction) the metric"
    finding.reason = [summary, finding.reason].filter { !$0.isEmpty }.joined(separator: "; ")
    return finding
  }

  private func bestRange(_ rule: BestRange) -> Finding {
    var finding = Finding()
    var parts: [(side: ClaimSide, cells: [[RunCell]], labels: [String])] = []
    for side in rule.subjects {
      let planned = catalog.values(
        of: rule.key, methods: (side.runs["method"] ?? []).map(\.description), dataset: dataset)
      let inside = planned.filter { $0.number.map(rule.range.contains) ?? false }
      let ranges = [
        inside, planned.filter { ($0.number ?? .nan) < rule.range.lowerBound },
        planned.filter { ($0.number ?? .nan) > rule.range.upperBound },
      ]
      guard !ranges[0].isEmpty, !ranges[1].isEmpty, !ranges[2].isEmpty else {
        finding.shortage =
          "\(side.title) with \(SettingWords.noun(rule.key)) below, within and above "
          + "\(fixed(rule.range.lowerBound, decimals: 0))–\(fixed(rule.range.upperBound, decimals: 0))"
        continue
      }
      let cells = ranges.map { values in
        self.cells(side.runs.with(RunSelector([.init(rule.key, values)])), rule.test)
      }
      finding.cells += cells.flatMap { $0 }
      parts.append((side, cells, ranges.map { RunSelector.Setting(rule.key, $0).words }))
    }
    guard finding.missing.isEmpty, finding.shortage == nil else { return finding }
    for (side, cells, labels) in parts {
      for metric in metrics {
        let samples = zip(labels, cells).compactMap { sample($0, $1, metric, rule.test) }
        guard samples.count == 3 else { continue }
        for other in samples.dropFirst() {
          finding.comparisons.append(
            samples[0].compared(to: other, title(of: metric, rule.test), setting: side.title))
        }
      }
    }
    decide(&finding, .better(), of: .all, rule.test)
    let range =
      "the range is really better in \(finding.comparisons.count(where: \.satisfied)) of \(finding.comparisons.count) "
      + "comparisons, higher in \(finding.comparisons.count { $0.difference > 0 })"
    finding.reason = [range, finding.reason].filter { !$0.isEmpty }.joined(separator: "; ")
    return finding
  }

  /// Tests all comparisons together, and sets the outcome; where nothing is decided, the reason says what would decide.
  private func decide(
    _ finding: inout Finding, _ expectation: Expectation, of quantifier: ClaimTest.Quantifier,
    _ test: RuleTest
  ) {
    let (comparisons, decision) = finding.comparisons.tested(expectation, of: quantifier, level: test.level)
    finding.comparisons = comparisons
    switch decision {
    case .holds: finding.outcome = .holds
    case .contradicted: finding.outcome = .contradicted
    case .notDecided(let needed):
      finding.outcome = .notDecided
      finding.reason =
        switch needed {
        case .seeds(let count): "\(count) seeds of each would decide, if the differences stay as they are"
        case .moreThan(let count): "more than \(count) seeds of each would be needed"
        case .moreUsers: "no number of seeds would decide, with so few users"
        case .unknown: "with one seed, nothing is known of how seeds vary"
        }
    case nil:
      finding.outcome = .notDecided
      finding.reason = "the runs did not test the same users"
    }
  }

  // MARK: Gain by an epoch

  private func earlyGain(_ rule: EarlyGain) -> Finding {
    let settled = catalog.settled(rule.test.preferences, methods: rule.subjects.compactMap(\.runs.method))
    let cells = rule.subjects.map { side in
      catalog.cell(settled.with(side.runs).with("dataset", .text(dataset)))
    }
    var finding = Finding(cells: cells)
    guard finding.missing.isEmpty else { return finding }
    let shortest = cells.flatMap { $0.chosen?.finished ?? [] }.map { $0.epochs.last?.epoch ?? 0 }.min() ?? 0
    guard shortest >= rule.leastEpochs else {
      finding.shortage = "runs of at least \(rule.leastEpochs) epochs (the shortest has \(shortest))"
      return finding
    }
    var shares: [Double] = []
    for (side, cell) in zip(rule.subjects, cells) {
      for metric in metrics {
        guard let progress = Progress(cell, metric, until: rule.epoch) else { continue }
        shares.append(progress.share)
        finding.comparisons.append(
          Comparison(
            subject: "by epoch \(rule.epoch)", reference: "best epoch",
            setting:
              "\(side.title), \(fixed(100 * progress.share, decimals: 1))% of the gain "
              + "from \(fixed(progress.start, decimals: 4))",
            metric: metric.title, subjectValue: progress.early, referenceValue: progress.best, tests: nil,
            satisfied: progress.share >= rule.share, seeded: nil))
      }
    }
    finding.outcome = finding.comparisons.allSatisfy(\.satisfied) ? .holds : .contradicted
    finding.reason =
      "at least \(fixed(100 * (shares.min() ?? 0), decimals: 1))% of the gain by epoch \(rule.epoch)"
    return finding
  }

  /// How far a metric had come by an epoch, in the mean over seeds.
  private struct Progress {
    let start: Double
    let early: Double
    let best: Double
    var share: Double { best > start ? (early - start) / (best - start) : 1 }

    init?(_ cell: RunCell, _ metric: RankingMetric, until epoch: Int) {
      func mean(_ value: ([EpochRecord]) -> Double?) -> Double? {
        cell.chosen?.measurement { value($0.epochs) }?.mean
      }
      func highest(_ epochs: [EpochRecord]) -> Double? {
        let values = epochs.map { $0.metrics.value(of: metric) }
        return values.contains(nil) ? nil : values.compactMap { $0 }.max()
      }
      guard
        let start = mean({ epochs in
          epochs.first { $0.epoch == 0 }?.metrics.value(of: metric)
        }),
        let early = mean({ epochs in highest(epochs.filter { $0.epoch <= epoch }) }),
        let best = mean(highest)
      else { return nil }
      (self.start, self.early, self.best) = (start, early, best)
    }
  }

  // MARK: Orders, published numbers

  private func agreement(_ rule: OrderAgreement) -> Finding {
    let cells = everyMethod()
    var finding = Finding(cells: cells)
    guard finding.missing.isEmpty, cells.count > 1 else {
      if cells.count < 2 { finding.shortage = "two methods to put in an order" }
      return finding
    }
    var sentences: [String] = []
    var swappedPairs = 0
    for metric in metrics {
      let order = MethodOrder(cells.compactMap(\.chosen), metric, rule.first, rule.second)
      guard order.isMeasured else {
        finding.shortage = "a ranking of all unseen items"
        return finding
      }
      swappedPairs += order.swaps.count
      for swap in order.swaps { finding.comparisons += [swap.first, swap.second] }
      sentences.append("\(order.swaps.count) of \(order.pairCount) pairs change places by \(metric.title)")
    }
    finding.comparisons = finding.comparisons.tested(level: rule.test.level).comparisons
    var contradictions: [String] = []
    for pair in stride(from: 0, to: finding.comparisons.count, by: 2) {
      let isReal = finding.comparisons[pair...(pair + 1)].allSatisfy(\.isReal)
      if isReal {
        contradictions.append(
          "\(finding.comparisons[pair].subject) and \(finding.comparisons[pair].reference)")
      }
      for index in pair...(pair + 1) { finding.comparisons[index].satisfied = false }
    }
    finding.outcome = swappedPairs == 0 ? .holds : contradictions.isEmpty ? .notDecided : .contradicted
    finding.reason =
      sentences.joined(separator: ", ")
      + (contradictions.isEmpty
        ? "" : "; with a real difference both ways: \(contradictions.distinct.joined(separator: ", "))")
    return finding
  }

  private func reproduction(_ rule: Reproduction) -> Finding {
    let cells = everyMethod()
    var finding = Finding(cells: cells)
    guard finding.missing.isEmpty else { return finding }
    for cell in cells {
      guard let group = cell.chosen else { continue }
      for metric in metrics {
        guard let published = input.published(metric, of: group.configuration).first,
          let value = Yardstick(metric: metric, scope: rule.test.ranking).measurement(of: group)
        else { continue }
        let difference = value.mean - published.value
        finding.comparisons.append(
          Comparison(
            subject: MethodStyle.of(cell.method).title, reference: published.source, setting: published.table,
            metric: title(of: metric, rule.test), subjectValue: value.mean, referenceValue: published.value,
            tests: nil,
            satisfied: difference >= -rule.tolerance && (rule.isOneSided || difference <= rule.tolerance),
            seeded: nil))
      }
    }
    guard !finding.comparisons.isEmpty else {
      finding.shortage = "published numbers for this data set"
      return finding
    }
    finding.outcome = finding.comparisons.allSatisfy(\.satisfied) ? .holds : .contradicted
    let groups: [(String, (Comparison) -> Bool)] = [
      (
        "within \(fixed(rule.tolerance, decimals: 3)) of the published value",
        { abs($0.difference) <= rule.tolerance }
      ),
      ("above it", { $0.difference > rule.tolerance }), ("below it", { $0.difference < -rule.tolerance }),
    ]
    finding.reason = groups.compactMap { words, belongs in
      let own = finding.comparisons.filter(belongs)
      return own.isEmpty
        ? nil
        : "\(words): \(own.map { "\($0.subject) (\(signedDifference($0.difference)))" }.joined(separator: ", "))"
    }.joined(separator: "; ")
    return finding
  }
}

/// The orders of methods by two rankings of the held-out items, and where they differ.
struct MethodOrder {
  /// The pairs that change places, as the first ranking and as the second has them. Holm's correction is still to come.
  let swaps: [(first: Comparison, second: Comparison)]
  let pairCount: Int
  let correlation: KendallTau?
  /// Whether every method has been measured both ways.
  let isMeasured: Bool

  init(_ groups: [RunGroup], _ metric: RankingMetric, _ first: RankingScope, _ second: RankingScope) {
    let yardsticks = [first, second].map { Yardstick(metric: metric, scope: $0) }
    let titles = groups.map { MethodStyle.of($0.configuration.method).title }
    let samples = yardsticks.map { yardstick in zip(titles, groups).map { Sample($0, $1, yardstick) } }
    let measured = groups.indices.filter { samples[0][$0] != nil && samples[1][$0] != nil }
    isMeasured = measured.count == groups.count
    var swaps: [(Comparison, Comparison)] = []
    for (place, i) in measured.enumerated() {
      for j in measured[(place + 1)...] {
        guard let a = samples[0][i], let b = samples[0][j], let c = samples[1][i], let d = samples[1][j],
          (a.value - b.value) * (c.value - d.value) < 0
        else { continue }
        let dataset = groups[i].configuration.dataset
        swaps.append(
          (
            a.compared(to: b, yardsticks[0].title, setting: dataset),
            c.compared(to: d, yardsticks[1].title, setting: dataset)
          ))
      }
    }
    self.swaps = swaps
    pairCount = measured.count * (measured.count - 1) / 2
    correlation = KendallTau(
      measured.compactMap { samples[0][$0]?.value }, measured.compactMap { samples[1][$0]?.value })
  }
}
