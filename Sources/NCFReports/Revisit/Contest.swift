import NCFEvaluation
import NCFExperiments
import NCFStatistics

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

  /// Whose claims are looked into.
  static let challenged = "neumf"
  /// On which answers rest, and by which tables are sorted.
  static let primary = RankingMetric.ndcg(at: 10)

  let dataset: String
  /// The data set as reports name it.
  let title: String
  /// What methods are compared by: NDCG@10, on which answers rest, is always among them.
  let metrics: [RankingMetric]
  /// Those with a finished run, in the order in which tables list methods.
  let entries: [Entry]
  /// Planned methods without a finished run.
  let missing: [RunCell]
  /// Every other method against `challenged`, by each of the yardsticks; Holm's correction is over all of them.
  let challenges: [Comparison]
  private let records: [RunIdentity: RunRecord]

  init(_ dataset: String, _ context: ReportContext) {
    self.dataset = dataset
    title = context.catalog.titles.title(of: dataset)
    let shown = context.catalog.metrics
    metrics = shown.contains(Self.primary) ? shown : shown + [Self.primary]
    records = context.input.records
    let planned = Set(
      context.catalog.groups.map(\.configuration).filter { $0.dataset == dataset }.map(\.method))
    let methods =
      MethodStyle.order.filter(planned.contains) + planned.subtracting(MethodStyle.order).sorted()
    let cells = methods.map {
      context.catalog.cell(RunQuery(dataset: dataset, method: $0), keepsToDefaults: false)
    }
    entries = cells.compactMap { cell in
      cell.chosen.map { Entry(method: cell.query.method, cell: cell, group: $0) }
    }
    missing = cells.filter { $0.chosen == nil }
    challenges = Self.comparisons(
      of: entries, with: Self.challenged, by: metrics)
  }

  var cells: [RunCell] { entries.map(\.cell) + missing }

  func entry(_ method: String) -> Entry? { entries.first { $0.method == method } }

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
      return ([record] + earlier.compactMap { records[$0] }).flatMap(\.epochs).reduce(0) {
        $0 + $1.trainingSeconds
      }
    }
  }
}
