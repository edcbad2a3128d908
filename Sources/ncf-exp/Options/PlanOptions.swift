import ArgumentParser
import NCFExperiments

/// What changes about the runs of a spec.
struct PlanOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a key in place of what the spec sets or sweeps, as in --set epochs=2. May be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("seeds"),
    help: ArgumentHelp("Repeat each run with this many consecutive seeds.", valueName: "n"))
  var seedCount = 1

  @Option(
    name: .customLong("scale"), help: "full, or smoke: few epochs, only to see that everything works.")
  var scale = SpecOverrides.Scale.full

  func overrides() throws -> SpecOverrides {
    try SpecOverrides(settings: settings, seedCount: seedCount, scale: scale)
  }
}

extension SpecOverrides.Scale: ExpressibleByArgument {}
