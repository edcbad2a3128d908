import ArgumentParser
import NCFStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write finished runs as JSON lines, one run a line, to be imported elsewhere.",
    discussion: """
      EXAMPLE
        ncf-exp export runs.jsonl --experiment figure-6
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
  var file: String
  @Option(help: "Only the runs of this experiment.", completion: .experiments)
  var experiment: String?
  @OptionGroup var store: StoreOptions

  func run() throws {
    let store = try store.open(.readOnly)
    let runs = try store.runs(matching: RunFilter(experiment: experiment, state: .finished))
    print("\(try store.export(identities: runs.map(\.identity), to: file)) runs written to \(file)")
  }
}
