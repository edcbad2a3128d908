import NCFExperiments
import NCFReports

extension SampleRuns {
  /// GMF, MLP, NeuMF, NeuMF with pre-training and ItemPop as references, each with three seeds; then batches of 99,000
  /// that ruin all, batches of 1,024 that change nothing, and ties that raise the figures of equal training.
  static func ofWhy() -> SampleRuns {
    var runs = SampleRuns()
    let models: [(String, Bool?)] = [("gmf", nil), ("mlp", nil), ("neumf", false), ("neumf", true)]
    for (model, pretraining) in models { runs.addSeeds(model, pretraining, hitRatio: 0.64) }
    runs.add("itempop", factors: nil, seed: nil, hitRatio: 0.45, curve: [0.45])
    for (model, pretraining) in models.prefix(3) {
      runs.addSeeds(model, pretraining, batchSize: 1024, hitRatio: 0.642, lossShift: 0.001)
      runs.addSeeds(model, pretraining, batchSize: 99_000, hitRatio: 0.44, lossShift: 0.2)
      runs.addSeeds(model, pretraining, hitRatio: 0.70, evaluation: EvaluationProtocol(ties: .inFavour))
    }
    return runs
  }

  mutating func addSeeds(
    _ method: String, _ pretraining: Bool?, batchSize: Int = 256, hitRatio: Double?, lossShift: Double = 0,
    evaluation: EvaluationProtocol = .standard
  ) {
    for seed in 1...3 {
      add(
        method, pretraining: pretraining, batchSize: batchSize, seed: seed,
        hitRatio: hitRatio.map { $0 + 0.002 * Double(seed - 2) }, evaluation: evaluation, lossShift: lossShift
      )
    }
  }
}
