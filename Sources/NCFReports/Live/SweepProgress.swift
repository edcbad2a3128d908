import Foundation
import NCFExperiments
import NCFStore

/// How far the runs of a sweep have come.
public struct SweepProgress: Hashable, Sendable {
  /// Nil while there is no database.
  public let runs: [WatchedRun]?

  public init(runs: [WatchedRun]?) { self.runs = runs }

  /// The runs of these experiments, each once; all runs of the database if none is named.
  ///
  /// - Throws: `InputError` if the database cannot be read.
  public init(of experiments: [String], in store: ResultStore?) throws {
    guard let store else {
      runs = nil
      return
    }
    guard !experiments.isEmpty else {
      runs = try store.standings()
      return
    }
    var seen: Set<String> = []
    runs = try experiments.flatMap { try store.standings(matching: RunFilter(experiment: $0)) }
      .filter { seen.insert($0.summary.identity.digest).inserted }
  }

  public func count(_ state: RunState) -> Int { (runs ?? []).count { $0.summary.state == state } }

  /// Whether there are runs, and each has ended.
  public var isOver: Bool {
    guard let runs, !runs.isEmpty else { return false }
    return runs.allSatisfy { $0.summary.state == .finished || $0.summary.state == .failed }
  }

  /// "12 of 80 finished, 2 running, 1 failed"
  public var summary: String {
    guard let runs else { return "no database yet" }
    guard !runs.isEmpty else { return "no runs yet" }
    let others = [RunState.running, .failed, .interrupted, .planned].compactMap { state in
      count(state) > 0 ? "\(count(state)) \(state.rawValue)" : nil
    }
    return (["\(count(.finished)) of \(runs.count) finished"] + others).joined(separator: ", ")
  }

  /// What the runs are called. It is made anew each time.
  public var naming: RunNaming { RunNaming(of: (runs ?? []).map(\.summary.configuration)) }

  /// What to look at first: what is going on, what went wrong, what is planned, what is done.
  public var byInterest: [WatchedRun] {
    let order: [RunState] = [.running, .failed, .interrupted, .planned, .finished]
    return order.flatMap { state in (runs ?? []).filter { $0.summary.state == state } }
  }
}

extension WatchedRun {
  /// "epoch 7/20  loss 0.2411  HR@10 0.6210  NDCG@10 0.3610", or what is known instead. A finished run shows its best.
  public var figures: String {
    if let best = summary.best {
      return [
        summary.bestEpoch.map { "best epoch \($0)" }, "HR@10 \(fixed(best.hitRatio(at: 10), decimals: 4))",
        "NDCG@10 \(fixed(best.ndcg(at: 10), decimals: 4))",
      ].compactMap { $0 }.joined(separator: "  ")
    }
    if let failure = summary.failure { return failure }
    guard let latest else { return "" }
    return [
      "epoch \(latest.epoch)" + (epochCount.map { "/\($0)" } ?? ""),
      latest.loss.map { "loss \(fixed($0, decimals: 4))" },
      "HR@10 \(fixed(latest.metrics.hitRatio(at: 10), decimals: 4))",
      "NDCG@10 \(fixed(latest.metrics.ndcg(at: 10), decimals: 4))",
    ].compactMap { $0 }.joined(separator: "  ")
  }
}

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

/// A report page that follows a sweep: above the report stands how far the runs have come, and both are brought up to
/// date by what the server sends.
public struct LivePage: Sendable {
  public let page: ReportPage
  public let progress: SweepProgress
  /// Changes when the report does.
  public let version: String

  public init(page: ReportPage, progress: SweepProgress, version: String) {
    self.page = page
    self.progress = progress
    self.version = version
  }

  /// The whole file.
  ///
  /// - Throws: What `draw` throws.
  public func html(draw: (FigureDescription) throws -> Data) rethrows -> String {
    let body = HTML.lines([
      .element("div", ["id": "progress", "aria-live": "off"], [progress.html]),
      .element(
        "p", ["id": "connection", "class": "warning", "hidden": ""], [.text("The server does not answer.")]),
      .element("div", ["id": "report", "data-version": version], [try page.body(draw: draw)]),
    ])
    return HTMLFile(title: page.title, style: Asset.style, script: Asset.script + Asset.live, body: body).text
  }
}
