import ArgumentParser
import NCFExperiments

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of specs, by which editors complete and check them.")

  func run() throws { print(SpecSchema.document(), terminator: "") }
}
