import NCFStore

extension SweepProgress {
  /// Finished runs are in the report below; the latest of the others are enough here.
  private static let largestCount = 40

  /// The runs that are not finished, with a bar each, under one line that counts all.
  public var html: HTML {
    let shown = byInterest.filter { $0.summary.state != .finished }
    let more = shown.count - Self.largestCount
    let naming = naming
    return .element(
      "section", ["class": "progress", "aria-label": "Progress"],
      [
        .element("p", ["class": "state"], [.text(summary)]),
        .element("ul", shown.prefix(Self.largestCount).map { Self.item($0, naming) }),
      ] + (more > 0 ? [.element("p", [.text("and \(more) more")])] : []))
  }

  private static func item(_ run: WatchedRun, _ naming: RunNaming) -> HTML {
    let state = run.summary.state
    let left = run.secondsLeft.map { "  about \(fixed($0.rounded(.up), decimals: 0)) s left" } ?? ""
    return .element(
      "li", ["class": state.rawValue],
      [
        .element("progress", ["max": "1", "value": fixed(run.fraction, decimals: 3)]),
        .text(" \(naming[run.summary.configuration]) "),
        .element("span", ["class": "outcome"], [.text("\(state.rawValue)  \(run.figures)\(left)")]),
      ])
  }
}
