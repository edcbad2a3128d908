import NCFEvaluation
import NCFStatistics
import NCFStudies

/// What is said of changes, by rule, from the numbers.
enum ChangeReading {
  /// "lower", "no real difference", "higher, but not comparable".
  static func verdict(on effect: ChangeEffect) -> String {
    guard !effect.comparisons.isEmpty else {
      let areFinished = !effect.group.finished.isEmpty && !effect.reference.finished.isEmpty
      return areFinished ? "no seed in common" : "not finished"
    }
    let isComparable = effect.change.measuresOtherwise == nil
    switch effect.direction {
    case .lower: return isComparable ? "lower" : "lower, but not comparable"
    case .higher: return isComparable ? "higher" : "higher, but not comparable"
    case .mixed:
      return isComparable ? "lower in one metric, higher in the other" : "different, not comparable"
    case .none: return "no real difference"
    }
  }

  /// The verdict on all methods: "lower (GMF); no real difference (MLP, NeuMF)".
  static func verdict(on row: ChangeStudy.Row) -> String {
    let verdicts = row.effects.map { (verdict(on: $0), $0.method) }
    var distinct: [String] = []
    for (verdict, _) in verdicts where !distinct.contains(verdict) { distinct.append(verdict) }
    let texts = distinct.map { text in
      let methods = verdicts.filter { $0.0 == text }.map(\.1)
      return distinct.count == 1 ? text : "\(text) (\(methods.joined(separator: ", ")))"
    }
    let isDifferent = row.effects.contains { !$0.comparisons.isEmpty && $0.direction != .none }
    let reason = isDifferent ? row.change.measuresOtherwise.map { ": \($0)" } : nil
    return texts.joined(separator: "; ") + (reason ?? "")
  }

  /// "−0.0312 GMF, +0.0020 MLP".
  static func differences(_ row: ChangeStudy.Row, _ metric: RankingMetric) -> String {
    row.effects.map { effect in
      (effect.difference(metric).map { signedDifference($0.mean) } ?? "—") + " \(effect.method)"
    }.joined(separator: ", ")
  }

  // MARK: In short

  /// Which changes explain lower numbers, which do not, and which are no like-for-like figures.
  static func summary(of study: ChangeStudy) -> [String] {
    let finished = study.rows.filter { $0.damage(study.layout.primary) != nil }
    let comparable = finished.filter { $0.change.measuresOtherwise == nil }
    func direction(_ row: ChangeStudy.Row) -> ChangeEffect.Direction {
      let directions = row.effects.map(\.direction)
      if directions.contains(.lower) { return .lower }
      return directions.contains(.mixed) ? .mixed : directions.contains(.higher) ? .higher : .none
    }
    let others = finished.filter { $0.change.measuresOtherwise != nil }
    let moved = others.filter { direction($0) != .none }
    func isLower(_ row: ChangeStudy.Row) -> Bool { row.damage(study.layout.primary).map { $0 < 0 } ?? false }
    let parts: [(words: String, rows: [ChangeStudy.Row])] = [
      ("The model is really worse, for at least one method", comparable.filter { direction($0) == .lower }),
      ("The model is no worse, whatever one expects", comparable.filter { direction($0) == .none }),
      ("The model is really better", comparable.filter { direction($0) == .higher }),
      ("Better in one metric, worse in the other", comparable.filter { direction($0) == .mixed }),
      ("Only the measuring is another: lower, but no worse a model", moved.filter { isLower($0) }),
      (
        "Only the measuring is another: higher, but wrong to set beside the paper's",
        moved.filter { !isLower($0) }
      ),
      (
        "Only the measuring is another, and it makes no real difference",
        others.filter { direction($0) == .none }
      ),
    ]
    return parts.filter { !$0.rows.isEmpty }.map { words, rows in
      "**\(words):** " + rows.map { item($0, study.metrics) }.joined(separator: "; ") + "."
    }
  }

  private static func item(_ row: ChangeStudy.Row, _ metrics: [RankingMetric]) -> String {
    let means = metrics.compactMap { metric in
      row.damage(metric).map { "\(signedDifference($0)) \(metric.title)" }
    }
    return "\(row.change.title) (\(means.joined(separator: ", ")))"
  }
}

