import ArgumentParser
import Foundation
import NCFDiagnostics
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
        ncf-exp watch neg_ratio --once
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
