import NCFEvaluation

/// Tables 3 and 4: HR@10 and NDCG@10 of MLP with 0 to 4 hidden layers (section 4.4).
public struct MLPDepthReport: Report {
  private let metric: RankingMetric

  /// - Parameter metric: HR@10 gives Table 3, NDCG@10 Table 4.
  public init(_ metric: RankingMetric) { self.metric = metric }

  public var name: String { "table-\(number)" }
  public var title: String { "Table \(number). \(metric.title) of MLP with 0 to 4 hidden layers" }

  private var number: Int { metric == .hitRatio(at: 10) ? 3 : 4 }

  public func document(from input: ReportInput) -> ReportDocument {
    let columns = (0...4).map { depth in
      PublishedComparison.Column(
        variant: "MLP-\(depth)", method: "mlp", metric: metric,
        query: { RunQuery(dataset: $0, method: "mlp", factors: $1, depth: depth) },
        published: { figures, dataset, factors in
          let row = figures.depth(metric)?[dataset]?[factors]
          return row.flatMap { depth < $0.count ? $0[depth] : nil }
        })
    }
    return PublishedComparison(
      name: name, title: title,
      what: "\(metric.title) of MLP with 0 to 4 hidden layers (MLP-0 to MLP-4).", columns: columns,
      headings: columns.map(\.variant),
      publishedFactors: { figures, dataset in
        figures.depth(metric)?[dataset].map { Array($0.keys) } ?? []
      }
    ).document(from: input)
  }
}
