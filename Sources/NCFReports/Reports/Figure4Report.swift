/// Figure 4: HR@10 and NDCG@10 against the number of predictive factors (section 4.2). ItemKNN, which has no
/// factors, is a flat line.
public struct Figure4Report: Report {
  public let name = "figure-4"
  public let title = "Figure 4. Performance against predictive factors"

  public init() {}

  public func document(from input: ReportInput) -> ReportDocument {
    let methods = ["itemknn", "bpr", "eals", "gmf", "mlp", "neumf"]
    let factors = RunCatalog(input).values(of: \.factors, methods: methods)
    return Sweep(
      name: name, title: title, against: "against the number of predictive factors",
      methods: methods, xs: factors, xTitle: "predictive factors", xColumn: "factors", isCategorical: true,
      metricTitles: input.metrics.map(\.title), metrics: { _ in input.metrics },
      query: { RunQuery(dataset: $0, method: $1, factors: $2) }
    ).document(from: input)
  }
}
