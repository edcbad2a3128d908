import Foundation
import NCFExperiments
import NCFModels
import NCFReports
import Testing

@Suite struct RunNamingTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  /// A configuration of a method in its normal form.
  private func configuration(
    _ method: String = "gmf", _ changes: [String: ParameterValue] = [:], dataset: String = "ml-1m",
    selection: RunConfiguration.Selection = .test, evaluation: EvaluationProtocol = .standard
  ) throws -> RunConfiguration {
    let method = try #require(MethodRegistry.method(named: method))
    return RunConfiguration(
      dataset: dataset, method: method.name, values: try method.complete(changes),
      selection: selection, evaluation: evaluation)
  }

  private func names(_ configurations: [RunConfiguration]) -> [String] {
    let naming = RunNaming(of: configurations)
    return configurations.map { naming[$0] }
  }

  // MARK: Words

  @Test func towersOfOneDepthReadDifferently() throws {
    let runs = try [[64, 32, 16, 8], [32, 32, 16, 8]].map {
      try configuration("mlp", ["layers": .integers($0)])
    }
    #expect(names(runs) == ["MLP · depth 3", "MLP · layers 32,32,16,8"])
  }

  @Test func whatAllShareIsSaidOnce() throws {
    let runs = try ["gmf", "mlp", "neumf"].map { try configuration($0) }
    #expect(names(runs) == ["GMF", "MLP", "NeuMF"])
    #expect(RunNaming(of: runs).common == "ml-1m · factors 8 · depth 3 · negatives 4 · seed 42")
    let pair = try [8, 16].map { try configuration("gmf", ["factors": .integer($0)]) }
    #expect(names(pair) == ["GMF · factors 8", "GMF · factors 16"])
    #expect(
      names(try ["ml-1m", "sample"].map { try configuration(dataset: $0) }) == [
        "ml-1m · GMF", "sample · GMF",
      ]
    )
  }

  @Test func aRunByItselfIsNamedInFull() throws {
    let run = try configuration(
      "neumf", ["pretraining": .flag(true), "epochs": .integer(50)], selection: .validation,
      evaluation: EvaluationProtocol(ties: .inFavour))
    let name = "ml-1m · NeuMF · factors 8 · depth 3 · negatives 4 · pre-trained · epochs 50 · seed 42"
    #expect(names([run, run]) == Array(repeating: "\(name) · ties for · best on validation", count: 2))
    #expect(RunNaming(of: [run]).common == nil)
    #expect(RunNaming(of: [])[run] == names([run])[0])
  }

  /// What follows from another setting is no difference of its own: with pre-training come SGD, its epochs and rates.
  @Test func consequencesAreNotNamed() throws {
    let runs = try [false, true].map { try configuration("neumf", ["pretraining": .flag($0)]) }
    #expect(names(runs) == ["NeuMF · not pre-trained", "NeuMF · pre-trained"])
    let depths = try [1, 3].map { try configuration("mlp", ["depth": .integer($0)]) }
    #expect(names(depths) == ["MLP · depth 1", "MLP · depth 3"])
  }

  @Test func aSettingThatAMethodLacksIsNoDifference() throws {
    #expect(names([try configuration("itempop"), try configuration("gmf")]) == ["ItemPop", "GMF"])
  }

  @Test func defaultsOfMethodsAreNotNamedBesideEachOther() throws {
    let (gmf, eals) = (try configuration("gmf"), try configuration("eals"))
    try #require(gmf.values[.epochs] != eals.values[.epochs])
    #expect(names([gmf, eals]) == ["GMF", "eALS"])
    #expect(
      names([gmf, try configuration("eals", ["epochs": .integer(30)])]) == ["GMF", "eALS · epochs 30"])
  }

  /// Two runs that differ in nothing that has words still read differently.
  @Test func strangeRunsAreToldApart() {
    let runs = [["depth": ParameterValue.integer(3)], ["depth": .integer(4)], [:]].map {
      RunConfiguration(dataset: "d", method: "later", values: Hyperparameters($0))
    }
    #expect(names(runs) == ["later · depth 3", "later · depth 4", "later"])
  }

  // MARK: Any two runs of one listing read differently

  @Test func allShippedConfigurationsHaveNamesOfTheirOwn() throws {
    let lines = try String(contentsOf: Self.root.appending(path: "results/ml-1m/runs.jsonl"), encoding: .utf8)
    let stored = try lines.split(separator: "\n").map { line in
      guard case .text(let text) = try JSONDocument(text: String(line)).root["configuration"] else {
        throw CocoaError(.fileReadCorruptFile)
      }
      return try RunConfiguration(canonicalJSON: text)
    }
    #expect(stored.count > 400 && Set(names(stored)).count == Set(stored).count)

    let folder = Self.root.appending(path: "experiments")
    let others = [
      "schema.json", "study.schema.json", "published.schema.json", "study.json", "published.json",
    ]
    let files = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".json") && !others.contains(URL(filePath: $0).lastPathComponent) }
    var all: [RunConfiguration] = []
    for file in files {
      for scale in SpecOverrides.Scale.allCases {
        let runs = try ExperimentSpec.read(file: folder.appending(path: file).path)
          .expand(SpecOverrides(seedCount: 2, scale: scale))
        #expect(Set(names(runs)).count == Set(runs).count, "\(file)")
        all += runs
      }
    }
    #expect(files.count > 10 && Set(names(all)).count == Set(all).count)
  }

  /// One setting changed at a time, for every method and every setting that it declares.
  @Test(arguments: MethodRegistry.all.map(\.name)) func oneSettingMakesAnotherName(method name: String) throws
  {
    let method = try #require(MethodRegistry.method(named: name))
    // Some settings are there only beside others.
    let bases: [[String: ParameterValue]] =
      switch name {
      case "neumf": [["pretraining": .flag(false)], ["pretraining": .flag(true)]]
      case "bpr": [[:], ["learner": .text("adam")]]
      case "itemknn", "userknn":
        [[:]] + ["asymmetric_cosine", "tversky"].map { ["similarity": .text($0)] }
      case "ials": [[:]] + ["linear", "logarithmic"].map { ["confidence": .text($0)] }
      default: [[:]]
      }
    var tried: Set<String> = []
    for base in bases {
      let usual = try configuration(name, base)
      for parameter in method.parameters {
        let variants = Self.values(of: parameter).compactMap { value in
          try? configuration(name, base.merging([parameter.key: value]) { $1 })
        }.filter { $0 != usual }
        for variant in variants {
          let pair = names([usual, variant])
          #expect(pair[0] != pair[1], "\(parameter.key): \(pair)")
          tried.insert(parameter.key)
        }
        let all = Set([usual] + variants)
        #expect(Set(names(Array(all))).count == all.count, "\(parameter.key)")
      }
      for selection in RunConfiguration.Selection.allCases where selection != .test {
        let pair = names([usual, try configuration(name, base, selection: selection)])
        #expect(pair[0] != pair[1])
      }
      for evaluation in [
        EvaluationProtocol(heldOutItem: .random), EvaluationProtocol(testNegatives: .redrawn),
        EvaluationProtocol(ties: .inFavour), EvaluationProtocol(ties: .average),
        EvaluationProtocol(ownNegative: .counted), EvaluationProtocol(listedPositives: .leaveOut),
        EvaluationProtocol(selectBy: .ndcg(at: 10)),
      ] {
        let pair = names([usual, try configuration(name, base, evaluation: evaluation)])
        #expect(pair[0] != pair[1])
      }
    }
    #expect(tried == Set(method.parameters.map(\.key)))
  }

  /// Some values of a setting, at and inside of its bounds.
  private static func values(of parameter: Hyperparameter) -> [ParameterValue] {
    switch parameter.domain {
    case .integer(let range):
      return [range.lowerBound, range.lowerBound + 1, 6, 12].filter(range.contains).map { .integer($0) }
    case .number(let range, _): return [0.25, 0.75, range.upperBound].map { .number($0) }
    case .flag: return [.flag(false), .flag(true)]
    case .digest: return ["a", "b"].map { .text(String(repeating: $0, count: 64)) }
    case .choice(let words): return words.map { .text($0) }
    case .integers: return [[64, 32, 16, 8], [32, 32, 16, 8], [16, 8], [20, 8]].map { .integers($0) }
    case .numbers: return [[0.5], [0.25, 0.5, 0.75], [0.5, 0.5, 0.75]].map { .numbers($0) }
    }
  }
}
