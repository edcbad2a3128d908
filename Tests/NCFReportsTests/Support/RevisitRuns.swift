import NCFExperiments
import NCFReports

extension SampleRuns {
  /// Four methods, tuned on validation. Among samples, EASEᴿ is ahead of MF, that of NeuMF; among all items it is the
  /// other way round; ItemPop is last in both. Every difference is of 20 users in 500 or more.
  static func ofRevisit() -> SampleRuns {
    var runs = SampleRuns()
    runs.addTuned("itempop", hitRatio: 0.40, full: 0.10)
    runs.addTuned("ease", hitRatio: 0.72, full: 0.20)
    runs.addTuned("mf-sgd", hitRatio: 0.68, full: 0.30)
    runs.addTuned("neumf", hitRatio: 0.64, full: 0.36)
    return runs
  }

  /// Neighbourhood, graph and linear methods, one a little better than the other both ways.
  mutating func addSimple(hitRatio: Double, full: Double, step: Double = 0.01) {
    for (place, method) in ["itemknn", "userknn", "rp3beta", "puresvd", "slim"].enumerated() {
      addTuned(method, hitRatio: hitRatio + step * Double(place), full: full + step * Double(place) / 2)
    }
  }

  /// Plans two trials of a method, of which the first is the better one on validation.
  mutating func addTuned(_ method: String, hitRatio: Double?, full: Double?) {
    for (rate, score) in [(0.01, 0.5), (0.02, 0.3)] {
      add(
        method, factors: 8, negatives: method == "neumf" ? 4 : nil, learningRate: rate,
        hitRatio: hitRatio.map { score == 0.5 ? $0 : 0.9 }, curve: [0.1, score, 0.2], selection: .validation,
        fullHitRatio: full)
    }
  }
}
