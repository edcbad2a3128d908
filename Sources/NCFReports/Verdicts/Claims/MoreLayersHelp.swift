struct MoreLayersHelp: Claim {
  let name = "more-layers-help"
  let statement = "Stacking more hidden layers helps MLP."
  let source = "Section 4.4, Tables 3 and 4."
  let rule =
    "Averaged over 8, 16, 32 and 64 factors, HR@10 and NDCG@10 rise with each hidden layer, from MLP-0 to MLP-4. "
    + "The sign alone decides; the paired t-test over users is made on their averages over factors."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    let depths = (0...4).map { depth in
      FactorDuel.factors.map {
        catalog.cell(RunQuery(dataset: dataset, method: "mlp", factors: $0, depth: depth))
      }
    }
    var finding = Finding(cells: depths.flatMap { $0 })
    guard finding.missing.isEmpty else { return finding }
    for depth in 1...4 {
      for metric in catalog.metrics {
        guard let deeper = Sample("MLP-\(depth)", depths[depth], metric),
          let shallower = Sample("MLP-\(depth - 1)", depths[depth - 1], metric)
        else { continue }
        finding.comparisons.append(
          deeper.compared(to: shallower, metric, setting: "mean over 8, 16, 32, 64 factors"))
      }
    }
    finding.holds = finding.comparisons.allSatisfy(\.satisfied)
    finding.reason =
      "\(finding.comparisons.count(where: \.satisfied)) of \(finding.comparisons.count) added layers raise the metric"
    return finding
  }
}
