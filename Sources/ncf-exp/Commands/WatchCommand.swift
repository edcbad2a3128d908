import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFReports
import NCFStore

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show how far a sweep has come, in this or another process, until it is over.",
    discussion: """
      On a terminal the picture changes in its place, and q leaves. Otherwise there is a line for whatever changes.

      EXAMPLES
        ncf-exp watch
        ncf-exp watch figure-6 --once
      """)

  @Argument(
    help: ArgumentHelp("An experiment; all runs of the database if none is given.", valueName: "name"))
  var experiment: String?
  @Flag(help: "Show it once and leave.")
  var once = false
  @OptionGroup var store: StoreOptions

  func run() throws {
    let isTerminal = Terminal.isInteractive(STDOUT_FILENO)
    if once {
      return print(
        try WatchView(colours: isTerminal).text(of: progress(in: store.open(.readOnly)), rows: nil))
    }
    let interruption = Interruption(notice: nil)
    let sources = interruption.watch()
    defer { for source in sources { source.cancel() } }
    let follower = StoreFollower(path: store.path)
    let screen: any WatchScreen =
      isTerminal ? TerminalScreen(view: WatchView(colours: true), path: store.path) : LineScreen()
    defer { screen.leave() }
    while interruption.exitCode == nil {
      let progress = try progress(in: follower.store())
      screen.show(progress)
      if progress.isOver { return }
      if screen.wait(milliseconds: 500) { return }
    }
    if let code = interruption.exitCode { throw ExitCode(code) }
  }

  private func progress(in store: ResultStore?) throws -> SweepProgress {
    try SweepProgress(of: experiment.map { [$0] } ?? [], in: store)
  }
}

/// Where `watch` shows what it sees.
protocol WatchScreen: AnyObject {
  func show(_ progress: SweepProgress)
  /// - Returns: Whether the user wants to leave.
  func wait(milliseconds: Int32) -> Bool
  /// Gives the terminal back as it was.
  func leave()
}

/// A terminal, on which each picture takes the place of the one before.
final class TerminalScreen: WatchScreen {
  private let view: WatchView
  private let path: String
  private var drawn = 0
  private var earlier: termios?

  init(view: WatchView, path: String) {
    self.view = view
    self.path = path
    var settings = termios()
    if tcgetattr(STDIN_FILENO, &settings) == 0 {
      earlier = settings
      // Keys come at once and are not shown; signals stay as they are.
      settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
      tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }
  }

  func show(_ progress: SweepProgress) {
    var size = winsize()
    let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
    let (rows, columns) = known ? (Int(size.ws_row), Int(size.ws_col)) : (24, 100)
    var text = view.text(of: progress, rows: rows - 2, width: columns - 1)
    text += progress.isOver ? "" : "\n\(path) · q leaves"
    let up = drawn > 0 ? "\u{1b}[\(drawn)A" : ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    FileHandle.standardOutput.write(
      Data((up + lines.map { "\u{1b}[K\($0)\n" }.joined() + "\u{1b}[J").utf8))
    drawn = lines.count
  }

  func wait(milliseconds: Int32) -> Bool {
    guard earlier != nil else {
      usleep(UInt32(milliseconds) * 1000)
      return false
    }
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&input, 1, milliseconds) > 0 else { return false }
    var key: UInt8 = 0
    return read(STDIN_FILENO, &key, 1) < 1 || key == UInt8(ascii: "q") || key == UInt8(ascii: "Q")
  }

  func leave() {
    if var earlier { tcsetattr(STDIN_FILENO, TCSANOW, &earlier) }
  }
}

/// A file or a pipe: a line for each run that has changed since the last look.
final class LineScreen: WatchScreen {
  private var seen: [String: String] = [:]
  private var summary = ""

  func show(_ progress: SweepProgress) {
    var lines: [String] = []
    let naming = progress.naming
    for run in progress.runs ?? [] where run.summary.state != .planned {
      let text = "\(naming[run.summary.configuration])  \(run.summary.state.rawValue)  \(run.figures)"
      guard seen.updateValue(text, forKey: run.summary.identity.digest) != text else { continue }
      lines.append("\(run.summary.identity.short)  \(text)")
    }
    if progress.summary != summary {
      summary = progress.summary
      lines.append(summary)
    }
    FileHandle.standardOutput.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  }

  func wait(milliseconds: Int32) -> Bool {
    usleep(UInt32(milliseconds) * 1000)
    return false
  }

  func leave() {}
}

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

  private func mark(of state: RunState) -> String {
    switch state {
    case .planned: "·"
    case .running: "▶"
    case .interrupted: "–"
    case .finished: "✓"
    case .failed: "✗"
    }
  }

  private func colour(of state: RunState) -> Int {
    switch state {
    case .planned: 2
    case .running: 36
    case .interrupted: 33
    case .finished: 32
    case .failed: 31
    }
  }
}
