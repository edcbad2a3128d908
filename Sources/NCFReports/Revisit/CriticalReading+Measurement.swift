import NCFEvaluation

/// The questions about measurement: samples against the whole catalogue, published against reproduced, and cost.
extension CriticalReading {
  // MARK: Samples

  var samples: Section? {
    var sentences: [String] = []
    var isFaithful = true
    var isContradicted = false
    for metric in RankingMetric.paper {
      guard let tau = contest.correlation(of: metric) else { return nil }
      let swaps = contest.swaps(of: metric)
      let real = swaps.filter { $0.sampled.isReal && $0.full.isReal }
      isFaithful = isFaithful && swaps.isEmpty
      isContradicted = isContradicted || !real.isEmpty
      let pairs = contest.entries.count * (contest.entries.count - 1) / 2
      sentences.append(
        "By \(metric.title), Kendall's τ of the two orders is \(fixed(tau.coefficient, decimals: 3)): "
          + "\(swaps.count) of \(pairs) pairs change places, \(real.count) of them with a real difference both ways"
          + (real.isEmpty
            ? "."
            : " (\(real.map { "\($0.sampled.subject) and \($0.sampled.reference)" }.joined(separator: ", "))).")
      )
      let winners = [Yardstick.sampled(metric), .full(metric)].compactMap {
        contest.order(by: $0).first?.title
      }
      if winners.count == 2 {
        sentences.append(
          winners[0] == winners[1]
            ? "\(winners[0]) is first in both."
            : "\(winners[0]) is first among samples, \(winners[1]) among all items.")
      }
    }
    return Section(
      question: "Do 99 negatives give the order of the whole catalogue?",
      claim:
        "Sampled metrics order methods as metrics over all items do; Krichene and Rendle (2020) say that they need "
        + "not.",
      rule:
        "Holds if no pair of methods changes places by HR@10 or NDCG@10; does not hold if a pair does, with a real "
        + "difference in both orders; is not decided otherwise.",
      answer: isFaithful ? .holds : isContradicted ? .doesNotHold : .undecided, sentences: sentences)
  }

  // MARK: Published numbers

  /// As the acceptance of the whole project has it.
  private static let tolerance = 0.010

  var published: Section? {
    let found = contest.entries.compactMap { entry -> (Contest.Entry, PublishedFigures.Pair, Double)? in
      guard let published = tables.published(contest.dataset, entry.method),
        let value = entry.group.best(.hitRatio(at: 10))
      else { return nil }
      return (entry, published.pair, value.mean - published.pair.hitRatio)
    }
    guard !found.isEmpty else { return nil }
    func list(_ entries: [(Contest.Entry, PublishedFigures.Pair, Double)]) -> String {
      entries.map { "\($0.0.title) (\(signed($0.2)))" }.joined(separator: ", ")
    }
    let groups = [
      (
        "Within \(fixed(Self.tolerance, decimals: 3)) of the published HR@10",
        found.filter { abs($0.2) <= Self.tolerance }
      ),
      ("Above it", found.filter { $0.2 > Self.tolerance }),
      ("Below it", found.filter { $0.2 < -Self.tolerance }),
    ]
    return Section(
      question: "Do the published numbers of later work come back?",
      claim: "HR@10 as published, each with a tuning of its own.",
      rule: "Holds if every one is within \(fixed(Self.tolerance, decimals: 3)); does not hold otherwise.",
      answer: found.allSatisfy { abs($0.2) <= Self.tolerance } ? .holds : .doesNotHold,
      sentences: groups.filter { !$0.1.isEmpty }.map { "\($0.0): \(list($0.1))." })
  }

  // MARK: Cost

  var cost: Section? {
    let trained = contest.entries.compactMap { entry in
      contest.trainingSeconds(of: entry).map { (entry, $0.mean) }
    }
    let ranked = contest.entries.compactMap { entry in
      entry.group.microsecondsPerUser.map { (entry, $0.mean) }
    }
    guard let own = contest.entry(Contest.challenged), let best = contest.order(by: Self.primary).first,
      let ownSeconds = trained.first(where: { $0.0.method == own.method })?.1,
      let bestSeconds = trained.first(where: { $0.0.method == best.method })?.1
    else { return nil }
    var sentences = ["Training \(own.title) took \(seconds(ownSeconds))."]
    if best.method != own.method {
      sentences.append("The best method, \(best.title), took \(seconds(bestSeconds)).")
    }
    if let quickest = ranked.min(by: { $0.1 < $1.1 }), let slowest = ranked.max(by: { $0.1 < $1.1 }),
      let ownTime = ranked.first(where: { $0.0.method == own.method })?.1
    {
      sentences.append(
        "Ranking the catalogue for a user takes from \(fixed(quickest.1, decimals: 0)) µs (\(quickest.0.title)) to "
          + "\(fixed(slowest.1, decimals: 0)) µs (\(slowest.0.title)); \(own.title) takes "
          + "\(fixed(ownTime, decimals: 0)) µs.")
    }
    // A method is dominated if another is no worse and cheaper to train.
    let frontier = contest.order(by: Self.primary).reduce(into: [(String, Double)]()) { frontier, entry in
      guard let time = trained.first(where: { $0.0.method == entry.method })?.1 else { return }
      if time < frontier.last?.1 ?? .infinity { frontier.append((entry.title, time)) }
    }
    sentences.append(
      "Each of these is better than everything that trains faster: "
        + frontier.map { "\($0.0) (\(seconds($0.1)))" }.joined(separator: ", ") + ".")
    return Section(
      question: "What does quality cost?", claim: "", rule: "", answer: nil, sentences: sentences)
  }
}
