import ArgumentParser

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the man page, made from the commands' own help.",
    discussion: """
      EXAMPLE
        ncf-exp manual | man -l -
      """)

  func run() throws { print(try ManualPage(of: NCFExp.self).text, terminator: "") }
}
