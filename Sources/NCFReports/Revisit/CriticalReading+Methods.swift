import NCFEvaluation

/// The questions about methods: who is better than whom.
extension CriticalReading {
  private static let simple = ["itemknn", "userknn", "rp3beta", "puresvd", "ease"]
  private static let learned = ["neumf", "mlp", "gmf"]

  // MARK: Is NeuMF the best?

  var champion: Section? {
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
        comparisons.filter { $0.metric == Self.primary.title }, isComplete: contest.missing.isEmpty,
        one: .doesNotHold, if: { $0.isReal && $0.difference > 0 },
        all: .holds, if: { $0.winner == own.title }),
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

  var simpleMethods: Section? {
    guard contest.entry(Contest.challenged) != nil else { return nil }
    let titles = Self.simple.compactMap { contest.entry($0)?.title }
    guard !titles.isEmpty else { return nil }
    let planned = contest.missing.map(\.query.method)
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
        comparisons, isComplete: !Self.simple.contains(where: planned.contains),
        one: .holds, if: { $0.isReal && $0.difference > 0 },
        all: .doesNotHold, if: { $0.isReal && $0.difference < 0 }),
      sentences: ["Of \(titles.count) simple methods, by \(Self.primary.title):"] + standing(comparisons))
  }

  // MARK: Dot product

  var dotProduct: Section? {
    guard let dot = contest.entry("mf") else { return nil }
    let comparisons = Contest.comparisons(of: contest.entries, with: dot.method, by: contest.metrics)
    let rivals = Self.learned.compactMap { contest.entry($0)?.title }
    guard !rivals.isEmpty else { return nil }
    let claimed = ["neumf", "mlp"]
    let missing = missing(claimed)
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
      answer: missing.isEmpty
        ? answer(
          comparisons.filter { comparison in
            comparison.metric == Self.primary.title
              && claimed.contains { MethodStyle.of($0).title == comparison.subject }
          }, isComplete: true, one: .doesNotHold, if: { $0.isReal && $0.difference > 0 },
          all: .holds, if: { $0.winner == dot.title }) : nil,
      sentences: sentences
        + (missing.isEmpty ? [] : ["No finished run of \(missing.joined(separator: " and of "))."]))
  }
}

extension String {
  /// With its first letter in upper case.
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
