import NCFEvaluation

/// Table 2: NeuMF with and without pre-training (section 4.2).
public struct Table2Report: Report {
  public let name = "table-2"
  public let title = "Table 2. NeuMF with and without pre-training"

  public init() {}

  public func document(from input: ReportInput) -> ReportDocument {
    let columns = [true, false].flatMap { pretrained in
      input.metrics.map { metric in
        PublishedComparison.Column(
          variant: pretrained ? "with pre-training" : "without pre-training", method: "neumf", metric: metric,
          query: { RunQuery(dataset: $0, method: "neumf", factors: $1, pretrained: pretrained) },
          published: { figures, dataset, factors in
            let row = figures.pretraining[dataset]?[factors]
            return (pretrained ? row?.with : row?.without)?.value(metric)
          })
      }
    }
    return PublishedComparison(
      name: name, title: title, what: "\(input.metrics.words) of NeuMF with and without pre-training.",
      columns: columns,
      headings: columns.map { "\($0.metric.title) \($0.variant.split(separator: " ")[0])" },
      publishedFactors: { figures, dataset in figures.pretraining[dataset].map { Array($0.keys) } ?? [] }
    ).document(from: input)
  }
}
