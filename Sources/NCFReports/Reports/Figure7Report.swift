/// Figure 7: HR@10 and NDCG@10 against the number of negatives per positive instance (section 4.3), with 16
/// factors. BPR, which pairs each positive with one negative, is a flat line.
public struct Figure7Report: Report {
  public let name = "figure-7"
  public let title = "Figure 7. Performance against negatives per positive"

  public init() {}

  public func document(from input: ReportInput) -> ReportDocument {
    let sampled = ["gmf", "mlp", "neumf"]
    let catalog = RunCatalog(input)
    let planned = catalog.values(of: \.factors, methods: sampled)
    let factors = planned.contains(16) ? 16 : planned.first
    return Sweep(
      name: name, title: title,
      against: "against the number of sampled negatives per positive instance"
        + (factors.map { ", \($0) predictive factors" } ?? ""),
      methods: ["bpr"] + sampled, xs: catalog.values(of: \.negatives, methods: sampled),
      xTitle: "negatives per positive", xColumn: "negatives", isCategorical: false,
      metricTitles: input.metrics.map(\.title), metrics: { _ in input.metrics },
      query: { dataset, method, negatives in
        RunQuery(
          dataset: dataset, method: method, factors: factors, negatives: method == "bpr" ? nil : negatives)
      }
    ).document(from: input)
  }
}
