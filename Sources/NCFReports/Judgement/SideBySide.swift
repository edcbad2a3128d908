import NCFEvaluation
import NCFExperiments
import NCFStatistics
import NCFStudies

/// Configurations set against each other outside of any study: what each measures, how they differ and whether by chance,
/// for whom one is better, and their curves.
///
///     let sides = [SideBySide.Side("NeuMF", neumf), SideBySide.Side("MLP", mlp)]
///     let report = SideBySide(sides, metrics: RankingMetric.paper).document
public struct SideBySide: Sendable {
  /// One configuration with its repeats.
  public struct Side: Sendable {
    /// What it is called, unlike the others.
    public let title: String
    let group: RunGroup

    /// - Parameter records: Finished runs of one configuration, that differ in their seeds; at least one.
    public init(_ title: String, _ records: [RunRecord]) {
      precondition(!records.isEmpty, "a side has runs")
      self.title = title
      let ordered = records.sorted { ($0.configuration.seed ?? 0) < ($1.configuration.seed ?? 0) }
      group = RunGroup(
        configuration: ordered[0].configuration.withoutSeed, planned: ordered.map(PlannedRun.init),
        finished: ordered)
    }

    /// In the order of their seeds.
    public var runs: [RunIdentity] { group.finished.map(\.identity) }
  }

  /// One metric of two sides.
  public struct Difference: Hashable, Sendable, Encodable {
    public let comparison: Comparison
    /// How many users have a higher, a lower and an equal value with the subject, each averaged over the seeds; nil if
    /// single users' values are not known.
    public let users: Users?

    public struct Users: Hashable, Sendable, Encodable {
      public let won: Int
      public let lost: Int
      public let even: Int
    }
  }

  public let sides: [Side]
  /// Every pair of sides, by each metric, the first side of a pair being the subject.
  public let differences: [Difference]
  private let yardsticks: [Yardstick]
  private let titles: DatasetTitles

  /// - Parameters:
  ///   - sides: Two or more, tested on the same cases.
  ///   - metrics: Among sampled negatives, and among all unseen items where every side was ranked so.
  public init(_ sides: [Side], metrics: [RankingMetric], titles: DatasetTitles = DatasetTitles()) {
    self.sides = sides
    self.titles = titles
    let isFull = sides.allSatisfy { side in
      side.group.finished.allSatisfy { $0.result?.fullRanking != nil }
    }
    let yardsticks =
      metrics.map { Yardstick.sampled($0) } + (isFull ? metrics.map { Yardstick.full($0) } : [])
    self.yardsticks = yardsticks
    // By side, then by yardstick.
    let samples = sides.map { side in yardsticks.map { Sample(side.title, side.group, $0) } }
    var comparisons: [Comparison] = []
    var users: [Difference.Users?] = []
    for (first, subject) in samples.enumerated() {
      for reference in samples.dropFirst(first + 1) {
        for (yardstick, sample) in zip(yardsticks, zip(subject, reference)) {
          guard let own = sample.0, let other = sample.1 else { continue }
          comparisons.append(own.compared(to: other, Self.title(yardstick, isFull), setting: ""))
          users.append(Self.users(own, other))
        }
      }
    }
    differences = zip(comparisons.tested, users).map(Difference.init)
  }

  /// "HR@10"; with what was ranked where both are at hand.
  private static func title(_ yardstick: Yardstick, _ isFull: Bool) -> String {
    isFull ? yardstick.title : yardstick.metric.title
  }

  private static func users(_ own: Sample, _ other: Sample) -> Difference.Users? {
    guard let first = own.meanByUser, let second = other.meanByUser, first.count == second.count else {
      return nil
    }
    let signs = zip(first, second).map { $0 - $1 }
    return Difference.Users(
      won: signs.count { $0 > 0 }, lost: signs.count { $0 < 0 }, even: signs.count { $0 == 0 })
  }

  // MARK: As a report

