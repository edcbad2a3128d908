struct NeuMFBeatsBaselines: Claim {
  let name = "neumf-beats-eals-and-bpr"
  let statement = "NeuMF beats eALS and BPR significantly."
  let source =
    "Section 4.2, Figure 4: by 4.5% (eALS) and 4.9% (BPR) on average, p < 0.01 in paired t-tests."
  let rule =
    "NeuMF (with pre-training, where planned) has higher mean HR@10 and NDCG@10 than eALS and than BPR at each of "
    + "8, 16, 32 and 64 factors, each with p < 0.01 in a two-sided paired t-test over users. Since every single "
    + "test must reject, no correction for their number is needed."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    func side(_ label: String, _ method: String) -> FactorDuel.Side {
      .init(label: label) { RunQuery(dataset: dataset, method: method, factors: $0) }
    }
    return FactorDuel(
      subject: side("NeuMF", "neumf"), references: [side("eALS", "eals"), side("BPR", "bpr")],
      factors: FactorDuel.factors, significance: 0.01
    ).finding(catalog)
  }
}
