import Foundation
import NCFEvaluation
import NCFStudies

/// Methods against each other: quality, order and cost, and which differences are real.
struct ContestReport {
  private let section: Study.Section
  private let layout: ContestLayout

  init(_ section: Study.Section, _ layout: ContestLayout) {
    self.section = section
    self.layout = layout
  }

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let contests = contests(context)
    let tables = ContestTables(contests, context)
    return ReportDocument(
      name: section.name, title: section.title, caption: context.caption("Quality and cost of all methods."),
      data: tables.data, tables: tables.all,
      figure: ContestFigure(contests, context).description(named: section.name),
      notes: tables.notes + section.notes,
      provenance: context.provenance(of: contests.flatMap(\.cells)), warning: input.warning)
  }

  /// One for each data set.
  func contests(_ context: ReportContext) -> [Contest] {
    context.catalog.datasets.map { Contest($0, layout, context) }
  }
}

/// The tables in which contests are shown, the same in the report and on the page.
struct ContestTables {
  let contests: [Contest]
  let context: ReportContext

  init(_ contests: [Contest], _ context: ReportContext) {
    self.contests = contests
    self.context = context
  }

  var all: [ReportTable] {
    [sampled, full] + (lists.rows.isEmpty ? [] : [lists]) + [cost, againstChallenged, steps, correlation]
  }

  var notes: [String] {
    [
      "“Sampled” ranks a user's held-out item among the 99 sampled negatives of the paper, “full” among all items "
        + "that the user has not interacted with. One item is held out, so HR@K is Recall@K as well. Ties never favour "
        + "the held-out item.",
      "A difference counts as real if it is told from zero over users and seeds together, at the level "
        + "\(fixed(RuleTest.usualLevel, decimals: 2)) after Holm's correction over the table's comparisons (p). Intervals are 95% "
        + "intervals over users and seeds; where a method that depends on its seed has a single one, seeds are not counted, "
        + "and the interval is marked ¹. Neither covers the choice of the data set or of the search. p (t) is the paired "
        + "t-test over users, as papers report it.",
      "Training seconds are of all epochs, without evaluation, and with the runs that a pre-trained model starts from. "
        + "Microseconds are to score and rank the whole catalogue for one user. Both are processor time of one thread.",
    ] + listNotes + context.notes(on: contests.flatMap(\.cells))
      + context.historyNotes(
        contests.flatMap { contest in
          contest.entries.flatMap { entry in
            context.catalog.metrics.map {
              (title: entry.title, metric: $0, numbers: contest.published($0, entry))
            }
          }
        })
  }

  // MARK: Quality

  /// HR@10 and NDCG@10 among sampled negatives, beside what later studies published.
  var sampled: ReportTable {
    var table = ReportTable(
      caption: context.caption("Quality among sampled negatives."),
      columns: [.text("data set"), .text("method")]
        + context.catalog.metrics.flatMap {
          [.number($0.title), .number("published"), .number("difference")] as [ReportTable.Column]
        } + [.text("published by")])
    for (contest, entry) in rows(by: \.primary) {
      var row: [ReportTable.Cell] = head(contest, entry)
      for metric in context.catalog.metrics {
        let value = entry.group.best(metric)
        let figure = contest.published(metric, entry).first?.value
        row += [.measured(value, decimals: 4), .known(figure, decimals: 4)]
        if let value, let figure {
          row.append(.difference(value.mean - figure, decimals: 4))
        } else {
          row.append(.missing)
        }
      }
      table.append(row + [Self.source(contest, entry, context.catalog.metrics)])
    }
    return table
  }

  /// The same methods among all unseen items.
  var full: ReportTable {
    let deeper: [RankingMetric] = [
      .hitRatio(at: 50), .hitRatio(at: 100), .ndcg(at: 100), .reciprocalRank,
    ]
    let metrics = context.catalog.metrics + deeper.filter { !context.catalog.metrics.contains($0) }
    var table = ReportTable(
      caption: context.caption("Quality among all unseen items."),
      columns: [.text("data set"), .text("method")] + metrics.map { .number($0.title) })
    for (contest, entry) in rows(by: { .full($0.layout.primary) }) {
      table.append(
        head(contest, entry) + metrics.map { .measured(entry.group.full($0), decimals: 4) })
    }
    return table
  }

