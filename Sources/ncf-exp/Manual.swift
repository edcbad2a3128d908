import ArgumentParser
import Foundation
import NCFModels

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the man page, made from the commands' own help.",
    discussion: """
      EXAMPLE
        ncf-exp manual | man -l -
      """)

  func run() throws { print(try ManualPage(of: NCFExp.self).text, terminator: "") }
}

/// The man page of the program, in roff's `man` macros.
struct ManualPage {
  private let root: CommandDescription

  /// - Throws: `DecodingError` if the parser's package describes commands in another way.
  init(of command: any ParsableCommand.Type) throws { root = try CommandDescription(of: command) }

  var text: String {
    var lines = [
      #".TH NCF\-EXP 1 "" "ncf\-exp \#(EngineVersion.release)" "User Commands""#,
      ".SH NAME", #"ncf\-exp \- \#(Self.escaped(root.abstract ?? "").trimmingPeriod)"#,
      ".SH SYNOPSIS", ".B ncf\\-exp", #".I command \fR[\fIoptions\fR]"#,
    ]
    lines += Self.sections(root.discussion ?? "")
    lines.append(".SH COMMANDS")
    for command in root.leaves { lines += Self.section(on: command) }
    lines += [
      ".SH SEE ALSO",
      "The project's README and its folder docs: clusters, data, weights, architecture and JSON output.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(on command: CommandDescription) -> [String] {
    var lines = [
      ".SS \(escaped(command.path))", escaped(command.abstract ?? ""), ".PP", synopsis(of: command),
    ]
    for argument in command.ownArguments {
      lines += [".TP", heading(of: argument), escaped(explanation(of: argument))]
    }
    for (title, text) in parts(of: command.discussion ?? "") {
      lines.append(".PP")
      lines += title.map { [#".B \#(escaped($0.capitalized))"#] + verbatim(text) } ?? text.map(escaped)
    }
    return lines
  }

  private static func synopsis(of command: CommandDescription) -> String {
    let positional = command.ownArguments.filter { $0.kind == "positional" }.map { argument in
      let name = #"\fI\#(escaped(argument.valueName ?? ""))\fR"# + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? "[\(name)]" : name
    }
    let options = command.ownArguments.count > positional.count ? [#"[\fIoptions\fR]"#] : []
    return ([#"\fB\#(escaped(command.path))\fR"#] + options + positional).joined(separator: " ")
  }

  private static func heading(of argument: CommandDescription.Argument) -> String {
    let names = (argument.names ?? []).sorted { $0.name.count < $1.name.count }
      .map { #"\fB\#(escaped($0.text))\fR"# }.joined(separator: ", ")
    let value = argument.kind == "flag" ? "" : #"\fI\#(escaped(argument.valueName ?? ""))\fR"#
    return [names, value].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func explanation(of argument: CommandDescription.Argument) -> String {
    let text = argument.abstract ?? ""
    return argument.defaultValue.map { "\(text) (default: \($0))" } ?? text
  }

  // MARK: Discussions

  /// A discussion's sections: those under a line of capitals, and what comes before them.
  private static func parts(of discussion: String) -> [(title: String?, lines: [String])] {
    var parts: [(title: String?, lines: [String])] = [(nil, [])]
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let isTitle = !line.isEmpty && line.allSatisfy { $0.isUppercase || $0 == " " } && line.first != " "
      if isTitle { parts.append((line, [])) } else { parts[parts.count - 1].lines.append(line) }
    }
    return parts.map { ($0.title, $0.lines.trimmingBlanks) }.filter { !$0.lines.isEmpty }
  }

  private static func sections(_ discussion: String) -> [String] {
    parts(of: discussion).flatMap { title, lines in
      [".SH \(title ?? "DESCRIPTION")"] + (title == nil ? lines.map(escaped) : verbatim(lines))
    }
  }

  /// Lines that keep their breaks.
  private static func verbatim(_ lines: [String]) -> [String] { [".nf"] + lines.map(escaped) + [".fi"] }

  /// Plain text in roff: its backslashes, hyphens and leading dots are commands otherwise.
  private static func escaped(_ text: String) -> String {
    let body = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": #"\e"#
      case "-": #"\-"#
      // In characters of its own, whatever encoding the page is taken for.
      case _ where !scalar.isASCII: #"\[u\#(String(format: "%04X", scalar.value))]"#
      default: String(scalar)
      }
    }.joined()
    return body.hasPrefix(".") || body.hasPrefix("'") ? #"\&"# + body : body
  }
}

extension String {
  fileprivate var trimmingPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}

extension [String] {
  fileprivate var trimmingBlanks: [String] {
    let blank: (String) -> Bool = { $0.allSatisfy(\.isWhitespace) }
    return Array(drop(while: blank).reversed().drop(while: blank).reversed())
  }
}

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
