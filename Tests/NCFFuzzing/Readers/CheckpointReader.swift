import Foundation
import NCFData
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFStore
import NCFSystem

/// Checkpoints, with and without a digest that fits; those that are accepted go on to train.
public struct CheckpointReader: FuzzedReader {
  public static let name = "checkpoints"
  public let isBinary = true
  public let seeds: [[UInt8]]
  private let store: ResultStore
  private let path: String

  private static let digestRange = 16..<80

  private static let cases: [(method: any Method, values: [String: ParameterValue])] = [
    (NeuMF(), ["factors": .integer(8), "depth": .integer(1), "epochs": .integer(3)]), (BPR(), [:]),
    (EALS(), [:]),
  ]

  public init(folder: String) throws {
    store = try ResultStore(path: "\(folder)/ncf.sqlite", mode: .readWrite)
    path = try store.checkpointPath(of: SampleRuns.runs[0].identity)
    var seeds: [[UInt8]] = []
    for (index, _) in Self.cases.enumerated() {
      var saved: RunCheckpoint?
      let control = RunControl(
        isCancelled: { saved != nil }, checkpointInterval: .zero, save: { saved = $0 })
      _ = try Self.executor(index).execute(control: control) { _, _ in }
      guard let saved else { throw Violation("there was nothing to save") }
      try store.saveCheckpoint(saved, of: SampleRuns.runs[0], environment: SampleRuns.environment)
      seeds.append(Array(FileManager.default.contents(atPath: path) ?? Data()))
    }
    self.seeds = seeds
  }

  public func read(_ input: [UInt8]) throws {
    var input = input
    // Half of what is changed gets a digest that fits, so that the checks behind it are met.
    if input.count > Self.digestRange.upperBound, !seeds.contains(input),
      input.reduce(0, &+).isMultiple(of: 2)
    {
      let digest = SHA256Digest.hex(of: input[Self.digestRange.upperBound...])
      input.replaceSubrange(Self.digestRange, with: digest.utf8)
    }
    try Data(input).write(to: URL(fileURLWithPath: path))
    let start = try store.start(of: SampleRuns.runs[0], environment: SampleRuns.environment)
    guard let checkpoint = start.checkpoint else {
      throw InputError(.badContent, problem: start.warning ?? "no checkpoint")
    }
    var isUsable = false
    for index in Self.cases.indices {
      do {
        _ = try Self.executor(index).execute(from: checkpoint) { record, _ in
          try Violation.require(record.epoch > checkpoint.measuredEpoch, "an epoch comes twice")
        }
        isUsable = true
      } catch is UnusableCheckpoint {
      } catch is RunExecutor.Divergence { isUsable = true }
    }
    if !isUsable { throw InputError(.badContent, problem: "the checkpoint is of another run") }
  }

  private static func executor(_ index: Int) throws -> RunExecutor {
    var (method, values) = cases[index]
    values["epochs"] = .integer(2)
    return RunExecutor(
      method: method, values: try method.complete(values),
      data: RunData(try SmallDataset().read(), selection: .test))
  }
}