  // MARK: Beyond accuracy

  /// What the methods recommend: two rows for each that has been measured, the best first.
  var lists: ReportTable {
    let metrics = context.input.listMetrics.isEmpty ? ListMetricRegistry.all : context.input.listMetrics
    var table = ReportTable(
      caption: context.caption("What is in the lists of the best \(TopLists.length) items."),
      columns: [.text("data set"), .text("method"), .text("drawn from")] + metrics.map { .number($0.title) })
    for (contest, entry) in rows(by: \.primary) {
      for candidates in ListMetrics.Candidates.allCases {
        let values = metrics.map { entry.group.lists($0, among: candidates) }
        guard values.contains(where: { $0 != nil }) else { continue }
        table.append(
          head(contest, entry) + [.text(candidates == .sampled ? "samples" : "all unseen items")]
            + zip(metrics, values).map { .measured($1, decimals: $0.decimals) })
      }
    }
    return table
  }

  /// How to read it; nothing where it is empty.
  private var listNotes: [String] {
    guard !lists.rows.isEmpty else { return [] }
    return [
      "Of lists, coverage is the number of items that anybody is recommended; Gini is 1 where all items are recommended "
        + "equally often and 0 where one is, entropy in bits; EPC and EFD are the novelty of what is recommended and wanted; "
        + "ARP is how many training users a recommended item has, APLT the share and ACLT the number of items in the long "
        + "tail, which is what the most popular items with 80% of the interactions leave. Definitions are Elliot's."
    ]
  }

  // MARK: Cost

  var cost: ReportTable {
    var table = ReportTable(
      caption: context.caption("Cost, and the settings that were chosen."),
      columns: [
        .text("data set"), .text("method"), .number("training (s)"), .number("parameters"),
        .number("µs per user"), .number("trials"), .text("search"), .prose("chosen settings"),
      ])
    for (contest, entry) in rows(by: \.primary) {
      table.append(
        head(contest, entry) + [
          .measured(contest.trainingSeconds(of: entry), decimals: 1), .known(entry.group.parameterCount),
          .measured(entry.group.microsecondsPerUser, decimals: 0), .integer(entry.cell.candidates.count),
          entry.cell.choice?.exhaustion.map { .text($0.isExhausted ? "exhausted" : "not exhausted") }
            ?? .missing,
          .text(contest.chosenSettings(of: entry)),
        ])
    }
    return table
  }

  // MARK: Rows

  /// The entries of all contests, the best first; those that have not been measured so come last.
  private func rows(by yardstick: (Contest) -> Yardstick) -> [(contest: Contest, entry: Contest.Entry)] {
    contests.flatMap { contest in
      let ordered = contest.order(by: yardstick(contest))
      let unmeasured = contest.entries.filter { entry in
        !ordered.contains { $0.method == entry.method }
      }
      return (ordered + unmeasured).map { (contest, $0) }
    }
  }

  private func head(_ contest: Contest, _ entry: Contest.Entry) -> [ReportTable.Cell] {
    [.text(contest.title), .text(entry.title)]
  }

  /// Whose published numbers stand beside a method's.
  private static func source(
    _ contest: Contest, _ entry: Contest.Entry, _ metrics: [RankingMetric]
  ) -> ReportTable.Cell {
    metrics.lazy.compactMap { contest.published($0, entry).first?.source }.first.map { .text($0) } ?? .missing
  }

  // MARK: Differences

  var againstChallenged: ReportTable {
    let title = contests.first.map { MethodStyle.of($0.layout.challenged).title } ?? "the challenged method"
    return comparisonTable(
      "Every method against \(title); Holm's correction is over all rows of a data set.",
      contests.map { ($0, $0.challenges) })
  }

