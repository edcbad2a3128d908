import NCFEvaluation
import NCFModels
import NCFStudies

/// A rule as a sentence that can be checked by hand. It is made from the declaration, so that the two cannot disagree.
extension ClaimRule {
  /// - Parameter metrics: By what is compared.
  func sentence(_ metrics: [RankingMetric]) -> String {
    switch self {
    case .better(let rule): rule.sentence(metrics, isBetter: true)
    case .noBetter(let rule): rule.sentence(metrics, isBetter: false)
    case .monotone(let rule): rule.sentence(metrics)
    case .bestWithin(let rule): rule.sentence(metrics)
    case .gainBy(let rule): rule.sentence(metrics)
    case .sameOrder(let rule): rule.sentence(metrics)
    case .asPublished(let rule): rule.sentence(metrics)
    case .all(let rules):
      rules.enumerated().map { "(\($0.offset + 1)) \($0.element.sentence(metrics))" }.joined(separator: " ")
        + " The claim holds if all of them do, is contradicted if one of them is, and is not decided otherwise."
    }
  }
}

extension RuleTest {
  /// "HR@10 and NDCG@10, among all unseen items,".
  fileprivate func measures(_ metrics: [RankingMetric]) -> String {
    if !lists.isEmpty {
      let titles = lists.compactMap { ListMetricRegistry.metric(named: $0)?.title }
      return "\(titles.words) of lists \(ranking == .full ? "of all unseen items" : "drawn from samples")"
    }
    return metrics.words + (ranking == .full ? " among all unseen items" : "")
  }

  /// How a difference is told from chance.
  fileprivate var tested: String {
    "really: over \(lists.isEmpty ? "users and seeds together" : "seeds"), at the level \(number(level)) after Holm's correction over the comparisons"
  }

  fileprivate var preferred: String {
    preferences.settings.isEmpty
      ? "" : " with \(preferences.settings.map(\.words).joined(separator: " and "))"
  }
}

/// "0.01", without zeros that say nothing.
private func number(_ value: Double) -> String {
  value == value.rounded() ? fixed(value, decimals: 0) : "\(value)"
}

extension RunSelector.Setting {
  /// "at each of 8, 16, 32 and 64 factors"; "for each of GMF and MLP".
  fileprivate var each: String {
    if key == "method" {
      return "for each of \(values.map { MethodStyle.of($0.description).title }.words)"
    }
    return SettingWords.isCount(key)
      ? "at each of \(values.map(\.description).words) \(SettingWords.noun(key))"
      : "at each \(SettingWords.noun(key)) of \(values.map(\.description).words)"
  }
}

extension Superiority {
  /// What the subjects are set against, in words.
  fileprivate var referenceWords: String {
    references.isEmpty ? "than every other method" : references.map { "than \($0.title)" }.words
  }

  fileprivate func sentence(_ metrics: [RankingMetric], isBetter: Bool) -> String {
    let subject = subjects.map(\.title)
    let who = subject.count == 1 ? subject[0] : quantifier == .any ? "one of \(subject.words)" : subject.words
    let place = [each?.each].compactMap { $0 }.map { " \($0)" }.joined() + test.preferred
    let have = subjects.count > 1 && quantifier == .all ? "have" : "has"
    if let meanImprovement {
      return
        "The relative improvement of \(who) \(referenceWords.replacing("than ", with: "over ")) in \(test.measures(metrics)), averaged over "
        + "the comparisons\(place), is more than \(number(meanImprovement))%. Its sign alone decides."
    }
    let holds: String
    let claim: String
    if isBetter {
      let by = amount == 0 ? "" : " by at least \(number(amount))"
      claim = "\(who) \(have) higher \(test.measures(metrics)) \(referenceWords)\(by)\(place)."
      let bound = amount == 0 ? "zero" : number(amount)
      let little = margin.map { ", or really no larger than \(number($0))" } ?? ""
      holds =
        quantifier == .all
        ? "Holds if every difference is really above \(bound), is contradicted if one is really below it\(little), is not decided otherwise"
        : "Holds if one difference is really above \(bound), is contradicted if all are really below it\(little), is not decided otherwise"
    } else {
      let amount = number(margin ?? 0)
      claim =
        "\(who) exceeds \(references.isEmpty ? "every other method" : references.map(\.title).words) by less than \(amount) in "
        + "\(test.measures(metrics))\(place)."
      holds =
        "Holds if every difference is really below \(amount), is contradicted if one is really above it, is not decided otherwise"
    }
    return "\(claim.asSentence) \(holds); \(test.tested)."
  }
}

