/// Why are my numbers lower than the paper's? What each common change costs, the worst first.
public struct WhyReport: Report {
  public let name = "why"
  public let title = "What common changes cost"

  public init() {}

  public func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input, mixesProtocols: true)
    let studies = context.catalog.datasets.map { ChangeStudy($0, context.catalog) }
    let tables = ChangeTables(studies, context)
    return ReportDocument(
      name: name, title: title, caption: tables.caption("One thing changed at a time."), data: tables.data,
      tables: [tables.references, tables.effects], figure: nil, notes: tables.notes,
      provenance: Provenance(studies.flatMap(\.groups), records: input.records), warning: input.warning)
  }
}
