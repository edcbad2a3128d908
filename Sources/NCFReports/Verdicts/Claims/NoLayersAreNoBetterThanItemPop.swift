struct NoLayersAreNoBetterThanItemPop: Claim {
  let name = "mlp-0-is-no-better-than-itempop"
  let statement = "MLP without hidden layers is no better than ItemPop."
  let source = "Section 4.4, Tables 3 and 4: concatenation alone does not model user–item interactions."
  let rule =
    "At each of 8, 16, 32 and 64 factors, HR@10 and NDCG@10 of MLP-0 exceed those of ItemPop by less than 0.01. "
    + "The margin decides; the paired t-test over users is reported beside it."

  private let margin = 0.01

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    let popular = catalog.cell(RunQuery(dataset: dataset, method: "itempop"))
    let shallow = FactorDuel.factors.map {
      catalog.cell(RunQuery(dataset: dataset, method: "mlp", factors: $0, depth: 0))
    }
    var finding = Finding(cells: [popular] + shallow)
    guard finding.missing.isEmpty else { return finding }
    for (factors, cell) in zip(FactorDuel.factors, shallow) {
      for metric in catalog.metrics {
        guard let ours = Sample("MLP-0", [cell], metric), let theirs = Sample("ItemPop", [popular], metric)
        else { continue }
        var comparison = ours.compared(to: theirs, metric, setting: "\(factors) factors")
        comparison.satisfied = comparison.difference < margin
        finding.comparisons.append(comparison)
      }
    }
    finding.holds = finding.comparisons.allSatisfy(\.satisfied)
    let largest = finding.comparisons.map(\.difference).max() ?? 0
    finding.reason = "MLP-0 exceeds ItemPop by at most \(fixed(largest, decimals: 4))"
    return finding
  }
}
