import ArgumentParser
import Foundation
import NCFCluster
import NCFDiagnostics
import NCFStore

struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Add the finished runs and weights of shards to the database. Nothing is added twice.",
    discussion: """
      Shards that are still worked on give what they have finished. A shard whose numbers contradict the database is
      reported and left; the others are collected.

      EXAMPLES
        ncf-exp collect                                  every sweep beside the database
        ncf-exp collect results/shards/neg_ratio
      """)

  @OptionGroup var sweeps: SweepArguments
  @OptionGroup var store: StoreOptions

  func run() throws {
    let folders = try sweeps.folders(beside: store).all
    let store = try store.open(.readWrite)
    var report = Report()
    var fault: InputError?
    for shard in folders.flatMap({ Shard.all(in: $0.path) }) {
      do {
        let collected = try store.collect(shard)
        report.shards += 1
        report.runsAdded += collected.runs.added
        report.runsKnown += collected.runs.known
        report.weightsAdded += collected.weights
      } catch let error as InputError where error.kind == .badContent {
        StandardError.write("not collected: \(error)")
        report.shardsRefused += 1
        fault = fault ?? error
      }
    }
    let finished = try store.runs(matching: RunFilter(state: .finished)).map(\.identity)
    for folder in folders { try folder.write(collected: finished) }
    if sweeps.json { try JSONOutput.write(report) } else { print(report.text) }
    if let fault { throw fault }
  }

  private struct Report: Encodable {
    var shards = 0
    var shardsRefused = 0
    var runsAdded = 0
    var runsKnown = 0
    var weightsAdded = 0

    var text: String {
      "\(shards) shards: \(runsAdded) runs added, \(runsKnown) known already"
        + (weightsAdded > 0 ? ", \(weightsAdded) files of weights added" : "")
        + (shardsRefused > 0 ? "; \(shardsRefused) refused" : "")
    }
  }
}
