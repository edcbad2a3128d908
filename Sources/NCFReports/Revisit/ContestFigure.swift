import NCFEvaluation

/// The picture of contests: for each data set, what the samples say against what the full ranking says, and quality
/// against cost.
struct ContestFigure {
  private static let metric = RankingMetric.ndcg(at: 10)

  let contests: [Contest]
  private let context: ReportContext

  init(_ contests: [Contest], _ context: ReportContext) {
    self.contests = contests
    self.context = context
  }

  /// Nil if nothing is finished.
  func description(named name: String) -> FigureDescription? {
    let rows = contests.filter { !$0.entries.isEmpty }.map { [orders($0), costs($0)] }
    guard !rows.isEmpty else { return nil }
    return FigureDescription(
      name: name, note: context.note("Each method at its best configuration."),
      warning: context.input.warning, rows: rows)
  }

  private func orders(_ contest: Contest) -> FigureDescription.Panel {
    let points = contest.entries.map { entry in
      point(entry, x: entry.group.best(Self.metric)?.mean, y: entry.group.full(Self.metric)?.mean)
    }
    return FigureDescription.Panel(
      title: "\(contest.title): sampled and full",
      x: Axis("\(Self.metric.title), sampled", covering: points.xs),
      y: Axis("\(Self.metric.title), full", covering: points.extent), series: points)
  }

  private func costs(_ contest: Contest) -> FigureDescription.Panel {
    let points = contest.entries.map { entry in
      point(
        entry, x: contest.trainingSeconds(of: entry).map { LogarithmicAxis.position(of: $0.mean) },
        y: entry.group.best(Self.metric)?.mean)
    }
    return FigureDescription.Panel(
      title: "\(contest.title): quality and cost",
      x: LogarithmicAxis.covering(points.xs, title: "training seconds"),
      y: Axis("\(Self.metric.title), sampled", covering: points.extent), series: points)
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
