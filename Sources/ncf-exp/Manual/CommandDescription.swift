import ArgumentParser
import Foundation

/// A command as swift-argument-parser describes it (`--experimental-dump-help`), as far as a man page needs it.
struct CommandDescription: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool
  }

  let commandName: String
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let arguments: [Argument]?
  let subcommands: [CommandDescription]?

  private struct Dump: Decodable {
    let command: CommandDescription
  }

  /// - Throws: `DecodingError` if the package describes commands in another way.
  init(of command: any ParsableCommand.Type) throws {
    self = try JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8)).command
  }

  /// "ncf-exp data info"
  var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

  /// Its options, without those that every command has.
  var ownArguments: [Argument] {
    (arguments ?? []).filter { argument in
      argument.shouldDisplay && !(argument.names ?? []).contains { ["help", "version"].contains($0.name) }
    }
  }

  /// The commands that do something, below this one, in the order of the help.
  var leaves: [CommandDescription] {
    let children = (subcommands ?? []).filter { $0.commandName != "help" }
    return children.isEmpty ? [self] : children.flatMap(\.leaves)
  }
}