  var steps: ReportTable {
    let yardstick = contests.first?.primary ?? .sampled(.ndcg(at: 10))
    return comparisonTable(
      "Each method against the next one in the order by \(yardstick.title).",
      contests.map { ($0, $0.steps(by: $0.primary)) })
  }

  private func comparisonTable(
    _ what: String, _ comparisons: [(contest: Contest, comparisons: [Comparison])]
  ) -> ReportTable {
    var table = ReportTable(
      caption: context.caption(what),
      columns: [
        .text("data set"), .text("method"), .text("against"), .text("metric"), .number("difference"),
        .text("interval"), .number("p"), .number("p (t)"), .text("real"),
      ])
    for (contest, comparisons) in comparisons {
      table.beginSection()
      for comparison in comparisons {
        let tests = comparison.tests
        table.append([
          .text(contest.title), .text(comparison.subject), .text(comparison.reference),
          .text(comparison.metric), .difference(comparison.difference, decimals: 4),
          tests.map(ReportTable.Cell.interval) ?? .missing,
          tests.map { .probability($0.pHolm) } ?? .missing, tests.map { .probability($0.tTest) } ?? .missing,
          .text(comparison.isReal ? "yes" : "no"),
        ])
      }
    }
    return table
  }

  /// How far the orders of the methods by samples and by full ranking agree.
  var correlation: ReportTable {
    var table = ReportTable(
      caption: context.caption("Rank correlation of the orders by sampled negatives and by full ranking."),
      columns: [
        .text("data set"), .text("metric"), .number("Kendall's τ"), .number("pairs in the same order"),
        .number("pairs swapped"), .number("swapped, both real"),
      ])
    for contest in contests {
      table.beginSection()
      for metric in context.catalog.metrics {
        let order = contest.agreement(of: metric)
        let tau = order.correlation
        let corrected = order.swaps.flatMap { [$0.first, $0.second] }.tested
        let real = order.swaps.indices.count { corrected[2 * $0].isReal && corrected[2 * $0 + 1].isReal }
        table.append([
          .text(contest.title), .text(metric.title),
          .known(tau?.coefficient, decimals: 3), .known(tau?.concordantPairs), .known(tau?.discordantPairs),
          tau == nil ? .missing : .integer(real),
        ])
      }
    }
    return table
  }

  // MARK: Data

  /// One row for each method.
  var data: ReportTable {
    let full: [RankingMetric] =
      [1, 5, 10, 20, 50, 100].flatMap { [.hitRatio(at: $0), .ndcg(at: $0)] as [RankingMetric] } + [
        .reciprocalRank
      ]
    var table = ReportTable(
      caption: "Methods",
      columns: [.text("dataset"), .text("method")] + context.catalog.metrics.map { .number($0.column) }
        + full.map { .number("full_\($0.column)") } + [
          .number("published_hr@10"), .number("published_ndcg@10"),
          .text("published_by"), .number("training_seconds"), .number("parameters"),
          .number("microseconds_per_user"), .number("trials"), .text("settings"),
        ] + ProvenanceColumns.columns)
    for contest in contests {
      for entry in contest.entries {
        var row: [ReportTable.Cell] = [.text(contest.dataset), .text(entry.method)]
        row += context.catalog.metrics.map { .known(entry.group.best($0)?.mean, decimals: 6) }
        row += full.map { .known(entry.group.full($0)?.mean, decimals: 6) }
        row += [
          .known(contest.published(.hitRatio(at: 10), entry).first?.value, decimals: 4),
          .known(contest.published(.ndcg(at: 10), entry).first?.value, decimals: 4),
          Self.source(contest, entry, RankingMetric.paper),
          .known(contest.trainingSeconds(of: entry)?.mean, decimals: 3), .known(entry.group.parameterCount),
          .known(entry.group.microsecondsPerUser?.mean, decimals: 1),
          .integer(entry.cell.candidates.count), .text(entry.group.configuration.settings),
        ]
        table.append(row + ProvenanceColumns.cells(for: [entry.group], scale: context.input.scale))
      }
    }
    return table
  }
}

