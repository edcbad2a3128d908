import ArgumentParser
import Dispatch
import Foundation
import NCFConcurrency
import NCFReports
import NCFServer
import NCFStudies

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the report in the browser, and keep it up to date while runs go on.",
    discussion: """
      Serves this machine alone, and only reads. The database need not be there yet. Ctrl-C ends it.

      EXAMPLES
        ncf-exp serve
        ncf-exp serve neg_ratio --port 0
      """)

  @Argument(help: ArgumentHelp("Experiments; all of the database if none is given.", valueName: "name"))
  var names: [String] = []
  @Option(help: ArgumentHelp("The port on 127.0.0.1; 0 takes one that is free.", valueName: "n"))
  var port: UInt16 = 8707
  @OptionGroup var studies: StudyOptions
  @Option(help: "full, or smoke: marks the numbers as those of a trial.")
  var scale = ReportInput.Scale.full
  @OptionGroup var store: StoreOptions

  func run() throws {
    let reports = StoredReports(experiments: names, studies: try studies.library().folders, scale: scale)
    let gnuplot = try Gnuplot()
    let live = LiveReport(path: store.path, reports: reports) { try gnuplot.draw($0, as: .svg) }
    let server = try ReportServer(report: live, port: port)
    if !store.exists {
      StandardError.write("no database at \(store.path) yet; the page shows it when a run begins")
    }

    let failure = Locked<(any Error)?>(nil)
    let ended = DispatchSemaphore(value: 0)
    let task = Task.detached {
      do {
        try await server.run { address in
          print(address)
          fflush(nil)
        }
      } catch { failure.withLock { $0 = error } }
      ended.signal()
    }
    let interruption = Interruption(notice: nil) { task.cancel() }
    let sources = interruption.watch()
    defer { for source in sources { source.cancel() } }
    ended.wait()
    if let code = interruption.exitCode { throw ExitCode(code) }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}

extension ReportInput.Scale: ExpressibleByArgument {}
