import NCFDiagnostics
import NCFExperiments
import NCFModels
import Testing

@Suite struct PlanTests {
  @Test func sharesRunsBetweenSpecs() throws {
    let plan = try TestData.plan(
      #"{"name": "a", "settings": {"dataset": "one", "model": "tiny"}, "sweep": {"factors": [4, 8]}}"#,
      #"{"name": "b", "settings": {"dataset": "one", "model": "tiny"}, "sweep": {"factors": [8, 16]}}"#)
    #expect(plan.runs.map { $0.configuration.values.integer(.factors) } == [4, 8, 16])
    #expect(plan.experiments.map(\.name) == ["a", "b"])
    #expect(plan.experiments[0].runs == plan.runs[..<2].map(\.identity))
    #expect(plan.experiments[1].runs == plan.runs[1...].map(\.identity))
    #expect(plan.addedPrerequisites.isEmpty && plan.absentDatasets.isEmpty)
  }

  @Test func addsPrerequisitesBeforeWhatNeedsThem() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "stacked", "seed": 5"#)
    #expect(plan.runs.map(\.configuration.method) == ["tiny", "stacked"])
    #expect(plan.runs[1].prerequisites == ["base": plan.runs[0].identity])
    #expect(plan.runs[0].configuration.values.integer(.seed) == 5)
    #expect(plan.addedPrerequisites == [plan.runs[0].identity])
    #expect(plan.experiments[0].runs == [plan.runs[1].identity])
  }

  /// The tiny run that a spec asks for is the one that the stacked run starts from.
  @Test func sharesPrerequisitesThatAreAskedFor() throws {
    let plan = try TestData.plan(settings: #""dataset": "one""#, sweep: #""model": ["stacked", "tiny"]"#)
    #expect(plan.runs.map(\.configuration.method) == ["tiny", "stacked"])
    #expect(plan.addedPrerequisites.isEmpty)
  }

  @Test func prerequisitesAreSelectedInTheSameWay() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "stacked", "selection": "validation""#)
    #expect(plan.runs.allSatisfy { $0.configuration.selection == .validation })
  }

  @Test func costGrowsWithEpochsAndModel() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny""#, sweep: #""epochs": [1, 2], "factors": [4, 8]"#)
    #expect(plan.runs.map(\.cost) == [960, 1920, 1920, 3840])
  }

  @Test func reportsAbsentDatasetsAndLeavesTheirRunsOut() throws {
    let plan = try TestData.plan(
      settings: #""model": "tiny""#, sweep: #""dataset": ["far", "one"], "factors": [4, 8]"#)
    #expect(plan.runs.map(\.configuration.dataset) == ["one", "one"])
    #expect(plan.experiments[0].runs.count == 2)
    #expect(plan.absentDatasets.map(\.name) == ["far"])
    #expect(plan.absentDatasets[0].runCount == 2)
    #expect(plan.absentDatasets[0].problem == "data set far is absent; fetch it")
  }

  /// A plan can be listed before its data are there; the runs then have no identity.
  @Test func listsRunsWithoutAnyData() throws {
    let spec = try TestData.spec(
      #"{"name": "x", "settings": {"dataset": "far"}, "sweep": {"model": ["stacked", "tiny", "popular"]}}"#)
    let plan = try Plan(
      specs: [spec, TestData.spec(#"{"name": "y", "settings": {"dataset": "far", "model": "stacked"}}"#)],
      datasets: TestData.library(), needsData: false, methods: TestMethods.all)
    #expect(plan.runs.isEmpty && plan.experiments.map(\.runs) == [[], []])
    let absent = try #require(plan.absentDatasets.first)
    #expect(absent.runs.map(\.method) == ["tiny", "stacked", "popular"])
    #expect(absent.addedPrerequisites.isEmpty && absent.runCount == 3)
    let alone = try Plan(
      specs: [TestData.spec(#"{"name": "y", "settings": {"dataset": "far", "model": "stacked"}}"#)],
      datasets: TestData.library(), needsData: false, methods: TestMethods.all
    ).absentDatasets[0]
    #expect(alone.runs.map(\.method) == ["tiny", "stacked"] && alone.runCount == 1)
    #expect(alone.addedPrerequisites == [alone.runs[0]])
  }

  @Test func failsIfNothingCanRun() throws {
    let error = try #require(throws: InputError.self) {
      try TestData.plan(settings: #""model": "tiny", "dataset": "far""#)
    }
    #expect(error.kind == .missing && error.remedy == "fetch it")
  }

  @Test func aMalformedDatasetIsNoAbsentOne() throws {
    let error = try #require(throws: InputError.self) {
      try TestData.plan(settings: #""model": "tiny""#, sweep: #""dataset": ["one", "broken"]"#)
    }
    #expect(error.file == "broken.train.rating")
  }

  @Test func refusesTwoSpecsOfOneName() throws {
    let source = #"{"name": "a", "settings": {"dataset": "one", "model": "tiny"}}"#
    let error = try #require(throws: InputError.self) { try TestData.plan(source, source) }
    #expect(error.place == "name")
  }

  @Test func refusesASettingThatNoSpecUses() throws {
    let spec = try TestData.spec(#"{"name": "a", "settings": {"dataset": "one", "model": "popular"}}"#)
    let overrides = try SpecOverrides(settings: ["epochs=2"], methods: TestMethods.all)
    let error = try #require(throws: InputError.self) {
      try Plan(
        specs: [spec], overrides: overrides, datasets: TestData.library(), methods: TestMethods.all)
    }
    #expect(error.place == "--set epochs=2")
    let other = try TestData.spec(#"{"name": "b", "settings": {"dataset": "one", "model": "tiny"}}"#)
    #expect(throws: Never.self) {
      try Plan(
        specs: [spec, other], overrides: overrides, datasets: TestData.library(), methods: TestMethods.all)
    }
  }
}
