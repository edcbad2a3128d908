import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import Testing

@Suite struct ExperimentSpecExpansionTests {
  @Test func multipliesSweepsInTheirOrderAndFillsInDefaults() throws {
    let runs = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "learning_rate": 1, "model": "tiny"},
       "sweep": {"negatives": [2, 1], "factors": [4, 8]}}
      """#
    ).expand()
    #expect(
      runs.map { [$0.values.integer(.negatives), $0.values.integer(.factors)] }
        == [[2, 4], [2, 8], [1, 4], [1, 8]])
    #expect(
      runs[0].values.values == [
        "negatives": .integer(2), "factors": .integer(4), "learning_rate": .number(1),
        "epochs": .integer(3), "seed": .integer(42),
      ])
    #expect(runs[0].selection == .test && runs[0].method == "tiny" && runs[0].dataset == "one")
  }

  /// `model` is what `method` was called.
  @Test func formerNamesMeanTheSame() throws {
    let runs = try ["method", "model"].map { key in
      try TestData.spec(
        #"{"name": "x", "settings": {"dataset": "one"}, "sweep": {"\#(key)": ["tiny", "popular"]}}"#
      ).expand(SpecOverrides(settings: ["\(key)=tiny"], methods: TestMethods.all))
    }
    #expect(runs[0] == runs[1] && runs[0].map(\.method) == ["tiny"])
  }

  @Test func dropsKeysThatAMethodLacksAndMergesEqualRuns() throws {
    let runs = try TestData.spec(
      #"""
      {"name": "x", "settings": {"selection": "validation"},
       "sweep": {"dataset": ["one", "two"], "model": ["popular", "tiny"], "factors": [4, 8]}}
      """#
    ).expand()
    #expect(
      runs.map { "\($0.dataset) \($0.method) \($0.values[.factors]?.description ?? "-")" }
        == [
          "one popular -", "one tiny 4", "one tiny 8", "two popular -", "two tiny 4", "two tiny 8",
        ])
    #expect(runs.allSatisfy { $0.selection == .validation })
  }

  @Test func takesTheProtocol() throws {
    let runs = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tiny", "held_out": "random"},
       "sweep": {"ties": ["against", "for", "average"], "selection": ["test", "last"]}}
      """#
    ).expand()
    #expect(runs.map(\.evaluation.heldOutItem) == Array(repeating: .random, count: 6))
    #expect(runs.map(\.evaluation.ties) == [.against, .against, .inFavour, .inFavour, .average, .average])
    #expect(runs.map(\.selection) == [.test, .last, .test, .last, .test, .last])
  }

  /// Settings that describe no protocol are refused at the one at fault, and never taken for the paper's.
  @Test func aProtocolThatCannotBeReadIsRefused() throws {
    let error = #expect(throws: ConfigurationConflict.self) {
      try EvaluationProtocol(settings: ["held_out": "random", "ties": "sideways"])
    }
    #expect(error?.key == "ties" && error?.problem.contains("ties sideways") == true)
    #expect(throws: ConfigurationConflict.self) { try EvaluationProtocol(settings: ["tie": "for"]) }
    #expect(try EvaluationProtocol(settings: [:]) == .standard)
    #expect(try EvaluationProtocol(settings: ["ties": "for"]) == EvaluationProtocol(ties: .inFavour))
  }

  /// What says what holds anyway is the same run.
  @Test func whatIsSaidInVainMakesNoDifference() throws {
    let plain = try TestData.spec(#"{"name": "x", "settings": {"dataset": "one", "model": "tiny"}}"#).expand()
    let spoken = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tiny", "held_out": "latest", "ties": "against",
       "own_negative": "left_out", "test_negatives": "listed", "listed_positives": "keep", "select_by": "hr@10"}}
      """#
    ).expand()
    #expect(plain == spoken && plain[0].canonicalJSON == spoken[0].canonicalJSON)
  }

  @Test(arguments: [#""held_out": "random""#, #""test_negatives": "redrawn""#])
  func copiesOfTheTestItemStandOnlyInTheFilesLists(setting: String) throws {
    let spec = try TestData.spec(
      #"{"name": "x", "settings": {"dataset": "one", "model": "tiny", "own_negative": "counted", \#(setting)}}"#
    )
    let error = #expect(throws: InputError.self) { try spec.expand() }
    #expect(error?.place == "settings.own_negative")
  }

  @Test func positivesStandOnlyInTheFilesLists() throws {
    func spec(_ setting: String) throws -> ExperimentSpec {
      try TestData.spec(
        #"{"name": "x", "settings": {"dataset": "one", "model": "tiny", "listed_positives": "leave_out", \#(setting)}}"#
      )
    }
    let error = #expect(throws: InputError.self) { try spec(#""test_negatives": "redrawn""#).expand() }
    #expect(error?.place == "settings.listed_positives")
    let runs = try [#""own_negative": "counted""#, #""held_out": "random""#].map { try spec($0).expand()[0] }
    #expect(runs.allSatisfy { $0.evaluation.listedPositives == .leaveOut })
    #expect(runs[0].canonicalJSON.contains("listed_positives"))
  }

  @Test func takesTheMetricThatSelects() throws {
    let runs = try TestData.spec(
      #"{"name": "x", "settings": {"dataset": "one", "model": "tiny"}, "sweep": {"select_by": ["mrr@5", "ndcg@10"]}}"#
    ).expand()
    #expect(runs.map(\.evaluation.selectBy) == [.reciprocalRank(at: 5), .ndcg(at: 10)])
  }

  /// It would make runs of other identities, and the same numbers.
  @Test func whereNoEpochIsChosenNothingSelects() throws {
    let spec = try TestData.spec(
      #"{"name": "x", "settings": {"dataset": "one", "model": "tiny", "selection": "last", "select_by": "hr@5"}}"#
    )
    let error = #expect(throws: InputError.self) { try spec.expand() }
    #expect(error?.place == "settings.select_by")
  }

  @Test func overlaysGroups() throws {
    let runs = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "factors": 4}, "sweep": {"seed": [1, 2], "model": ["tiny"]},
       "groups": [
         {"settings": {"seed": 7}, "sweep": {"factors": [1, 2]}},
         {"settings": {"model": "popular"}},
         {}
       ]}
      """#
    ).expand()
    let described = runs.map { run in
      [run.method] + [Hyperparameter.factors, .seed].map { run.values[$0]?.description ?? "-" }
    }
    #expect(
      described == [
        ["tiny", "1", "7"], ["tiny", "2", "7"], ["popular", "-", "-"], ["tiny", "4", "1"],
        ["tiny", "4", "2"],
      ])
  }

  @Test func smokeSettingsReplaceSettingsAndSweeps() throws {
    let spec = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tiny", "epochs": 50}, "sweep": {"factors": [4, 8]},
       "smoke": {"epochs": 1, "factors": 2}}
      """#)
    #expect(try spec.expand().map { $0.values.integer(.epochs) } == [50, 50])
    let smoke = try spec.expand(SpecOverrides(scale: .smoke, methods: TestMethods.all))
    #expect(smoke.map { [$0.values.integer(.epochs), $0.values.integer(.factors)] } == [[1, 2]])
  }

  @Test func listsAreSweptAsLists() throws {
    let runs = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tower", "l2_layers": 0.5},
       "sweep": {"layers": [[8, 4], [16]]}}
      """#
    ).expand()
    #expect(runs.map { $0.values[.layers] } == [.integers([8, 4]), .integers([16])])
    #expect(runs[0].values[.l2Layers] == .numbers([0.5]))
  }

  @Test func normalisesSoThatEqualRunsMeet() throws {
    let runs = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tower", "factors": 4},
       "groups": [{"settings": {"depth": 1}}, {"settings": {"layers": [8, 4]}}]}
      """#
    ).expand()
    #expect(runs.map { $0.values[.layers] } == [.integers([8, 4])])
  }

  @Test func reportsAConflictAtItsPlace() throws {
    let spec = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tower", "depth": 1}, "sweep": {"layers": [[8, 4]]}}
      """#)
    let error = try #require(throws: InputError.self) { try spec.expand() }
    #expect(error.place == "sweep.layers[0]" && error.file == "test.json")
    #expect(error.problem.contains("either depth or layers"))
  }

  @Test func refusesAGridWithoutEnd() throws {
    let values = (1...400).map(String.init).joined(separator: ",")
    let spec = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tiny"},
       "sweep": {"seed": [\#(values)], "epochs": [\#(values)]}}
      """#)
    let error = try #require(throws: InputError.self) { try spec.expand() }
    #expect(error.problem.contains("100000"))
  }
}
