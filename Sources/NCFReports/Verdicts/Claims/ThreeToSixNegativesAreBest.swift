struct ThreeToSixNegativesAreBest: Claim {
  let name = "three-to-six-negatives-are-best"
  let statement = "The best number of negatives per positive instance is around 3 to 6."
  let source = "Section 4.3, Figure 7."
  let rule =
    "For each of GMF, MLP and NeuMF (16 factors), HR@10 and NDCG@10 averaged over 3 to 6 negatives are higher than "
    + "averaged over 1 and 2, and than averaged over 7 to 10. The sign alone decides; averages are used because "
    + "the single best number is decided by noise."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    let sweep = NegativeSweep(catalog: catalog, dataset: dataset)
    let ranges = [("1–2 negatives", 1...2), ("3–6 negatives", 3...6), ("7–10 negatives", 7...10)]
    let cells = NegativeSweep.methods.map { method in ranges.map { sweep.cells(method, $0.1) } }
    var finding = Finding(cells: cells.flatMap { $0.flatMap { $0 } })
    guard finding.missing.isEmpty else { return finding }
    for (method, cells) in zip(NegativeSweep.methods, cells) {
      for metric in catalog.metrics {
        let samples = zip(ranges, cells).compactMap { Sample($0.0, $1, metric) }
        guard samples.count == ranges.count else { continue }
        for other in [samples[0], samples[2]] {
          finding.comparisons.append(
            samples[1].compared(to: other, metric, setting: MethodStyle.of(method).title))
        }
      }
    }
    finding.holds = finding.comparisons.allSatisfy(\.satisfied)
    finding.reason =
      "3–6 negatives better in \(finding.comparisons.count(where: \.satisfied)) of \(finding.comparisons.count) "
      + "comparisons"
    return finding
  }
}
