import NCFEvaluation
import NCFExperiments

struct MostGainComesEarly: Claim {
  let name = "most-gain-comes-in-ten-iterations"
  let statement = "Most of the gain comes in the first 10 iterations."
  let source = "Section 4.3, Figure 6."
  let rule =
    "For each of GMF, MLP and NeuMF (8 factors, without pre-training) trained for at least 20 iterations, the best "
    + "HR@10 and NDCG@10 of iterations 0–10 reach at least 90% of the gain from iteration 0 to the best iteration, "
    + "in the mean over seeds. No test applies."

  private let share = 0.9

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    let methods = ["gmf", "mlp", "neumf"]
    let planned = catalog.values(of: \.factors, methods: methods)
    let factors = planned.contains(8) ? 8 : planned.first
    let cells = methods.map { method in
      catalog.cell(
        RunQuery(
          dataset: dataset, method: method, factors: factors, pretrained: method == "neumf" ? false : nil))
    }
    var finding = Finding(cells: cells)
    guard finding.missing.isEmpty else { return finding }
    let shortest = cells.flatMap { $0.chosen?.finished ?? [] }.map { $0.epochs.last?.epoch ?? 0 }.min() ?? 0
    guard shortest >= 20 else {
      finding.shortage = "runs of at least 20 iterations (the shortest has \(shortest))"
      return finding
    }
    var shares: [Double] = []
    for (method, cell) in zip(methods, cells) {
      for metric in catalog.metrics {
        guard let progress = Progress(cell, metric) else { continue }
        shares.append(progress.share)
        finding.comparisons.append(
          Comparison(
            subject: "by iteration 10", reference: "best iteration",
            setting:
              "\(MethodStyle.of(method).title), \(fixed(100 * progress.share, decimals: 1))% of the gain "
              + "from \(fixed(progress.start, decimals: 4))",
            metric: metric.title, subjectValue: progress.early, referenceValue: progress.best, tests: nil,
            satisfied: progress.share >= share))
      }
    }
    finding.holds = finding.comparisons.allSatisfy(\.satisfied)
    finding.reason =
      "at least \(fixed(100 * (shares.min() ?? 0), decimals: 1))% of the gain by iteration 10"
    return finding
  }

  /// How far a metric had come by iteration 10, in the mean over seeds.
  private struct Progress {
    let start: Double
    let early: Double
    let best: Double
    var share: Double { best > start ? (early - start) / (best - start) : 1 }

    init?(_ cell: RunCell, _ metric: RankingMetric) {
      func mean(_ value: ([EpochRecord]) -> Double?) -> Double? {
        cell.chosen?.measurement { value($0.epochs) }?.mean
      }
      func highest(_ epochs: [EpochRecord]) -> Double? {
        let values = epochs.map { $0.metrics.value(of: metric) }
        return values.contains(nil) ? nil : values.compactMap { $0 }.max()
      }
      guard
        let start = mean({ epochs in
          epochs.first { $0.epoch == 0 }?.metrics.value(of: metric)
        }),
        let early = mean({ epochs in highest(epochs.filter { $0.epoch <= 10 }) }),
        let best = mean(highest)
      else { return nil }
      (self.start, self.early, self.best) = (start, early, best)
    }
  }
}
