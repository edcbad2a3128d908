import ArgumentParser

/// Whether a listing is for programs.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "One JSON value, for programs, in place of the table.")
  var isChosen = false
}
