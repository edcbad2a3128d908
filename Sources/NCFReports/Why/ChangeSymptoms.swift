import NCFEvaluation

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

  /// How near to ItemPop's HR@10 counts as no better.
  private static let nearness = 0.02

  let effects: [ChangeEffect]
  /// ItemPop, which looks at no user.
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
        + likeItemPop
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
    ] + likeItemPop
  }

  /// Where it is the epoch that is chosen otherwise: how much lies between the best one and the last.
  private var decline: [String] {
    guard effects.allSatisfy({ $0.change.values["selection"] != nil }) else { return [] }
    let falls = Self.range(effects.compactMap(\.group.decline), 3)
    let epochs = Self.range(effects.compactMap(\.reference.bestEpoch), 0)
    return ["HR@10 is best in epoch \(epochs), and \(falls) lower in the last."]
  }

  private var likeItemPop: [String] {
    let metric = RankingMetric.hitRatio(at: 10)
    guard let least = floor?.best(metric)?.mean else { return [] }
    let near = effects.filter { effect in
      effect.group.best(metric).map { abs($0.mean - least) <= Self.nearness } ?? false
    }
    let below = effects.filter { effect in
      effect.group.best(metric).map { $0.mean < least - Self.nearness } ?? false
    }
    let text = fixed(least, decimals: 3)
    return [
      near.isEmpty ? nil : "HR@10 is about ItemPop's, \(text): \(Self.names(near)).",
      below.isEmpty ? nil : "HR@10 is below ItemPop's, \(text): \(Self.names(below)).",
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