/// The picture of contests: for each data set, what the samples say against what the full ranking says, and quality
/// against cost.
struct ContestFigure {
  let contests: [Contest]
  private let context: ReportContext

  init(_ contests: [Contest], _ context: ReportContext) {
    self.contests = contests
    self.context = context
  }

  /// Nil if nothing is finished.
  func description(named name: String) -> FigureDescription? {
    let rows = contests.filter { !$0.entries.isEmpty }.map {
      [orders($0), costs($0)] + [effort($0)].compactMap { $0 }
    }
    guard !rows.isEmpty else { return nil }
    return FigureDescription(
      name: name, note: context.note("Each method at its best configuration."),
      warning: context.input.warning, rows: rows)
  }

  private func orders(_ contest: Contest) -> FigureDescription.Panel {
    let points = contest.entries.map { entry in
      point(
        entry, x: entry.group.best(contest.layout.primary)?.mean,
        y: entry.group.full(contest.layout.primary)?.mean)
    }
    return FigureDescription.Panel(
      title: "\(contest.title): sampled and full",
      x: Axis("\(contest.layout.primary.title), sampled", covering: points.xs),
      y: Axis("\(contest.layout.primary.title), full", covering: points.extent), series: points)
  }

  private func costs(_ contest: Contest) -> FigureDescription.Panel {
    let points = contest.entries.map { entry in
      point(
        entry, x: contest.trainingSeconds(of: entry).map { LogarithmicAxis.position(of: $0.mean) },
        y: entry.group.best(contest.layout.primary)?.mean)
    }
    return FigureDescription.Panel(
      title: "\(contest.title): quality and cost",
      x: LogarithmicAxis.covering(points.xs, title: "training seconds"),
      y: Axis("\(contest.layout.primary.title), sampled", covering: points.extent), series: points)
  }

  /// The best validation score that so many trials are expected to find (Dodge et al., EMNLP 2019); nil without a search.
  private func effort(_ contest: Contest) -> FigureDescription.Panel? {
    let series = contest.entries.compactMap { entry -> FigureDescription.Series? in
      guard let curve = entry.cell.choice?.exhaustion?.curve, curve.count > 1 else { return nil }
      return FigureDescription.Series(
        style: .of(entry.method),
        points: curve.enumerated().map { FigureDescription.Point(x: Double($0.offset + 1), y: $0.element) })
    }
    guard !series.isEmpty else { return nil }
    let metric = context.catalog.evaluation.selectBy.title
    return FigureDescription.Panel(
      title: "\(contest.title): what more trials find",
      x: Axis("trials", covering: series.xs, smallestStep: 1),
      y: Axis("expected best \(metric), validation", covering: series.extent), series: series)
  }

  /// A method as a series of one point, or of none.
  private func point(_ entry: Contest.Entry, x: Double?, y: Double?) -> FigureDescription.Series {
    guard let x, let y else { return FigureDescription.Series(style: .of(entry.method), points: [nil]) }
    return FigureDescription.Series(style: .of(entry.method), points: [.init(x: x, y: y)])
  }
}

extension [FigureDescription.Series] {
  fileprivate var xs: [Double] { flatMap(\.points).compactMap { $0?.x } }
}

/// An axis on which tenfold is one step, with the powers of ten for ticks.
private enum LogarithmicAxis {
  /// Where a positive value stands; what is below a hundredth stands at a hundredth.
  static func position(of value: Double) -> Double { log10(max(value, 0.01)) }

  /// - Parameter positions: As `position(of:)` gives them.
  static func covering(_ positions: [Double], title: String) -> Axis {
    let low = (positions.min() ?? 0).rounded(.down)
    let high = max(low + 1, (positions.max() ?? 1).rounded(.up))
    return Axis(
      title: title, range: (low - 0.1)...(high + 0.1),
      ticks: (Int(low)...Int(high)).map { power in
        let label =
          power < 0
          ? fixed(pow(10, Double(power)), decimals: -power) : "1" + String(repeating: "0", count: power)
        return Axis.Tick(position: Double(power), label: label)
      })
  }
}
