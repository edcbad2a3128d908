import ArgumentParser

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Fetch, prepare, verify and describe data sets, or make synthetic ones.",
    subcommands: [
      DataFetchCommand.self, DataPrepareCommand.self, DataVerifyCommand.self, DataInfoCommand.self,
      DataSynthCommand.self,
    ])
}
