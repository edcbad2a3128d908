struct NeuMFBeatsGMFAndMLP: Claim {
  let name = "neumf-beats-gmf-and-mlp"
  let statement = "NeuMF beats GMF and MLP at every number of predictive factors."
  let source = "Section 4.2, Figure 4."
  let rule =
    "NeuMF (with pre-training, where planned) has higher mean HR@10 and NDCG@10 than GMF and than MLP at each of "
    + "8, 16, 32 and 64 factors. The sign alone decides; the paired t-test over users, corrected by Holm, is "
    + "reported beside it."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    func side(_ label: String, _ method: String) -> FactorDuel.Side {
      .init(label: label) { RunQuery(dataset: dataset, method: method, factors: $0) }
    }
    return FactorDuel(
      subject: side("NeuMF", "neumf"), references: [side("GMF", "gmf"), side("MLP", "mlp")],
      factors: FactorDuel.factors
    ).finding(catalog)
  }
}
