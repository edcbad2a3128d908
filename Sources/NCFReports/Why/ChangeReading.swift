import NCFEvaluation

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
      (effect.difference(metric).map { signed($0.mean) } ?? "—") + " \(effect.method)"
    }.joined(separator: ", ")
  }

  /// "−0.0312", with the typographic minus sign.
  static func signed(_ value: Double) -> String {
    ReportTable.Cell.difference(value, decimals: 4).plainText
  }

  // MARK: In short

  /// Which changes explain lower numbers, which do not, and which are no like-for-like figures.
  static func summary(of study: ChangeStudy) -> [String] {
    let finished = study.rows.filter { $0.damage(ChangeStudy.primary) != nil }
    let comparable = finished.filter { $0.change.measuresOtherwise == nil }
    func direction(_ row: ChangeStudy.Row) -> ChangeEffect.Direction {
      let directions = row.effects.map(\.direction)
      if directions.contains(.lower) { return .lower }
      return directions.contains(.mixed) ? .mixed : directions.contains(.higher) ? .higher : .none
    }
    let others = finished.filter { $0.change.measuresOtherwise != nil }
    let moved = others.filter { direction($0) != .none }
    func isLower(_ row: ChangeStudy.Row) -> Bool { row.damage(ChangeStudy.primary).map { $0 < 0 } ?? false }
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
      row.damage(metric).map { "\(signed($0)) \(metric.title)" }
    }
    return "\(row.change.title) (\(means.joined(separator: ", ")))"
  }
}