/// By which signs in the runs a change is recognised: those in which they differ from the reference's.
struct ChangeSymptoms {
  /// A figure of a run, and from which difference on it is worth a word.
  private struct Sign: Sendable {
    let words: String
    let decimals: Int
    let notable: Double
    let value: @Sendable (RunGroup) -> Double?
  }

  private static let signs = [
    Sign(words: "loss of epoch 1", decimals: 3, notable: 0.005) { $0.loss(ofEpoch: 1) },
    Sign(words: "loss of the last epoch", decimals: 3, notable: 0.005) { $0.lastLoss },
    Sign(words: "HR@10 after epoch 1", decimals: 3, notable: 0.02) { $0.hitRatio(ofEpoch: 1) },
    Sign(words: "best epoch", decimals: 0, notable: 2.5) { $0.bestEpoch },
    Sign(words: "fall of HR@10 from the best epoch to the last", decimals: 3, notable: 0.005) { $0.decline },
  ]

  /// How near to that method's HR@10 counts as no better.
  private static let nearness = 0.02

  let effects: [ChangeEffect]
  /// The method that looks at no user; nil for none.
  let floor: RunGroup?

  init(_ row: ChangeStudy.Row, floor: RunGroup?) {
    effects = row.effects.filter { !$0.group.finished.isEmpty && !$0.reference.finished.isEmpty }
    self.floor = floor
  }

  /// Sentences; empty if nothing is finished.
  var sentences: [String] {
    guard !effects.isEmpty else { return [] }
    if effects.allSatisfy(\.trainsAlike) {
      return ["Every epoch's loss is the reference's, bit by bit: only the measuring differs."] + decline
        + likeFloor
    }
    let found = Self.signs.compactMap { sign -> String? in
      let pairs = effects.compactMap { effect in
        sign.value(effect.group).flatMap { own in sign.value(effect.reference).map { (own, $0) } }
      }
      guard pairs.contains(where: { abs($0.0 - $0.1) >= sign.notable }) else { return nil }
      return "\(sign.words) \(Self.range(pairs.map(\.0), sign.decimals)), "
        + "in the reference \(Self.range(pairs.map(\.1), sign.decimals))"
    }
    return [
      found.isEmpty
        ? "In the runs, neither losses nor epochs give it away."
        : "In the runs: \(found.joined(separator: "; "))."
    ] + likeFloor
  }

  /// Where it is the epoch that is chosen otherwise: how much lies between the best one and the last.
  private var decline: [String] {
    guard effects.allSatisfy({ $0.change.values["selection"] != nil }) else { return [] }
    let falls = Self.range(effects.compactMap(\.group.decline), 3)
    let epochs = Self.range(effects.compactMap(\.reference.bestEpoch), 0)
    return ["HR@10 is best in epoch \(epochs), and \(falls) lower in the last."]
  }

  private var likeFloor: [String] {
    let metric = RankingMetric.hitRatio(at: 10)
    guard let least = floor?.best(metric)?.mean else { return [] }
    let near = effects.filter { effect in
      effect.group.best(metric).map { abs($0.mean - least) <= Self.nearness } ?? false
    }
    let below = effects.filter { effect in
      effect.group.best(metric).map { $0.mean < least - Self.nearness } ?? false
    }
    let text = fixed(least, decimals: 3)
    let floorTitle = floor.map { MethodStyle.of($0.configuration.method).title } ?? ""
    return [
      near.isEmpty ? nil : "HR@10 is about \(floorTitle)'s, \(text): \(Self.names(near)).",
      below.isEmpty ? nil : "HR@10 is below \(floorTitle)'s, \(text): \(Self.names(below)).",
    ].compactMap { $0 }
  }

  private static func names(_ effects: [ChangeEffect]) -> String {
    effects.map(\.method).joined(separator: ", ")
  }

  /// "0.312–0.345", or one number where all round to it.
  private static func range(_ values: [Double], _ decimals: Int) -> String {
    let bounds = [values.min(), values.max()].compactMap { $0 }.map { fixed($0, decimals: decimals) }
    return Set(bounds).count == 1 ? bounds[0] : bounds.joined(separator: "–")
  }
}
