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
      figure: ContestFigure(contests, context).description(named: name), notes: tables.notes,
      provenance: context.provenance(of: contests.flatMap(\.cells)), warning: input.warning)
  }
}
