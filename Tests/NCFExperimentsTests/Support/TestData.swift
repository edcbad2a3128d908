import NCFData
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFRandom

enum TestData {
  /// 30 users with 8 of 60 items each, and 20 negatives for each user's test item.
  static func dataset(named name: String, seed: UInt64 = 1) -> Dataset {
    var generator = SeededGenerator(seed: seed)
    let (userCount, itemCount) = (30, 60)
    var items: [Int32] = []
    var heldOut: [Int32] = []
    var negatives: [Int32] = []
    for _ in 0..<userCount {
      let shuffled = (0..<Int32(itemCount)).shuffled(using: &generator)
      items += shuffled[..<8].sorted()
      heldOut.append(shuffled[8])
      negatives += shuffled[9..<29]
    }
    return Dataset(
      name: name,
      training: InteractionMatrix(
        offsets: (0...userCount).map { $0 * 8 }, items: items, itemCount: itemCount),
      test: RankingTask(
        users: (0..<Int32(userCount)).map { $0 }, heldOutItems: heldOut,
        negativeOffsets: (0...userCount).map { $0 * 20 }, negatives: negatives),
      digest: "\(name)-\(seed)")
  }

  /// Knows "one" and "two"; "broken" is malformed, and there is no other.
  static func library() -> DatasetLibrary {
    DatasetLibrary { name in
      switch name {
      case "one": return dataset(named: name)
      case "two": return dataset(named: name, seed: 2)
      case "broken": throw InputError(.badContent, file: "broken.train.rating", problem: "not numbers")
      default: throw InputError(.missing, problem: "data set \(name) is absent", remedy: "fetch it")
      }
    }
  }

  static func spec(_ source: String) throws -> ExperimentSpec {
    try ExperimentSpec(source: source, file: "test.json", methods: TestMethods.all)
  }

  static func plan(_ sources: String..., library: DatasetLibrary = library()) throws -> Plan {
    try Plan(specs: sources.map(spec), datasets: library, methods: TestMethods.all)
  }

  /// The plan of one spec with these settings and sweeps.
  static func plan(settings: String, sweep: String = "") throws -> Plan {
    try plan(#"{"name": "x", "settings": {\#(settings)}, "sweep": {\#(sweep)}}"#)
  }

  static let environment = RunEnvironment(
    engineVersion: "0", numericsVersion: 0, gitCommit: nil, host: "host", processor: "cpu", toolchain: "swift"
  )
}