extension Trend {
  fileprivate func sentence(_ metrics: [RankingMetric]) -> String {
    let averaged =
      averagedOver.map { "Averaged over \(SettingWords.range($0.values)) \(SettingWords.noun($0.key)), " }
      ?? ""
    let verb = direction == .rising ? "rises" : "falls"
    return
      "\(averaged)\(test.measures(metrics)) of \(runs.text) \(verb) with each step of \(SettingWords.noun(steps.key)): "
      + "\(steps.values.map(\.description).words). Holds if every step is really so, is contradicted if one really goes the "
      + "other way, is not decided otherwise; \(test.tested)."
  }
}

extension BestRange {
  fileprivate func sentence(_ metrics: [RankingMetric]) -> String {
    let (low, high) = (number(range.lowerBound), number(range.upperBound))
    return
      "For each of \(subjects.map(\.title).words)\(test.preferred), \(test.measures(metrics)) averaged over \(low) to \(high) "
      + "\(SettingWords.noun(key)) is higher than averaged over fewer, and than averaged over more. Averages are compared "
      + "because the single best value is decided by noise. Holds if every difference is really above zero, is contradicted if "
      + "one is really below it, is not decided otherwise; \(test.tested)."
  }
}

extension EarlyGain {
  fileprivate func sentence(_ metrics: [RankingMetric]) -> String {
    let least = leastEpochs > 0 ? ", trained for at least \(leastEpochs) epochs," : ""
    return
      "For each of \(subjects.map(\.title).words)\(test.preferred)\(least) the best \(test.measures(metrics)) of epochs 0–\(epoch) reaches at "
      + "least \(fixed(100 * share, decimals: 0))% of the gain from epoch 0 to the best epoch, in the mean over seeds. "
      + "Holds if all do, is contradicted if one does not. No test applies."
  }
}

extension OrderAgreement {
  fileprivate func sentence(_ metrics: [RankingMetric]) -> String {
    let names = [first, second].map { $0 == .sampled ? "among sampled negatives" : "among all unseen items" }
    return
      "Methods have the same order by \(metrics.words) \(names[0]) and \(names[1]). Holds if no pair changes places, is "
      + "contradicted if a pair does with a real difference both ways, is not decided otherwise; \(test.tested)."
  }
}

extension Reproduction {
  fileprivate func sentence(_ metrics: [RankingMetric]) -> String {
    let within = isOneSided ? "no more than \(number(tolerance)) below" : "within \(number(tolerance)) of"
    return
      "Each method's \(test.measures(metrics)) is \(within) what was published for it, in its latest version. Holds if all are, "
      + "is contradicted if one is not. No test applies, since published numbers come without users and seeds."
  }
}

/// The rule of a claim in words, for those who write studies.
public enum RuleText {
  public static func sentence(of claim: Claim) -> String {
    claim.rule.sentence(claim.metrics ?? RankingMetric.paper)
  }
}

extension String {
  /// The same with a capital at its beginning, but for a name that has its own: "iALS", "eALS".
  var asSentence: String {
    let isName = prefix { !$0.isWhitespace }.contains(where: \.isUppercase)
    return isName ? self : prefix(1).uppercased() + dropFirst()
  }
}
