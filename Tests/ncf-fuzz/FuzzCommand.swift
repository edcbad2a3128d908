import ArgumentParser
import Foundation
import NCFFuzzing
import NCFTestSupport

/// Gives a reader many changed inputs. A crash or a hang ends the program and says which execution it was.
@main
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ncf-fuzz", abstract: "Give the program's readers inputs that were changed at random.",
    discussion: """
      EXAMPLES
        ncf-fuzz --reader specs --count 1000000
        ncf-fuzz --reader specs --from 4711 --count 1 --write input.json    repeat one execution
      """)

  @Option(
    help: ArgumentHelp(
      "One of \(ReaderCatalogue.all.map { $0.name }.joined(separator: ", ")).", valueName: "name"))
  var reader: String
  @Option(help: "How many executions.")
  var count = 100_000
  @Option(help: "The first execution.")
  var from = 0
  @Option(help: "Seed.")
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Write the input of the first execution to a file.", valueName: "file"))
  var write: String?
  @Option(
    help: "Gigabytes of memory that the readers may take in addition to what the program has at its start.")
  var memory = 2

  func run() throws {
    guard let type = ReaderCatalogue.reader(named: reader) else {
      throw ValidationError("there is no reader \(reader)")
    }
    let folder = try TemporaryFolder(inMemory: true)
    // The reader and the watchdog know no more than its path.
    defer { withExtendedLifetime(folder) {} }

    let campaign = FuzzCampaign(try type.init(folder: folder.path), seed: seed)
    if let write { try Data(campaign.input(ofExecution: from)).write(to: URL(fileURLWithPath: write)) }
    Watchdog.start(gigabytes: memory, place: folder.path)
    let clock = SuspendingClock()
    let start = clock.now
    let outcome = campaign.run(from..<from + count) { Watchdog.begin($0) }
    Watchdog.stop()
    let seconds = (clock.now - start) / .seconds(1)
    for violation in outcome.violations { print("violation in execution \(violation)") }
    print(
      "\(reader): \(outcome.executions) executions, \(outcome.accepted) accepted, \(outcome.refused) refused, "
        + "\(outcome.violations.count) violations, \(Int(seconds)) s, \(Self.peakMegabytes) MB, seed \(seed)")
    if !outcome.violations.isEmpty { throw ExitCode.failure }
  }

  /// The most memory that the program had, in megabytes.
  private static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}
