/// Does NCF still win? Every method under the same search, measured among sampled negatives as in the paper and among
/// all unseen items (Dacrema et al., RecSys 2019; Rendle et al., RecSys 2020; Krichene and Rendle, KDD 2020).
public struct RevisitReport: Report {
  public let name = "revisit"
  public let title = "NCF revisited: quality, order and cost of all methods"

  public init() {}

  public func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let contests = context.catalog.datasets.map { Contest($0, context) }
    let what = "Quality and cost of all methods."
    let caption = context.caption(what)
    let tables = ContestTables(contests, context)
    return ReportDocument(
      name: name, title: title, caption: caption, data: tables.data, tables: tables.all,
      figure: figure(contests, context), notes: tables.notes,
      provenance: context.provenance(of: contests.flatMap(\.cells)), warning: input.warning)
  }

  /// For each data set: what the samples say against what the full ranking says, and quality against cost.
  private func figure(_ contests: [Contest], _ context: ReportContext) -> FigureDescription? {
    let metric = RankingMetric.ndcg(at: 10)
    let rows = contests.filter { !$0.entries.isEmpty }.map { contest in
      let title = DatasetTitle.of(contest.dataset)
      let orders = contest.entries.map { entry in
        series(entry, x: entry.group.best(metric)?.mean, y: entry.group.full(metric)?.mean)
      }
      let costs = contest.entries.map { entry in
        series(
          entry, x: contest.trainingSeconds(of: entry).map { LogarithmicAxis.position(of: $0.mean) },
          y: entry.group.best(metric)?.mean)
      }
      return [
        FigureDescription.Panel(
          title: "\(title): sampled and full", x: Axis("\(metric.title), sampled", covering: orders.xs),
          y: Axis("\(metric.title), full", covering: orders.extent), series: orders),
        FigureDescription.Panel(
          title: "\(title): quality and cost",
          x: LogarithmicAxis.covering(costs.xs, title: "training seconds"),
          y: Axis("\(metric.title), sampled", covering: costs.extent), series: costs),
      ]
    }
    guard !rows.isEmpty else { return nil }
    return FigureDescription(
      name: name, note: context.note("Each method at its best configuration."),
      warning: context.input.warning, rows: rows)
  }

  private func series(_ entry: Contest.Entry, x: Double?, y: Double?) -> FigureDescription.Series {
    guard let x, let y else { return FigureDescription.Series(style: .of(entry.method), points: [nil]) }
    return FigureDescription.Series(style: .of(entry.method), points: [.init(x: x, y: y)])
  }
}

extension [FigureDescription.Series] {
  fileprivate var xs: [Double] { flatMap(\.points).compactMap { $0?.x } }
}
