import ArgumentParser
import NCFStore

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract:
      "Read runs that export wrote. Runs that are there already are recognised; conflicts are refused.",
    discussion: """
      EXAMPLE
        ncf-exp import runs.jsonl
      """)

  @Argument(
    help: ArgumentHelp("The file to read.", valueName: "file"), completion: .file(extensions: ["jsonl"]))
  var file: String
  @OptionGroup var store: StoreOptions

  func run() throws {
    let summary = try store.open(.readWrite).importRuns(from: file)
    print("\(summary.added) runs added, \(summary.known) known already")
  }
}
