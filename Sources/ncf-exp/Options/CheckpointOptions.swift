import ArgumentParser
import NCFExperiments

/// How often runs leave a checkpoint.
struct CheckpointOptions: ParsableArguments {
  @Option(
    name: .customLong("checkpoint-interval"),
    help: ArgumentHelp(
      "Seconds of training between two checkpoints, from which a run goes on if the program is killed.",
      valueName: "s"))
  var seconds = Scheduler.defaultCheckpointInterval / .seconds(1)

  var interval: Duration { .seconds(seconds) }

  func validate() throws {
    guard (0.01...1_000_000).contains(seconds) else {
      throw ValidationError("--checkpoint-interval expects seconds from 0.01 to 1000000")
    }
  }
}
