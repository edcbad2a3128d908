import NCFDiagnostics
import NCFExperiments
import NCFModels
import Testing

@Suite struct SearchOutcomeTests {
  /// The one cell of a spec of tiny, or of another method.
  private func cell(
    _ search: String, method: String = "tiny", settings: String = "", rest: String = ""
  ) throws -> SearchCell {
    let cells = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "\#(method)", "selection": "validation"\#(settings)}
       \#(search.isEmpty ? "" : #", "search": \#(search)"#)\#(rest)}
      """#
    ).cells()
    #expect(cells.count == 1)
    return cells[0]
  }

  private static let four = #"{"budget": 4, "ranges": {"factors": [2, 4, 8, 16]}}"#

  // MARK: Choice and refits

  @Test func theBestOnValidationIsTrainedAgain() throws {
    let cell = try cell(Self.four, settings: #", "epochs": 4, "select_by": "mrr@10""#)
    var records = MadeRecords()
    #expect(try cell.outcome { records[$0] }.sequels == [.refits(runs: 1)])
    for (trial, best) in [300, 420, 420, 100].enumerated() {
      #expect(try cell.outcome { records[$0] }.choice == nil)
      records.finish(cell.trials[trial].runs[0], scores: [10, 20, best, 30, 40])
    }
    let outcome = try cell.outcome { records[$0] }
    let choice = try #require(outcome.choice)
    // The earlier of equals.
    #expect(choice.trial == 1 && abs(choice.score - 0.42) < 1e-12 && outcome.isDecided)
    #expect(outcome.scores.compactMap(\.self).count == 4)
    let refit = try #require(choice.refits.first)
    #expect(choice.refits.count == 1 && refit.selection == .last)
    #expect(refit.values.integer(.epochs) == 2)
    #expect(refit.values.integer(.factors) == cell.trials[1].runs[0].values.integer(.factors))
    // It is one run, whatever the trials were selected by.
    #expect(refit.evaluation == .standard)
  }

  @Test func whatGoesOnDecidesNothing() throws {
    let cell = try cell(Self.four)
    var records = MadeRecords()
    for trial in cell.trials.dropLast() { records.finish(trial.runs[0], scores: [1, 2, 3, 4]) }
    records.begin(cell.trials[3].runs[0])
    #expect(try cell.outcome { records[$0] }.choice == nil)
    records.fail(cell.trials[3].runs[0])
    let outcome = try cell.outcome { records[$0] }
    #expect(outcome.choice?.trial == 0 && outcome.scores[3] == nil)
  }

  @Test func withoutAFinishedTrialThereIsNoChoice() throws {
    let cell = try cell(Self.four)
    var records = MadeRecords()
    for trial in cell.trials { records.fail(trial.runs[0]) }
    let outcome = try cell.outcome { records[$0] }
    #expect(outcome.choice == nil && outcome.isDecided && outcome.exhaustion == nil)
  }

  @Test func severalSeedsShareOneNumberOfEpochs() throws {
    let cells = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "model": "tiny", "selection": "validation", "epochs": 4},
       "sweep": {"seed": [3, 4, 5]}, "refit": {"seeds": 5},
       "search": {"budget": 2, "ranges": {"factors": [2, 4]}}}
      """#
    ).cells()
    var records = MadeRecords()
    // A lucky seed does not make a trial the best.
    for (run, scores) in zip(
      cells[0].trials[0].runs, [[0, 900, 0, 0, 0], [0, 0, 0, 0, 100], [0, 0, 0, 0, 100]])
    {
      records.finish(run, scores: scores)
    }
    for (run, scores) in zip(
      cells[0].trials[1].runs, [[0, 0, 400, 0, 0], [0, 0, 400, 0, 0], [0, 0, 0, 0, 400]])
    {
      records.finish(run, scores: scores)
    }
    let outcome = try cells[0].outcome { records[$0] }
    let choice = try #require(outcome.choice)
    #expect(choice.trial == 1 && abs(choice.score - 0.4) < 1e-12)
    #expect(choice.refits.map { $0.values.integer(.seed) } == [3, 4, 5, 6, 7])
    // 8/3, to the nearest.
    #expect(choice.refits.allSatisfy { $0.values.integer(.epochs) == 3 })
  }

  @Test func aMethodWithoutEpochsAndSeedIsTrainedOnceMore() throws {
    let cell = try TestData.spec(
      #"""
      {"name": "x", "settings": {"dataset": "one", "selection": "validation"}, "refit": {"seeds": 3},
       "search": \#(Self.four), "sweep": {"model": ["popular", "tiny"]}}
      """#
    ).cells()[0]
    var records = MadeRecords()
    records.finish(cell.trials[0].runs[0], scores: [300])
    let choice = try #require(try cell.outcome { records[$0] }.choice)
    #expect(choice.refits.count == 1 && choice.refits[0].selection == .last)
    #expect(choice.refits[0].values == cell.trials[0].runs[0].values)
  }

  @Test func withoutASearchOnlyTheEpochsAreChosen() throws {
    let cell = try cell("", rest: #", "refit": true"#)
    var records = MadeRecords()
    records.finish(cell.trials[0].runs[0], scores: [1, 5, 2, 2])
    let outcome = try cell.outcome { records[$0] }
    #expect(outcome.choice?.refits.map { $0.values.integer(.epochs) } == [1])
    #expect(outcome.exhaustion == nil)
  }

  /// What a run starts from is trained on all data as well, for as many epochs as were best for it.
  @Test func whatARunStartsFromIsTrainedAgainToo() throws {
    let cell = try cell(#"{"budget": 2, "ranges": {"factors": [2, 4]}}"#, method: "stacked")
    var records = MadeRecords()
    for trial in cell.trials {
      let run = trial.runs[0]
      records.finish(run, scores: [1, 2, 9, 3])
      let base = try #require(Stacked().prerequisites(of: run.values).first)
      records.finish(
        RunConfiguration(dataset: run.dataset, method: "tiny", values: base.values, selection: .validation),
        scores: [1, 9, 2, 2])
    }
    let refit = try #require(try cell.outcome { records[$0] }.choice?.refits.first)
    #expect(refit.values.integer(.epochs) == 2 && refit.values.integer(Stacked.baseEpochs) == 1)
    let base = try Stacked().prerequisites(of: refit.values)
    #expect(base.map { $0.values.integer(.epochs) } == [1])
  }

  /// As where the trials were imported alone.
  @Test func refitsWaitForWhatTheTrialsStartedFrom() throws {
    let cell = try cell(#"{"budget": 2, "ranges": {"factors": [2, 4]}}"#, method: "stacked")
    var records = MadeRecords()
    for trial in cell.trials { records.finish(trial.runs[0], scores: [1, 2, 9, 3]) }
    let outcome = try cell.outcome { records[$0] }
    #expect(outcome.isDecided && outcome.choice?.refits.isEmpty == true)
    #expect(outcome.sequels == [.refits(runs: 1)])
  }

  /// Such a run is never begun.
  @Test func aRunThatCannotStartHasEnded() throws {
    let cell = try cell(#"{"budget": 2, "ranges": {"factors": [2, 4]}}"#, method: "stacked")
    var records = MadeRecords()
    let run = cell.trials[0].runs[0]
    let base = try #require(Stacked().prerequisites(of: run.values).first)
    records.fail(
      RunConfiguration(dataset: "one", method: "tiny", values: base.values, selection: .validation))
    records.finish(cell.trials[1].runs[0], scores: [1, 2, 3, 4])
    let outcome = try cell.outcome { records[$0] }
    #expect(outcome.choice?.trial == 1 && outcome.isDecided)
  }

  @Test func refitsCanBeLeftOut() throws {
    let cell = try cell(Self.four, rest: #", "refit": false"#)
    var records = MadeRecords()
    let before = try cell.outcome { records[$0] }
    #expect(before.sequels.isEmpty && !before.isDecided)
    for trial in cell.trials { records.finish(trial.runs[0], scores: [1, 2, 3, 4]) }
    let choice = try #require(try cell.outcome { records[$0] }.choice)
    #expect(choice.refits.isEmpty)
  }

  // MARK: Halving

  @Test func theBestGoOnForMoreEpochs() throws {
    let cell = try cell(
      #"{"budget": 9, "halving": {"first": 1}, "ranges": {"factors": {"linear": [1, 1000]}}}"#,
      settings: #", "epochs": 7"#)
    #expect(cell.rungs == [1, 3, 7])
    var records = MadeRecords()
    var outcome = try cell.outcome { records[$0] }
    #expect(outcome.sequels == [.rung(epochs: 3, runs: 3), .rung(epochs: 7, runs: 1), .refits(runs: 1)])
    #expect(outcome.rungs.map { $0.runs.count } == [9])

    for (trial, score) in [50, 10, 90, 20, 80, 30, 70, 40, 60].enumerated() {
      records.finish(outcome.rungs[0].runs[trial][0], scores: [0, score])
    }
    outcome = try cell.outcome { records[$0] }
    #expect(outcome.sequels == [.rung(epochs: 7, runs: 1), .refits(runs: 1)])
    #expect(outcome.rungs.map(\.trials) == [Array(0..<9), [2, 4, 6]])
    #expect(outcome.rungs[1].runs.allSatisfy { $0[0].values.integer(.epochs) == 3 })

    for (run, score) in zip(outcome.rungs[1].runs, [95, 200, 300]) {
      records.finish(run[0], scores: [0, 90, 90, score])
    }
    outcome = try cell.outcome { records[$0] }
    #expect(outcome.rungs[2].trials == [6] && outcome.choice == nil)
    records.finish(outcome.rungs[2].runs[0][0], scores: [0, 0, 0, 0, 0, 310, 0, 0])
    outcome = try cell.outcome { records[$0] }
    #expect(outcome.choice?.trial == 6 && outcome.isDecided)
    #expect(outcome.choice?.refits.map { $0.values.integer(.epochs) } == [5])
    // The last score of each, wherever it was stopped.
    let expected = [50, 10, 95, 20, 200, 30, 310, 40, 60].map { Double($0) / 1000 }
    #expect(zip(outcome.scores, expected).allSatisfy { abs(($0 ?? 0) - $1) < 1e-12 })
  }

  // MARK: Budgets in seconds

  @Test func trialsCountUntilTheirTrainingHasTakenTheBudget() throws {
    let cell = try cell(
      #"{"budget": {"seconds": 100}, "ranges": {"factors": {"linear": [1, 1000]}}}"#)
    #expect(cell.trials.count > 500)
    var records = MadeRecords()
    var planned: [Int] = []
    // Each trial takes 12 s: 4 iterations of 3 s. The ninth fills the budget.
    while true {
      let outcome = try cell.outcome { records[$0] }
      planned.append(outcome.scores.count)
      if outcome.choice != nil { break }
      #expect(outcome.sequels == [.trials(seconds: 100), .refits(runs: 1)])
      for runs in outcome.rungs[0].runs where records[runs[0]] == nil {
        records.finish(runs[0], scores: [1, 2, 3, 4], seconds: 3)
      }
    }
    #expect(planned == [1, 4, 6, 7, 8, 9, 9])
    // A trial that was made beyond the budget, as another experiment may have, does not count.
    records.finish(cell.trials[9].runs[0], scores: [999, 999, 999, 999], seconds: 3)
    let outcome = try cell.outcome { records[$0] }
    #expect(outcome.choice?.trial == 0 && outcome.scores.count == 9)
  }
}
