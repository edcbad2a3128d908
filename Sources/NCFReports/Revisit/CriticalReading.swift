/// What a contest says about the questions that later work asked of NCF, sentence by sentence, by rule: which answer
/// the numbers give, and by how much.
struct CriticalReading {
  enum Answer: String {
    case holds
    case doesNotHold = "does not hold"
    case undecided = "is not decided"
  }

  struct Section {
    let question: String
    /// What is claimed, and by whom.
    let claim: String
    /// When the claim is said to hold or not.
    let rule: String
    /// Nil where it is no claim that could hold, or runs are missing.
    let answer: Answer?
    /// The numbers.
    let sentences: [String]
  }

  let contest: Contest
  private let tables: ContestTables

  init(_ contest: Contest, _ tables: ContestTables) {
    self.contest = contest
    self.tables = tables
  }

  var sections: [Section] {
    [champion, simpleMethods, dotProduct, samples, published, cost].compactMap { $0 }
  }

  private static let primary = Yardstick.sampled(.ndcg(at: 10))
  private static let simple = ["itemknn", "userknn", "rp3beta", "puresvd", "ease"]
  private static let learned = ["neumf", "mlp", "gmf"]

  // MARK: Is NeuMF the best?

  private var champion: Section? {
    guard let own = contest.entry(Contest.challenged), contest.entries.count > 1 else { return nil }
    let comparisons = contest.challenges
    var sentences: [String] = []
    for yardstick in [Self.primary, .full(.ndcg(at: 10))] {
      let order = contest.order(by: yardstick)
      guard let best = order.first, let place = contest.place(of: own.method, by: yardstick),
        let value = yardstick.measurement(of: own.group)?.mean,
        let top = yardstick.measurement(of: best.group)?.mean
      else { continue }
      sentences.append(
        best.method == own.method
          ? "By \(yardstick.title), \(own.title) is first of \(order.count) methods with \(text(value))."
          : "By \(yardstick.title), \(best.title) is first with \(text(top)); \(own.title) is number \(place) of "
            + "\(order.count) with \(text(value)), \(text(top - value)) behind.")
      sentences += standing(comparisons.filter { $0.metric == yardstick.title })
    }
    return Section(
      question: "Does NCF still win?",
      claim: "NeuMF is better than every other method (He et al. 2017, section 4.2).",
      rule:
        "Holds if NeuMF is first by \(Self.primary.title) and all differences are real; does not hold if one "
        + "method is really better; is not decided otherwise.",
      answer: answer(
        comparisons.filter { $0.metric == Self.primary.title },
        holds: { $0.allSatisfy { $0.winner == own.title } },
        fails: { $0.contains { $0.isReal && $0.difference > 0 } }),
      sentences: sentences)
  }

  /// Who is really better than the reference of these comparisons, who worse, and who cannot be told apart.
  private func standing(_ comparisons: [Comparison]) -> [String] {
    let parts = [
      ("Really better", comparisons.filter { $0.isReal && $0.difference > 0 }),
      ("really worse", comparisons.filter { $0.isReal && $0.difference < 0 }),
      ("not to be told apart", comparisons.filter { !$0.isReal }),
    ]
    let texts = parts.filter { !$0.1.isEmpty }.map { words, list in
      "\(words): "
        + list.sorted { $0.difference > $1.difference }.map { "\($0.subject) (\(signed($0.difference)))" }
        .joined(separator: ", ")
    }
    return texts.isEmpty ? [] : [texts.joined(separator: "; ").capitalisedFirst + "."]
  }

  // MARK: Simple methods

  private var simpleMethods: Section? {
    guard contest.entry(Contest.challenged) != nil else { return nil }
    let titles = Self.simple.compactMap { contest.entry($0)?.title }
    guard !titles.isEmpty else { return nil }
    let comparisons = contest.challenges.filter {
      titles.contains($0.subject) && $0.metric == Self.primary.title
    }
    return Section(
      question: "Do tuned simple methods reach NCF?",
      claim:
        "Well-tuned neighbourhood, graph and linear methods are as good or better (Dacrema et al. 2019).",
      rule: "Holds if one of \(titles.joined(separator: ", ")) is really better than NeuMF by "
        + "\(Self.primary.title); does not hold if all are really worse; is not decided otherwise.",
      answer: answer(
        comparisons, holds: { $0.contains { $0.isReal && $0.difference > 0 } },
        fails: { $0.allSatisfy { $0.isReal && $0.difference < 0 } }),
      sentences: ["Of \(titles.count) simple methods, by \(Self.primary.title):"] + standing(comparisons))
  }

  // MARK: Dot product

  private var dotProduct: Section? {
    guard let dot = contest.entry("mf") else { return nil }
    let comparisons = Contest.comparisons(of: contest.entries, with: dot.method)
    let rivals = Self.learned.compactMap { contest.entry($0)?.title }
    guard !rivals.isEmpty else { return nil }
    let sentences = rivals.flatMap { rival in
      [Self.primary, .full(.ndcg(at: 10))].compactMap { yardstick in
        comparisons.first { $0.subject == rival && $0.metric == yardstick.title }.map { comparison in
          "\(dot.title) against \(rival) by \(yardstick.title): \(text(comparison.referenceValue)) against "
            + "\(text(comparison.subjectValue)), \(signed(-comparison.difference)), "
            + (comparison.isReal ? "a real difference." : "no real difference.")
        }
      }
    }
    return Section(
      question: "Does a dot product beat the learned similarity?",
      claim: "A well-tuned dot product beats MLP and NeuMF, trained with the same loss (Rendle et al. 2020).",
      rule:
        "Holds if \(dot.title) is really better than NeuMF and MLP by \(Self.primary.title); does not hold if one "
        + "of them is really better; is not decided otherwise.",
      answer: answer(
        comparisons.filter { $0.metric == Self.primary.title && ["NeuMF", "MLP"].contains($0.subject) },
        holds: { $0.allSatisfy { $0.winner == dot.title } },
        fails: { $0.contains { $0.isReal && $0.difference > 0 } }),
      sentences: sentences)
  }

  // MARK: Samples

  private var samples: Section? {
    var sentences: [String] = []
    var isFaithful = true
    var isContradicted = false
    for metric in RankingMetric.atTen {
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

  private var published: Section? {
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

  private var cost: Section? {
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

  // MARK: Words

  private func answer(
    _ comparisons: [Comparison], holds: ([Comparison]) -> Bool, fails: ([Comparison]) -> Bool
  ) -> Answer? {
    guard !comparisons.isEmpty, comparisons.allSatisfy({ $0.tests != nil }) else { return nil }
    return fails(comparisons) ? .doesNotHold : holds(comparisons) ? .holds : .undecided
  }

  private func text(_ value: Double) -> String { fixed(value, decimals: 4) }

  private func signed(_ value: Double) -> String {
    let text = fixed(value, decimals: 4)
    return text.hasPrefix("-")
      ? "−" + text.dropFirst() : (isPositive(value, decimals: 4) ? "+" : "") + text
  }

  private func seconds(_ value: Double) -> String {
    value < 100 ? "\(fixed(value, decimals: 1)) s" : "\(fixed(value, decimals: 0)) s"
  }
}

extension String {
  /// With its first letter in upper case.
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
