import NCFEvaluation

/// Figure 5: HR@K and NDCG@K of recommendation lists of K = 1…10 items (section 4.2), each method with the best of
/// its planned settings.
public struct Figure5Report: Report {
  public let name = "figure-5"
  public let title = "Figure 5. Performance of lists of K items"

  public init() {}

  public func document(from input: ReportInput) -> ReportDocument {
    let measures = input.metrics.measures
    return Sweep(
      name: name, title: title, against: "of recommendation lists of K items, K = 1…10",
      methods: ["itempop", "itemknn", "bpr", "eals", "neumf"], xs: Array(1...10), xTitle: "K", xColumn: "k",
      isCategorical: false, metricTitles: measures.map { "\($0.title)@K" },
      metrics: { cutoff in measures.map { RankingMetric($0, at: cutoff) } },
      query: { dataset, method, _ in RunQuery(dataset: dataset, method: method) }
    ).document(from: input)
  }
}
