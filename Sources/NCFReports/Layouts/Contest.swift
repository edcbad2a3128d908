import NCFEvaluation
import NCFExperiments
import NCFStatistics
import NCFStudies

/// Methods that are compared on one data set, each by the best of its planned configurations on the selection task.
struct Contest {
  struct Entry {
    /// The name in specs.
    let method: String
    let cell: RunCell
    /// The configuration that is shown.
    let group: RunGroup

    var title: String { MethodStyle.of(method).title }
  }

  let dataset: String
  /// The data set as reports name it.
  let title: String
  /// The method that the others are set against, and by what answers are given.
  let layout: ContestLayout
  /// What methods are compared by: what answers rest on is always among them.
  let metrics: [RankingMetric]
  /// Those with a finished run, in the order in which tables list methods.
  let entries: [Entry]
  /// Planned methods without a finished run.
  let missing: [RunCell]
  private let input: ReportInput

  init(_ dataset: String, _ layout: ContestLayout, _ context: ReportContext) {
    self.dataset = dataset
    self.layout = layout
    title = context.catalog.titles.title(of: dataset)
    let shown = context.catalog.metrics
    metrics = shown.contains(layout.primary) ? shown : shown + [layout.primary]
    input = context.input
    let planned = Set(
      context.catalog.groups.map(\.configuration).filter { $0.dataset == dataset }.map(\.method))
    let methods =
      MethodStyle.order.filter(planned.contains) + planned.subtracting(MethodStyle.order).sorted()
    let cells = methods.map {
      context.catalog.cell(RunSelector(dataset: dataset, method: $0), keepsToPreferences: false)
    }
    entries = cells.compactMap { cell in
      cell.chosen.map { Entry(method: cell.method, cell: cell, group: $0) }
    }
    missing = cells.filter { $0.chosen == nil }
  }

  var cells: [RunCell] { entries.map(\.cell) + missing }

  func entry(_ method: String) -> Entry? { entries.first { $0.method == method } }

  /// By what answers are given.
  var primary: Yardstick { .sampled(layout.primary) }

  // MARK: Orders

  /// The entries that have been measured so, the best first; of equals, in the order of tables.
  func order(by yardstick: Yardstick) -> [Entry] {
    entries.compactMap { entry in yardstick.measurement(of: entry.group).map { (entry, $0.mean) } }
      .enumerated()
      .sorted { $0.element.1 == $1.element.1 ? $0.offset < $1.offset : $0.element.1 > $1.element.1 }
      .map(\.element.0)
  }

  /// 1 for the best; nil if the method has not been measured so.
  func place(of method: String, by yardstick: Yardstick) -> Int? {
    order(by: yardstick).firstIndex { $0.method == method }.map { $0 + 1 }
  }

  /// The orders by samples and by full ranking.
  func agreement(of metric: RankingMetric) -> MethodOrder {
    let measured = entries.map(\.group).filter { $0.best(metric) != nil && $0.full(metric) != nil }
    return MethodOrder(measured, metric, .sampled, .full)
  }

  // MARK: Differences

  /// Every other method against the challenged one, by each metric, sampled and full; Holm's correction is over all.
  var challenges: [Comparison] {
    guard let challenged = entry(layout.challenged) else { return [] }
    let yardsticks = metrics.map(Yardstick.sampled) + metrics.map(Yardstick.full)
    return entries.filter { $0.method != challenged.method }.flatMap { entry in
      yardsticks.compactMap { Self.compare(entry, challenged, $0) }
    }.tested
  }

  /// Each method against the next one in the order of a yardstick: which steps of the order are real.
  func steps(by yardstick: Yardstick) -> [Comparison] {
    let order = order(by: yardstick)
    return zip(order, order.dropFirst()).compactMap { Self.compare($0, $1, yardstick) }.tested
  }

  private static func compare(_ entry: Entry, _ other: Entry, _ yardstick: Yardstick) -> Comparison? {
    guard let subject = Sample(entry.title, entry.group, yardstick),
      let reference = Sample(other.title, other.group, yardstick)
    else { return nil }
    return subject.compared(to: reference, yardstick.title, setting: entry.group.configuration.dataset)
  }

  // MARK: Cost and settings

  /// The settings in which a method's trials differ, with the values that were chosen: "factors 64, l2 0.02". A setting
  /// that only some trials have, and always the same, is left out.
  func chosenSettings(of entry: Entry) -> String {
    let values = entry.group.configuration.values.values
    let searched = values.keys.filter { key in
      Set(entry.cell.candidates.compactMap { $0.configuration.values.values[key] }).count > 1
    }
    return searched.sorted().compactMap { key in values[key].map { "\(key) \($0)" } }.joined(separator: ", ")
  }

