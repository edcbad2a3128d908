import Foundation
import NCFReports
import NCFStore

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
