struct GMFBeatsBPR: Claim {
  let name = "gmf-beats-bpr"
  let statement = "GMF beats BPR at every number of predictive factors."
  let source = "Section 4.2, Figure 4: “GMF shows consistent improvements over BPR”."
  let rule =
    "GMF has higher mean HR@10 and NDCG@10 than BPR at each of 8, 16, 32 and 64 factors. The sign alone decides; "
    + "the paired t-test over users, corrected by Holm, is reported beside it."

  func check(_ catalog: RunCatalog, dataset: String) -> Finding {
    FactorDuel(
      subject: .init(label: "GMF") { RunQuery(dataset: dataset, method: "gmf", factors: $0) },
      references: [.init(label: "BPR") { RunQuery(dataset: dataset, method: "bpr", factors: $0) }],
      factors: FactorDuel.factors
    ).finding(catalog)
  }
}
