import NCFStatistics

struct PretrainingHelps: Claim {
  let name = "pretraining-helps"
  let statement = "Pre-training helps NeuMF at 16 to 64 predictive factors."
  let source =
    "Section 4.2, Table 2: relative improvement of 2.2% on MovieLens and 1.1% on Pinterest, averaged over 8 to "
    + "64 factors and both metrics."
  let rule =
    "NeuMF with pre-training has higher HR@10 and NDCG@10 than without at each of 16, 32 and 64 factors, and its relative "
    + "improvement, averaged over 8, 16, 32 and 64 factors and over HR@10 and NDCG@10, is positive."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    func side(_ label: String, _ pretrained: Bool) -> FactorDuel.Side {
      .init(label: label) {
        RunQuery(dataset: dataset, method: "neumf", factors: $0, pretrained: pretrained)
      }
    }
    var finding = FactorDuel(
      subject: side("NeuMF with pre-training", true), references: [side("NeuMF without", false)],
      factors: FactorDuel.factors
    ).finding(catalog)
    guard finding.holds != nil,
      let improvement = Measurement(of: finding.comparisons.compactMap(\.improvement))
    else { return finding }
    let decisive = finding.comparisons.filter { $0.setting != "8 factors" }
    finding.holds = improvement.mean > 0 && decisive.allSatisfy(\.satisfied)
    finding.reason =
      "higher in \(decisive.count(where: \.satisfied)) of \(decisive.count) comparisons at 16 to 64 factors, mean "
      + "relative improvement \(signedPercent(improvement.mean))"
    return finding
  }
}