  /// Seconds of training over all epochs, with those of the runs that it starts from.
  func trainingSeconds(of entry: Entry) -> Measurement? {
    let runs = Dictionary(uniqueKeysWithValues: entry.group.planned.map { ($0.identity, $0) })
    return entry.group.measurement { record in
      let earlier = runs[record.identity]?.prerequisites.values.sorted { $0.digest < $1.digest } ?? []
      return ([record] + earlier.compactMap { input.records[$0] }).flatMap(\.epochs).reduce(0) {
        $0 + $1.trainingSeconds
      }
    }
  }

  /// What is published for the method, the latest version first.
  func published(_ metric: RankingMetric, _ entry: Entry) -> [PublishedNumbers.Number] {
    input.published(metric, of: entry.group.configuration)
  }
}

// MARK: - Sentences

/// What a contest says of itself, by rule.
extension Contest {
  /// Who is first, and where the challenged method stands.
  var orderSentences: [String] {
    guard let own = entry(layout.challenged), entries.count > 1 else { return missingSentences }
    return [primary, .full(layout.primary)].compactMap { yardstick in
      let order = order(by: yardstick)
      guard let best = order.first, let place = place(of: own.method, by: yardstick),
        let value = yardstick.measurement(of: own.group)?.mean,
        let top = yardstick.measurement(of: best.group)?.mean
      else { return nil }
      return best.method == own.method
        ? "By \(yardstick.title), \(own.title) is first of \(order.count) methods with \(fixed(value, decimals: 4))."
        : "By \(yardstick.title), \(best.title) is first with \(fixed(top, decimals: 4)); \(own.title) is number \(place) of "
          + "\(order.count) with \(fixed(value, decimals: 4)), \(fixed(top - value, decimals: 4)) behind."
    } + missingSentences
  }

  private var missingSentences: [String] {
    missing.isEmpty
      ? [] : ["Not enough runs: nothing is finished of \(missing.map(\.runs.text).joined(separator: "; "))."]
  }

  /// How far samples and the whole catalogue agree.
  var agreementSentences: [String] {
    metrics.compactMap { metric in
      guard let tau = agreement(of: metric).correlation else { return nil }
      let winners = [Yardstick.sampled(metric), .full(metric)].compactMap { order(by: $0).first?.title }
      let first =
        winners.count < 2
        ? ""
        : winners[0] == winners[1]
          ? " \(winners[0]) is first in both."
          : " \(winners[0]) is first among samples, \(winners[1]) among all items."
      return
        "By \(metric.title), Kendall's τ of the two orders is \(fixed(tau.coefficient, decimals: 3)).\(first)"
    }
  }

  /// What quality costs.
  var costSentences: [String] {
    let trained = entries.compactMap { entry in trainingSeconds(of: entry).map { (entry, $0.mean) } }
    let ranked = entries.compactMap { entry in entry.group.microsecondsPerUser.map { (entry, $0.mean) } }
    guard let own = entry(layout.challenged), let best = order(by: primary).first,
      let ownSeconds = trained.first(where: { $0.0.method == own.method })?.1,
      let bestSeconds = trained.first(where: { $0.0.method == best.method })?.1
    else { return [] }
    var sentences = ["Training \(own.title) took \(Self.seconds(ownSeconds))."]
    if best.method != own.method {
      sentences.append("The best method, \(best.title), took \(Self.seconds(bestSeconds)).")
    }
    if let quickest = ranked.min(by: { $0.1 < $1.1 }), let slowest = ranked.max(by: { $0.1 < $1.1 }),
      let ownTime = ranked.first(where: { $0.0.method == own.method })?.1
    {
      sentences.append(
        "Ranking the catalogue for a user takes from \(fixed(quickest.1, decimals: 0)) µs (\(quickest.0.title)) to "
          + "\(fixed(slowest.1, decimals: 0)) µs (\(slowest.0.title)); \(own.title) takes "
          + "\(fixed(ownTime, decimals: 0)) µs.")
    }
    // A method is dominated if another is no worse and cheaper to train.
    let frontier = order(by: primary).reduce(into: [(String, Double)]()) { frontier, entry in
      guard let time = trained.first(where: { $0.0.method == entry.method })?.1 else { return }
      if time < frontier.last?.1 ?? .infinity { frontier.append((entry.title, time)) }
    }
    sentences.append(
      "Each of these is better than everything that trains faster: "
        + frontier.map { "\($0.0) (\(Self.seconds($0.1)))" }.joined(separator: ", ") + ".")
    return sentences
  }

  private static func seconds(_ value: Double) -> String {
    value < 100 ? "\(fixed(value, decimals: 1)) s" : "\(fixed(value, decimals: 0)) s"
  }
}
