import NCFConcurrency
import NCFExperiments
import NCFModels
import Testing

/// Plans that follow from what earlier ones have found.
@Suite struct StagedPlanTests {
  let journal = MemoryJournal()

  private static let refits = #"""
    {"name": "x", "settings": {"dataset": "one", "selection": "validation", "epochs": 6},
     "search": {"budget": 5, "ranges": {"factors": {"linear": [1, 40]}, "learning_rate": {"log": [0.01, 0.1]}}},
     "sweep": {"model": ["tiny", "stacked", "popular"]}}
    """#

  private static let halving = #"""
    {"name": "x", "settings": {"dataset": "one", "selection": "validation", "epochs": 8, "model": "tiny"},
     "search": {"budget": 9, "halving": {"first": 2, "eta": 2}, "ranges": {
       "factors": {"linear": [1, 40]}, "learning_rate": {"log": [0.01, 0.1]}}}}
    """#

  private func plan(_ source: String, retries: Bool = false) throws -> Plan {
    try Plan(specs: [TestData.spec(source)], datasets: TestData.library(), methods: TestMethods.all) {
      try journal.records(of: $0).filter { !retries || $0.value.status != .failed }
    }
  }

  private func carryOut(
    _ source: String, jobs: Int = 2, checkpointInterval: Duration? = nil, retries: Bool = false,
    observer: RecordingObserver = RecordingObserver(), cancellation: CancellationFlag = CancellationFlag()
  ) throws -> (plan: Plan, outcome: Outcome) {
    try Outcome.ofStages {
      try plan(source, retries: retries)
    } carryOut: { plan, known in
      try Scheduler(
        journal: journal, datasets: TestData.library(), jobs: jobs, retriesFailed: retries && known.isEmpty,
        checkpointInterval: checkpointInterval, memory: .fixed(.max), environment: TestData.environment,
        observer: observer, methods: TestMethods.all
      ).carryOut(plan, known: known, cancellation: cancellation)
    }
  }

  /// What every run found, by its identity; nothing about how it came about.
  private func numbers() -> [RunIdentity: [String]] {
    journal.read { content in
      content.entries.mapValues { entry in
        entry.epochs.map { "\($0.epoch) \($0.loss ?? -1) \($0.metrics.hitRatios)" } + [
          "\(String(describing: entry.result?.bestEpoch)) \(String(describing: entry.result?.bestRanks.map(\.place)))"
        ]
      }
    }
  }

  /// What reports show of a search is the refits.
  @Test func refitsAreRankedInFullAndTrialsAreNot() throws {
    let source = Self.refits.replacing(#""name": "x","#, with: #""name": "x", "full_ranking": true,"#)
    let ranked = try carryOut(source).plan.runs.filter(\.wantsFullRanking)
    #expect(ranked.count == 3 && ranked.allSatisfy { $0.configuration.selection == .last })
  }

  @Test func refitsFollowTheTrials() throws {
    let observer = RecordingObserver()
    let first = try plan(Self.refits)
    #expect(first.sequelText == "3 refits on all training data")
    let (last, outcome) = try carryOut(Self.refits, observer: observer)
    #expect(last.sequels.isEmpty && last.sequelText == nil)
    let refits = last.runs.filter { $0.configuration.selection == .last }
    // Each method's, and the run that "stacked" starts from.
    #expect(refits.map(\.configuration.method).sorted() == ["popular", "stacked", "tiny", "tiny"])
    #expect(Set(outcome.finished) == Set(last.runs.map(\.identity)) && outcome.reused.isEmpty)
    #expect(outcome.finished.count == last.runs.count)
    // The experiment has the trials, then the refits.
    #expect(last.experiments[0].runs.starts(with: first.experiments[0].runs))
    #expect(last.experiments[0].runs.count == first.experiments[0].runs.count + 3)
    #expect(journal.read { $0.experiments["x"]?.map(\.identity) } == last.experiments[0].runs)
    // Nothing is said twice.
    for run in first.runs { #expect(observer.events(of: run).last == "finished") }

    // What is chosen is what validation says.
    let records = try journal.records(of: last.runs.map(\.identity))
    for refit in refits
    where refit.configuration.method == "tiny" && !last.addedPrerequisites.contains(refit.identity) {
      let trials = last.runs.filter {
        $0.configuration.method == "tiny" && $0.configuration.selection == .validation
      }
      .filter { !last.addedPrerequisites.contains($0.identity) }.compactMap { records[$0.identity] }
      let best = try #require(trials.max { $0.selectionScore! < $1.selectionScore! })
      #expect(refit.configuration.values.integer(.factors) == best.configuration.values.integer(.factors))
      #expect(refit.configuration.values.integer(.epochs) == best.result?.bestEpoch)
      #expect(records[refit.identity]?.result?.bestEpoch == best.result?.bestEpoch)
    }

    // The same command again finds everything done.
    let again = try carryOut(Self.refits)
    #expect(again.outcome.finished.isEmpty && Set(again.outcome.reused) == Set(last.runs.map(\.identity)))
  }

  @Test(arguments: [refits, halving])
  func nothingDependsOnJobsOrInterruption(source: String) throws {
    let (undisturbed, _) = try carryOut(source, jobs: 1)
    let expected = numbers()
    #expect(Set(expected.keys) == Set(undisturbed.runs.map(\.identity)))

    let parallel = StagedPlanTests()
    _ = try parallel.carryOut(source, jobs: 4)
    #expect(parallel.numbers() == expected)

    // Stopped again and again, each time a few epochs further.
    let interrupted = StagedPlanTests()
    var stops = 0
    while true {
      let flag = CancellationFlag()
      let seen = Counter()
      let observer = RecordingObserver(onEpoch: { _ in if seen.next() == 7 { flag.cancel() } })
      let (_, outcome) = try interrupted.carryOut(
        source, jobs: 1, checkpointInterval: .zero, observer: observer, cancellation: flag)
      if outcome.cancelled.isEmpty { break }
      stops += 1
      try #require(stops < 200)
    }
    #expect(stops > 5)
    #expect(interrupted.numbers() == expected)
  }

  @Test func rungsGoOnFromWhereTheLastEnded() throws {
    let observer = RecordingObserver()
    let (last, _) = try carryOut(Self.halving, observer: observer)
    let byEpochs = Dictionary(grouping: last.runs.filter { $0.configuration.selection == .validation }) {
      $0.configuration.values.integer(.epochs)
    }
    #expect(byEpochs.mapValues(\.count) == [2: 9, 4: 4, 8: 2])
    for run in byEpochs[4] ?? [] {
      #expect(observer.events(of: run) == ["started after 2", "3/4", "4/4", "finished"])
    }
    for run in byEpochs[8] ?? [] { #expect(observer.events(of: run).first == "started after 4") }
    // None stays behind.
    #expect(journal.read { $0.checkpoints.isEmpty })

    // Each is what it would be on its own.
    let alone = StagedPlanTests()
    for run in (byEpochs[4] ?? []) + (byEpochs[8] ?? []) {
      let values = run.configuration.values
      let plan = try TestData.plan(
        settings: #"""
          "dataset": "one", "selection": "validation", "model": "tiny", "factors": \#(values.integer(.factors)),
          "learning_rate": \#(values.number(.learningRate)), "epochs": \#(values.integer(.epochs))
          """#)
      #expect(plan.runs.map(\.identity) == [run.identity])
      _ = try Scheduler(
        journal: alone.journal, datasets: TestData.library(), jobs: 1, memory: .fixed(.max),
        environment: TestData.environment, methods: TestMethods.all
      ).carryOut(plan)
    }
    let expected = alone.numbers()
    #expect(expected.count == 6 && numbers().filter { expected[$0.key] != nil } == expected)
  }

  /// As where the first rung's runs were imported.
  @Test func withoutItsBeginningALongerRunStartsAfresh() throws {
    let (expected, _) = try carryOut(Self.halving)
    let numbers = numbers()
    let other = StagedPlanTests()
    other.journal.change { $0.refusesCheckpoints = true }
    let observer = RecordingObserver()
    let (last, _) = try other.carryOut(Self.halving, observer: observer)
    #expect(last.runs.map(\.identity) == expected.runs.map(\.identity) && other.numbers() == numbers)
    let longer = last.runs.filter { $0.configuration.values.integer(.epochs) == 8 }
    #expect(longer.allSatisfy { observer.events(of: $0).first == "started" })
  }

  /// A run that failed is out of the search, until it is tried again.
  @Test func failuresAreOutOfTheSearch() throws {
    let source = #"""
      {"name": "x", "settings": {"dataset": "one", "selection": "validation"},
       "search": {"budget": 2, "ranges": {"factors": [4, 8]}}, "sweep": {"model": ["diverging", "tiny"]}}
      """#
    let (last, outcome) = try carryOut(source)
    #expect(outcome.failed.count == 1 && outcome.failed[0].reason.contains("diverged"))
    #expect(last.runs.filter { $0.configuration.selection == .last }.map(\.configuration.method) == ["tiny"])
    let again = try carryOut(source, retries: true)
    #expect(again.outcome.failed.count == 1 && again.outcome.failed[0].reason.contains("diverged"))
    let diverging = journal.read { $0.entries.values.first { $0.run.configuration.method == "diverging" } }
    #expect(diverging?.beginnings == 2)
  }

  /// What a cluster's tasks are told of.
  @Test func decidedRunsCanBePlannedWithoutResults() throws {
    let (last, _) = try carryOut(Self.refits)
    let refits = last.runs.map(\.configuration).filter { $0.selection == .last }
    let plan = try Plan(
      specs: [TestData.spec(Self.refits)], datasets: TestData.library(), methods: TestMethods.all,
      decided: refits)
    #expect(Set(plan.runs.map(\.identity)) == Set(last.runs.map(\.identity)))
    #expect(plan.sequelText == "3 refits on all training data")
  }
}

/// Counts calls from several threads.
private final class Counter: Sendable {
  private let count = Locked(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
