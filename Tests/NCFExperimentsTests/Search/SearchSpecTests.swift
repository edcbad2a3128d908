import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import Testing

@Suite struct SearchSpecTests {
  /// A spec of tiny with this search; the settings can be added to.
  private func spec(
    _ search: String, settings: String = "", sweep: String = #""model": ["tiny"]"#, groups: String = "[{}]"
  ) throws -> ExperimentSpec {
    try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "selection": "validation"\#(settings)},
       "sweep": {\#(sweep)}, "search": \#(search), "groups": \#(groups)}
      """#)
  }

  private static let ranges =
    #""ranges": {"learning_rate": {"log": [0.001, 1]}, "factors": {"linear": [2, 9]}, "negatives": [1, 2]}"#

  // MARK: Trials

  @Test func makesAsManyTrialsAsTheBudgetHas() throws {
    let runs = try spec(#"{"budget": 30, "seed": 3, \#(Self.ranges)}"#).expand()
    #expect(runs.count == 30 && Set(runs).count == 30)
    for run in runs {
      #expect((0.001...1).contains(run.values.number(.learningRate)))
      #expect((2...9).contains(run.values.integer(.factors)))
      #expect([1, 2].contains(run.values.integer(.negatives)))
      // Three significant digits, which people can read.
      let digits = "\(run.values.number(.learningRate))".filter(\.isNumber).drop { $0 == "0" }
      #expect(digits.count <= 3 || "\(run.values.number(.learningRate))".contains("e"))
    }
    #expect(Set(runs.map { $0.values.integer(.factors) }).count > 4)
    #expect(Set(runs.map { $0.values.integer(.negatives) }) == [1, 2])
    // Uniform in the logarithm: half of the values lie below the geometric mean.
    #expect((8...22).contains(runs.count { $0.values.number(.learningRate) < 0.0316 }))
  }

  @Test func aSeedGivesTheSameTrialsAndALargerBudgetMoreOfThem() throws {
    let ten = try spec(#"{"budget": 10, "seed": 3, \#(Self.ranges)}"#).expand()
    #expect(try spec(#"{"budget": 10, "seed": 3, \#(Self.ranges)}"#).expand() == ten)
    #expect(Array(try spec(#"{"budget": 25, "seed": 3, \#(Self.ranges)}"#).expand().prefix(10)) == ten)
    #expect(try spec(#"{"budget": 10, "seed": 4, \#(Self.ranges)}"#).expand() != ten)
  }

  /// What one key draws does not depend on the others.
  @Test func keysDrawByThemselves() throws {
    let rates = { (spec: ExperimentSpec) in try spec.expand().map { $0.values.number(.learningRate) } }
    let alone = try rates(spec(#"{"budget": 6, "ranges": {"learning_rate": {"log": [0.001, 1]}}}"#))
    #expect(try rates(spec(#"{"budget": 6, "seed": 1, \#(Self.ranges)}"#)) == alone)
  }

  @Test func smallSpacesAreExhausted() throws {
    let runs = try spec(#"{"budget": 100, "ranges": {"factors": [4, 8], "negatives": [1, 2, 3]}}"#).expand()
    #expect(runs.count == 6 && Set(runs).count == 6)
  }

  /// "popular" has none of the keys: it is one run.
  @Test func eachMethodSearchesTheKeysThatItHas() throws {
    let runs = try spec(
      #"{"budget": 5, "ranges": {"factors": {"linear": [1, 100]}}}"#, sweep: #""model": ["tiny", "popular"]"#
    ).expand()
    #expect(runs.count { $0.method == "tiny" } == 5 && runs.count { $0.method == "popular" } == 1)
  }

  @Test func sweptSettingsShareTheirTrials() throws {
    let runs = try spec(
      #"{"budget": 3, "ranges": {"factors": {"linear": [1, 100]}}}"#,
      sweep: #""model": ["tiny"], "negatives": [1, 2]"#
    ).expand()
    let factors = { (negatives: Int) in
      runs.filter { $0.values.integer(.negatives) == negatives }.map { $0.values.integer(.factors) }
    }
    #expect(factors(1).count == 3 && factors(1) == factors(2))
  }

  @Test func aGroupsRangesReplaceThoseOnTop() throws {
    let runs = try spec(
      #"{"budget": 4, "ranges": {"factors": {"linear": [1, 4]}, "negatives": [1, 2]}}"#,
      groups: #"[{"search": {"ranges": {"factors": {"linear": [500, 600]}}}}, {"settings": {"factors": 7}}]"#
    ).expand()
    let first = runs.filter { $0.values.integer(.factors) >= 500 }
    #expect(first.count == 4)
    #expect(runs.dropFirst(4).allSatisfy { $0.values.integer(.factors) == 7 })
    #expect(runs.dropFirst(4).count == 2)
  }

  @Test func smokeRunsAndSettingsCutTheSearchShort() throws {
    let spec = try spec(#"{"budget": 30, \#(Self.ranges)}"#)
    #expect(try spec.expand(SpecOverrides(scale: .smoke, methods: TestMethods.all)).count == 2)
    #expect(spec.search(at: .full)?.budget == 30 && spec.search(at: .smoke)?.budget == 2)
    let fixed = try spec.expand(
      SpecOverrides(settings: ["learning_rate=0.5", "negatives=1"], methods: TestMethods.all))
    #expect(fixed.allSatisfy { $0.values.number(.learningRate) == 0.5 && $0.values.integer(.negatives) == 1 })
  }

  @Test func repetitionsMultiplyTrials() throws {
    let runs = try spec(#"{"budget": 4, \#(Self.ranges)}"#)
      .expand(SpecOverrides(seedCount: 2, methods: TestMethods.all))
    #expect(runs.count == 8 && Set(runs.map { $0.values.integer(.seed) }) == [42, 43])
  }

  // MARK: Sobol' sequences and grids

  @Test func sobolTrialsFillTheRangesEvenly() throws {
    let search = { (budget: Int, seed: Int) in
      try spec(
        #"""
        {"budget": \#(budget), "seed": \#(seed), "sampling": "sobol",
         "ranges": {"learning_rate": {"log": [0.001, 1]}, "negatives": [1, 2, 3, 4]}}
        """#
      ).expand()
    }
    let runs = try search(16, 1)
    #expect(runs.count == 16 && Set(runs).count == 16)
    // Of 16 points, every sixteenth of a range has one; random ones would leave a third empty.
    let places = runs.map { Int((log(runs: $0) * 16).rounded(.down)) }
    #expect(places.sorted() == Array(0..<16))
    #expect((1...4).allSatisfy { value in runs.count { $0.values.integer(.negatives) == value } == 4 })
    #expect(try Array(search(16, 1).prefix(5)) == search(5, 1))
    #expect(try search(16, 2) != runs)
  }

  /// Where a learning rate lies in [0.001, 1], from 0 to 1 in the logarithm.
  private func log(runs run: RunConfiguration) -> Double {
    Foundation.log10(run.values.number(.learningRate)) / 3 + 1
  }

  @Test func aGridHasEveryCombination() throws {
    let runs = try spec(
      #"""
      {"sampling": "grid", "ranges": {
        "factors": [4, 8], "learning_rate": {"log": [0.001, 0.1], "points": 3}, "negatives": {"linear": [1, 2], "points": 9}}}
      """#
    ).expand()
    let found = runs.map {
      [
        Double($0.values.integer(.factors)), $0.values.number(.learningRate),
        Double($0.values.integer(.negatives)),
      ]
    }
    var expected: [[Double]] = []
    for factors in [4.0, 8] {
      for rate in [0.001, 0.01, 0.1] {
        for negatives in [1.0, 2] { expected.append([factors, rate, negatives]) }
      }
    }
    #expect(found == expected)
  }

  @Test func aGridMayNotBeEndless() throws {
    let range = #"{"linear": [1, 1000], "points": 1000}"#
    let spec = try spec(
      #"{"sampling": "grid", "ranges": {"factors": \#(range), "epochs": \#(range)}}"#)
    let error = try #require(throws: InputError.self) { try spec.expand() }
    #expect(error.place == "search.ranges" && error.problem.contains("10000"))
  }

  // MARK: Halving

  @Test func halvingBeginsWithFewEpochs() throws {
    let search = #"{"budget": 3, "halving": {"first": 2}, "ranges": {"factors": [2, 4, 8]}}"#
    #expect(
      try spec(search, settings: #", "epochs": 18"#).expand().map { $0.values.integer(.epochs) } == [2, 2, 2])
    #expect(try spec(search, settings: #", "epochs": 18"#).cells()[0].rungs == [2, 6, 18])
    #expect(try spec(search, settings: #", "epochs": 17"#).cells()[0].rungs == [2, 6, 17])
    #expect(try spec(search, settings: #", "epochs": 2"#).cells()[0].rungs == [2])
    #expect(try spec(search, sweep: #""model": ["popular", "tiny"]"#).cells()[0].rungs == [nil])
  }

  @Test func halvingDecidesOnTheEpochs() throws {
    let spec = try spec(
      #"{"budget": 3, "halving": {"first": 2}, "ranges": {"epochs": [2, 4, 8], "factors": [1, 2]}}"#)
    let error = try #require(throws: InputError.self) { try spec.expand() }
    #expect(error.place == "search.ranges.epochs")
  }

  // MARK: Cells

  /// Seeds are repetitions in a cell, and what a method does not know makes no cells.
  @Test func whatIsFixedIsACell() throws {
    let cells = try spec(
      #"{"budget": 2, "ranges": {"factors": {"linear": [1, 100]}}}"#,
      sweep: #""seed": [5, 6], "model": ["tiny", "popular"], "negatives": [1, 2]"#
    ).cells()
    #expect(cells.map(\.method.name) == ["tiny", "tiny", "popular"])
    #expect(cells.map { $0.trials.map(\.runs.count) } == [[2, 2], [2, 2], [1]])
    #expect(cells[1].trials[0].runs.map { $0.values.integer(.seed) } == [5, 6])
    #expect(cells[1].trials.allSatisfy { $0.runs.allSatisfy { $0.values.integer(.negatives) == 2 } })
    #expect(cells[0].trials[1].values == cells[1].trials[1].values)
  }

  // MARK: Errors

  @Test(arguments: [
    (#"{"ranges": {}}"#, "search.budget"),
    (#"{"budget": 0, "ranges": {"factors": [1]}}"#, "search.budget"),
    (#"{"budget": 2.5, "ranges": {"factors": [1]}}"#, "search.budget"),
    (#"{"budget": 2, "seed": -1, "ranges": {"factors": [1]}}"#, "search.seed"),
    (#"{"budget": 2, "range": {"factors": [1]}}"#, "search.range"),
    (#"{"budget": 2}"#, "search"),
    (#"{"budget": 2, "ranges": {"factor": [1]}}"#, "search.ranges.factor"),
    (#"{"budget": 2, "ranges": {"seed": [1]}}"#, "search.ranges.seed"),
    (#"{"budget": 2, "ranges": {"dataset": ["one"]}}"#, "search.ranges.dataset"),
    (#"{"budget": 2, "ranges": {"factors": []}}"#, "search.ranges.factors"),
    (#"{"budget": 2, "ranges": {"factors": [4, 0]}}"#, "search.ranges.factors[1]"),
    (#"{"budget": 2, "ranges": {"factors": [4, 4]}}"#, "search.ranges.factors[1]"),
    (#"{"budget": 2, "ranges": {"factors": 4}}"#, "search.ranges.factors"),
    (#"{"budget": 2, "ranges": {"factors": {}}}"#, "search.ranges.factors"),
    (#"{"budget": 2, "ranges": {"factors": {"logs": [1, 2]}}}"#, "search.ranges.factors.logs"),
    (#"{"budget": 2, "ranges": {"factors": {"log": [1]}}}"#, "search.ranges.factors.log"),
    (#"{"budget": 2, "ranges": {"factors": {"log": [4, 2]}}}"#, "search.ranges.factors.log"),
    (#"{"budget": 2, "ranges": {"factors": {"linear": [1, 5000]}}}"#, "search.ranges.factors.linear[1]"),
    (
      #"{"budget": 2, "ranges": {"learning_rate": {"linear": [0, 1]}}}"#,
      "search.ranges.learning_rate.linear[0]"
    ),
    (#"{"budget": 2, "ranges": {"depth": [1]}}"#, "search.ranges.depth"),
    (#"{"budget": 2, "sampling": "sobel", "ranges": {"factors": [1]}}"#, "search.sampling"),
    (#"{"budget": 2, "sampling": "grid", "ranges": {"factors": [1]}}"#, "search.budget"),
    (#"{"sampling": "grid", "ranges": {"factors": {"log": [1, 4]}}}"#, "search.ranges.factors"),
    (#"{"budget": 2, "ranges": {"factors": {"log": [1, 4], "points": 3}}}"#, "search.ranges.factors.points"),
    (
      #"{"sampling": "grid", "ranges": {"factors": {"log": [1, 4], "points": 0}}}"#,
      "search.ranges.factors.points"
    ),
    (
      #"{"budget": 2, "ranges": {"factors": {"values": [1, 4], "points": 3}}}"#,
      "search.ranges.factors.points"
    ),
    (#"{"budget": 2, "ranges": {"factors": {"log": [1, 4], "values": [1]}}}"#, "search.ranges.factors"),
    (
      #"{"budget": 2, "ranges": {"factors": {"log": [1, 4], "limit": "none"}}}"#,
      "search.ranges.factors.limit"
    ),
    (#"{"budget": {"seconds": 0}, "ranges": {"factors": [1]}}"#, "search.budget.seconds"),
    (#"{"budget": {"minutes": 1}, "ranges": {"factors": [1]}}"#, "search.budget.minutes"),
    (#"{"budget": {}, "ranges": {"factors": [1]}}"#, "search.budget.seconds"),
    (#"{"budget": 2, "halving": {}, "ranges": {"factors": [1]}}"#, "search.halving.first"),
    (#"{"budget": 2, "halving": {"first": 1, "eta": 1}, "ranges": {"factors": [1]}}"#, "search.halving.eta"),
    (#"{"budget": {"seconds": 9}, "halving": {"first": 1}, "ranges": {"factors": [1]}}"#, "search.halving"),
  ])
  func wrongSearchesNameTheirPlace(search: String, place: String) throws {
    let error = try #require(throws: InputError.self) { try spec(search) }
    #expect(error.place == place, "\(error)")
  }

  @Test func aKeyIsSetOrSearchedButNotBoth() throws {
    let error = try #require(throws: InputError.self) {
      try spec(#"{"budget": 2, "ranges": {"factors": [1, 2]}}"#, settings: #", "factors": 4"#)
    }
    #expect(error.place == "search.ranges.factors")
  }

  @Test(arguments: [
    (#""refit": 1"#, "refit"), (#""refit": {"seeds": 0}"#, "refit.seeds"),
    (#""refit": {"seed": 2}"#, "refit.seed"),
  ])
  func wrongRefitsNameTheirPlace(refit: String, place: String) throws {
    let error = try #require(throws: InputError.self) {
      try TestData.spec(
        #"{"name": "x", "settings": {"dataset": "one", "model": "tiny", "selection": "validation"}, \#(refit)}"#
      )
    }
    #expect(error.place == place, "\(error)")
  }

  @Test func aSearchIsFollowedByRefitsUnlessTheSpecSaysOtherwise() throws {
    let refit = { (text: String) in
      try TestData.spec(
        #"""
        {"name": "x", "settings": {"dataset": "one", "model": "tiny", "selection": "validation"}\#(text)}
        """#
      ).refit(at: .full)
    }
    let search = #", "search": {"budget": 2, "ranges": {"factors": [1, 2]}}"#
    #expect(try refit("") == nil && refit(search) == Refit() && refit(#", "refit": true"#) == Refit())
    #expect(try refit(search + #", "refit": false"#) == nil)
    #expect(try refit(#", "refit": {"seeds": 5}"#) == Refit(seeds: 5))
  }

  @Test func onlyTheTopHasABudget() throws {
    let error = try #require(throws: InputError.self) {
      try spec(#"{"budget": 2, \#(Self.ranges)}"#, groups: #"[{"search": {"budget": 9}}]"#)
    }
    #expect(error.place == "groups[0].search.budget" && error.remedy?.contains("on top") == true)
  }

  @Test func rangesNeedASearch() throws {
    let error = try #require(throws: InputError.self) {
      try TestData.spec(
        #"""
        {"name": "x", "settings": {"dataset": "one", "model": "tiny"},
         "groups": [{"search": {"ranges": {"factors": [1, 2]}}}]}
        """#)
    }
    #expect(error.place == "groups[0].search.ranges.factors")
  }

  @Test func logarithmsNeedPositiveBounds() throws {
    let error = try #require(throws: InputError.self) {
      try spec(
        #"{"budget": 2, "ranges": {"epochs": {"log": [0, 3]}}}"#)
    }
    #expect(error.place == "search.ranges.epochs.log[0]")
  }

  /// A search that chose on the test task would report its luck.
  @Test func aSearchNeedsValidation() throws {
    for settings in ["", #", "selection": "test""#] {
      let spec = try TestData.spec(
        #"""
        {"name": "x", "settings": {"dataset": "one", "model": "tiny"\#(settings)},
         "search": {"budget": 2, "ranges": {"factors": [1, 2]}}}
        """#)
      let error = try #require(throws: InputError.self) { try spec.expand() }
      #expect(error.problem.contains("validation"))
    }
    let overridden = try spec(#"{"budget": 2, \#(Self.ranges)}"#)
    #expect(throws: InputError.self) {
      try overridden.expand(SpecOverrides(settings: ["selection=test"], methods: TestMethods.all))
    }
  }

  @Test func theSchemaKnowsTheSearch() throws {
    let schema = try JSONDocument(text: SpecSchema.document(methods: TestMethods.all)).root
    let ranges = try #require(schema["$defs"]?["ranges"])
    #expect(ranges["additionalProperties"] == .flag(false))
    #expect(ranges["properties"]?["factors"]?["anyOf"] != nil && ranges["properties"]?["seed"] == nil)
    #expect(
      schema["properties"]?["search"]?["anyOf"]?.compactText
        == #"[{"required":["budget"]},{"properties":{"sampling":{"const":"grid"}},"required":["sampling"]}]"#)
    #expect(schema["properties"]?["full_ranking"]?["type"] == .text("boolean"))
  }
}
