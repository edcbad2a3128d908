struct OneNegativeIsNotEnough: Claim {
  let name = "one-negative-is-not-enough"
  let statement = "One negative per positive instance is not enough."
  let source = "Section 4.3, Figure 7."
  let rule =
    "For each of GMF, MLP and NeuMF (16 factors), HR@10 and NDCG@10 averaged over 3 to 6 negatives are higher than "
    + "with 1 negative, each with p < 0.01 in a two-sided paired t-test over users."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    let sweep = NegativeSweep(catalog: catalog, dataset: dataset)
    let one = NegativeSweep.methods.map { sweep.cells($0, [1]) }
    let several = NegativeSweep.methods.map { sweep.cells($0, 3...6) }
    var finding = Finding(cells: (one + several).flatMap { $0 })
    guard finding.missing.isEmpty else { return finding }
    for (index, method) in NegativeSweep.methods.enumerated() {
      for metric in catalog.metrics {
        guard let more = Sample("3–6 negatives", several[index], metric),
          let single = Sample("1 negative", one[index], metric)
        else { continue }
        var comparison = more.compared(to: single, metric, setting: MethodStyle.of(method).title)
        comparison.satisfied = comparison.satisfied && (comparison.tests?.tTest ?? 1) < 0.01
        finding.comparisons.append(comparison)
      }
    }
    finding.holds = finding.comparisons.allSatisfy(\.satisfied)
    finding.reason =
      "3–6 negatives significantly better in \(finding.comparisons.count(where: \.satisfied)) of "
      + "\(finding.comparisons.count) comparisons"
    return finding
  }
}
