import NCFDiagnostics
import NCFExperiments
import NCFModels
import Testing

@Suite struct SpecOverridesTests {
  static let source = #"""
    {"name": "x", "settings": {"dataset": "one", "epochs": 5},
     "groups": [{"sweep": {"model": ["tiny", "popular"], "factors": [4, 8]}},
                {"settings": {"model": "tower"}}], "smoke": {"epochs": 1}}
    """#

  private func runs(
    _ settings: String..., seeds: Int = 1, scale: SpecOverrides.Scale = .full
  ) throws
    -> [RunConfiguration]
  {
    try TestData.spec(Self.source).expand(
      SpecOverrides(settings: settings, seedCount: seeds, scale: scale, methods: TestMethods.all))
  }

  @Test func replacesSettingsAndSweepsEverywhere() throws {
    let runs = try runs("factors=2", "epochs=7", "dataset=two", scale: .smoke)
    #expect(runs.map(\.method) == ["tiny", "popular", "tower"])
    #expect(runs.map { $0.values[.factors] } == [.integer(2), nil, .integer(2)])
    #expect(runs.map { $0.values[.epochs] } == [.integer(7), nil, .integer(7)])
    #expect(runs.allSatisfy { $0.dataset == "two" })
  }

  @Test func readsValuesAsJSONOrAsText() throws {
    #expect(try runs("layers=64,32,16").last?.values[.layers] == .integers([64, 32, 16]))
    #expect(try runs("layers=[64,32]").last?.values[.layers] == .integers([64, 32]))
    #expect(try runs("layers=64").last?.values[.layers] == .integers([64]))
    #expect(try runs("l2_layers=0,1e-3").last?.values[.l2Layers] == .numbers([0, 0.001]))
    #expect(try runs("learning_rate=1").first?.values[.learningRate] == .number(1))
    #expect(try runs("learner=sgd").last?.values[.learner] == .text("sgd"))
    #expect(try runs("learner=\"sgd\"").last?.values[.learner] == .text("sgd"))
    #expect(try runs("dataset=123").first?.dataset == "123")
    #expect(try runs("model=tower", "seed=7").map(\.method) == ["tower", "tower"])
  }

  @Test func repeatsRunsThatHaveASeed() throws {
    let runs = try runs("factors=2", "seed=9", seeds: 3)
    #expect(
      runs.map { "\($0.method) \($0.values[.seed]?.description ?? "-")" }
        == ["tiny 9", "tiny 10", "tiny 11", "popular -", "tower 9", "tower 10", "tower 11"])
    let error = try #require(throws: InputError.self) {
      try self.runs("seed=\(Int32.max)", seeds: 2)
    }
    #expect(error.place == "--set seed=\(Int32.max)")
  }

  @Test(arguments: [
    (["epochs"], "expected key=value"),
    (["=2"], "expected key=value"),
    (["epoch=2"], "did you mean \"epochs\"?"),
    (["epochs=two"], "a whole number from 0 to 10000, found two"),
    (["factors=8,16"], "found 8,16"),
    (["learner=admm"], "did you mean \"adam\"?"),
    (["epochs=1", "epochs=2"], "set twice"),
  ])
  func refusesFlaws(settings: [String], words: String) throws {
    let error = try #require(throws: InputError.self) {
      try SpecOverrides(settings: settings, methods: TestMethods.all)
    }
    #expect(error.description.contains(words), "\(error)")
  }

  @Test(arguments: [0, -1, 1001])
  func refusesSeedCountsOutOfRange(count: Int) {
    #expect(throws: InputError.self) { try SpecOverrides(seedCount: count) }
  }
}
