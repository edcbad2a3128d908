import NCFReports
import NCFStore

/// How `watch` draws the progress of a sweep: a line that counts, and a line for each run.
struct WatchView {
  let colours: Bool
  private static let barWidth = 12

  /// - Parameter rows: As many lines as fit, those of most interest; nil for all.
  func text(of progress: SweepProgress, rows: Int?, width: Int = .max) -> String {
    let runs = progress.byInterest
    let shown = rows.map { runs.count + 1 <= $0 ? runs.count : max(0, $0 - 2) } ?? runs.count
    let naming = progress.naming
    var lines = [progress.summary] + runs.prefix(shown).map { line(of: $0, naming, width) }
    if shown < runs.count { lines.append("… and \(runs.count - shown) more") }
    return lines.joined(separator: "\n")
  }

  private func line(of run: WatchedRun, _ naming: RunNaming, _ width: Int) -> String {
    let full = Int(run.fraction * Double(Self.barWidth))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.barWidth - full)
    let state = run.summary.state
    let left = run.secondsLeft.map { "  left \($0.durationText)" } ?? ""
    // What changes comes first, so that a narrow terminal cuts off the rest.
    let text = [bar, mark(of: state), run.figures + left, naming[run.summary.configuration]]
      .filter { !$0.isEmpty }.joined(separator: "  ")
    // A data set may have any name, but must not command the terminal.
    let plain = text.unicodeScalars.map {
      $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0)
    }
    let cut = String(plain.prefix(width))
    return colours ? "\u{1b}[\(colour(of: state))m\(cut)\u{1b}[0m" : cut
  }

  private func mark(of state: RunSummary.State) -> String {
    switch state {
    case .planned: "·"
    case .running: "▶"
    case .interrupted: "–"
    case .finished: "✓"
    case .failed: "✗"
    }
  }

  private func colour(of state: RunSummary.State) -> Int {
    switch state {
    case .planned: 2
    case .running: 36
    case .interrupted: 33
    case .finished: 32
    case .failed: 31
    }
  }
}