  public var document: ReportDocument {
    let words = sides.map(\.title).words
    let caption =
      "\(words) on \(titles.title(of: sides[0].group.configuration.dataset)). Protocol: \(protocolText)."
    let records = Dictionary(
      sides.flatMap(\.group.finished).map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    return ReportDocument(
      name: "comparison", title: words, caption: caption, data: data,
      tables: [measured(caption), different], figure: figure(caption), notes: notes,
      provenance: Provenance(sides.map(\.group), records: records), warning: nil)
  }

  private var protocolText: String {
    let labels = sides.map(\.group.configuration.protocolLabel)
    return Set(labels).count == 1
      ? sides[0].group.configuration.selection.protocolText
      : zip(sides, labels).map { "\($0.title), \($1)" }.joined(separator: "; ")
  }

  private var notes: [String] {
    var notes = [
      "Intervals are 95% intervals over users and seeds together, p is of the difference, after Holm's correction "
        + "over all rows. Won, lost and even count users, each with the mean over the seeds.",
      "p (t) and p (Wilcoxon) are paired tests over users alone, as papers report them, not corrected.",
    ]
    if differences.contains(where: { $0.comparison.tests?.countsSeeds == false }) {
      notes.append("¹ Seeds are not counted: a side whose numbers depend on its seed has a single run.")
    }
    if differences.contains(where: { $0.users == nil }) {
      notes.append("Single users' values are not known where runs tested different numbers of cases.")
    }
    return notes
  }

  private func measured(_ caption: String) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("runs"), .number("seeds"), .number("best epoch")]
        + yardsticks.map { .number(heading($0)) } + [.number("training s")])
    for side in sides {
      let epochs = side.group.finished.compactMap(\.result?.bestEpoch).map(String.init)
      table.append(
        [.text(side.title), .integer(side.runs.count), .text(epochs.joined(separator: ", "))]
          + yardsticks.map { .measured($0.measurement(of: side.group), decimals: 4) } + [
            .measured(
              side.group.measurement { $0.epochs.reduce(0) { $0 + $1.trainingSeconds } }, decimals: 1)
          ])
    }
    return table
  }

  private func heading(_ yardstick: Yardstick) -> String {
    Self.title(yardstick, yardsticks.contains { $0.scope == .full })
  }

  private var different: ReportTable {
    var table = ReportTable(
      caption: "Differences.",
      columns: [
        .text("first"), .text("second"), .text("metric"), .number("difference"), .text("95% interval"),
        .number("p"), .number("p (t)"), .number("p (Wilcoxon)"), .number("won"), .number("lost"),
        .number("even"), .text("better"),
      ])
    for difference in differences {
      let (comparison, tests) = (difference.comparison, difference.comparison.tests)
      table.append([
        .text(comparison.subject), .text(comparison.reference), .text(comparison.metric),
        .difference(comparison.difference, decimals: 4), tests.map { .interval($0) } ?? .missing,
        tests.map { .probability($0.pHolm) } ?? .missing, tests.map { .probability($0.tTest) } ?? .missing,
        tests.map { .probability($0.wilcoxon) } ?? .missing, .known(difference.users?.won),
        .known(difference.users?.lost), .known(difference.users?.even), .text(better(comparison)),
      ])
    }
    return table
  }

  private func better(_ comparison: Comparison) -> String {
    switch comparison.standing {
    case .above: comparison.subject
    case .below: comparison.reference
    case .open: "not to be told"
    }
  }

  /// One row per side, run and epoch.
  private var data: ReportTable {
    let metrics = yardsticks.filter { $0.scope == .sampled }.map(\.metric)
    var table = ReportTable(
      caption: "Epochs of what is compared.",
      columns: [.text("side"), .number("seed"), .number("epoch"), .number("loss")]
        + metrics.map { .number($0.column) } + [.number("is_best")] + ProvenanceColumns.columns)
    for side in sides {
      for record in side.group.finished {
        let alone = RunGroup(
          configuration: side.group.configuration, planned: [PlannedRun(record)], finished: [record])
        for epoch in record.epochs {
          table.append(
            [
              .text(side.title), .known(record.configuration.seed), .integer(epoch.epoch),
              .known(epoch.loss, decimals: 6),
            ] + metrics.map { .known(epoch.metrics.value(of: $0), decimals: 6) }
              + [.integer(epoch.epoch == record.result?.bestEpoch ? 1 : 0)]
              + ProvenanceColumns.cells(for: [alone], scale: .full))
        }
      }
    }
    return table
  }

  /// Loss and metrics by epoch; nil if nothing has epochs.
  private func figure(_ caption: String) -> FigureDescription? {
    guard sides.contains(where: { $0.group.finished.contains { $0.epochs.count > 1 } }) else { return nil }
    let last = sides.flatMap(\.group.finished).compactMap(\.epochs.last?.epoch).max() ?? 0
    func panel(_ title: String, _ value: (EpochRecord) -> Double?) -> FigureDescription.Panel {
      let series = sides.enumerated().map { place, side in
        FigureDescription.Series(style: style(place), points: side.group.curve(value))
      }
      return FigureDescription.Panel(
        title: title, x: Axis("epoch", covering: [0, Double(max(1, last))], room: 0.02, smallestStep: 1),
        y: Axis(title, covering: series.extent), series: series)
    }
    let metrics = yardsticks.filter { $0.scope == .sampled }.map(\.metric)
    return FigureDescription(
      name: "comparison", note: caption,
      rows: [
        [panel("training loss") { $0.loss }]
          + metrics.map { metric in panel(metric.title) { $0.metrics.value(of: metric) } }
      ])
  }

  /// A method's own style where each side has another method; otherwise those of several methods in turn.
  private func style(_ place: Int) -> MethodStyle {
    let methods = sides.map(\.group.configuration.method)
    let known =
      Set(methods).count == methods.count ? methods : ["neumf", "mlp", "gmf", "bpr", "eals", "itemknn"]
    let style = MethodStyle.of(known[place % known.count])
    return MethodStyle(
      title: sides[place].title, colour: style.colour, marker: style.marker, isDashed: style.isDashed)
  }
}
