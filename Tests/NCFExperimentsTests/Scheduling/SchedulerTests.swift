import NCFConcurrency
import NCFData
import NCFExperiments
import NCFModels
import NCFWeights
import Testing

@Suite struct SchedulerTests {
  let journal = MemoryJournal()

  private func carryOut(
    _ plan: Plan, jobs: Int = 2, retriesFailed: Bool = false, keepsWeights: Bool = false,
    checkpointInterval: Duration? = nil, memory: MemoryBudget = .fixed(.max),
    observer: RecordingObserver = RecordingObserver(),
    cancellation: CancellationFlag = CancellationFlag(), methods: [any Method] = TestMethods.all
  ) throws -> Outcome {
    try Scheduler(
      journal: journal, datasets: TestData.library(), jobs: jobs, retriesFailed: retriesFailed,
      keepsWeights: keepsWeights, checkpointInterval: checkpointInterval,
      memory: memory, environment: TestData.environment,
      observer: observer,
      methods: methods
    ).carryOut(plan, cancellation: cancellation)
  }

  @Test func runsAPlanAndWritesDownWhatHappens() throws {
    let plan = try TestData.plan(settings: #""dataset": "one""#, sweep: #""model": ["tiny", "popular"]"#)
    let observer = RecordingObserver()
    let outcome = try carryOut(plan, observer: observer)
    #expect(outcome.finished == plan.runs.map(\.identity))
    #expect(outcome.failed.isEmpty && outcome.cancelled.isEmpty && outcome.reused.isEmpty)

    #expect(journal.read { $0.experiments["x"] } == plan.runs)
    let tiny = journal.read { $0.entries[plan.runs[0].identity] }
    #expect(tiny?.status == .finished && tiny?.result != nil)
    #expect(tiny?.epochs.map(\.epoch) == [0, 1, 2, 3])
    #expect(journal.read { $0.weights.isEmpty })

    let events = observer.events(of: plan.runs[0])
    #expect(events == ["started", "0/3", "1/3", "2/3", "3/3", "finished"])
    let secondsLeft = observer.progress(of: plan.runs[0]).map(\.secondsLeft)
    #expect(secondsLeft[0] == nil && secondsLeft[3] == 0)
    #expect(secondsLeft[1] ?? 0 > 0)
  }

  /// Everything but the durations.
  private struct Numbers: Hashable {
    let losses: [Double?]
    let hits: [[Double]]
    let result: RunResult?
    let weights: TensorBundle?
  }

  private static func numbers(_ content: MemoryJournal.Content) -> [RunIdentity: Numbers] {
    Dictionary(
      uniqueKeysWithValues: content.entries.map { identity, entry in
        (
          identity,
          Numbers(
            losses: entry.epochs.map(\.loss), hits: entry.epochs.map(\.metrics.hitRatios),
            result: entry.result, weights: content.weights[identity])
        )
      })
  }

  @Test func numbersDoNotDependOnTheNumberOfJobs() throws {
    let plan = try TestData.plan(
      settings: #""epochs": 5"#,
      sweep: #""dataset": ["one", "two"], "model": ["tiny", "stacked"], "factors": [4, 8], "seed": [1, 2]"#)
    let numbers = try [1, 2, 5].map { jobs in
      let tests = SchedulerTests()
      let outcome = try tests.carryOut(plan, jobs: jobs, keepsWeights: true)
      #expect(outcome.finished.count == plan.runs.count)
      return tests.journal.read(Self.numbers)
    }
    #expect(numbers[0].count == plan.runs.count)
    #expect(Set(numbers[0].values).count == plan.runs.count)
    #expect(numbers[0] == numbers[1] && numbers[0] == numbers[2])
  }

  @Test func finishedRunsAreNotRepeated() throws {
    let small = try TestData.plan(settings: #""dataset": "one", "model": "tiny""#, sweep: #""factors": [4]"#)
    let large = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny""#, sweep: #""factors": [4, 8]"#)
    _ = try carryOut(small)
    let observer = RecordingObserver()
    let outcome = try carryOut(large, observer: observer)
    #expect(outcome.reused == [large.runs[0].identity] && outcome.finished == [large.runs[1].identity])
    #expect(observer.events(of: large.runs[0]) == ["skipped finishedBefore"])
    #expect(journal.read { $0.begun } == large.runs.map(\.identity))
  }

  @Test func longRunsStartFirst() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny""#, sweep: #""factors": [4, 16, 8]"#)
    _ = try carryOut(plan, jobs: 1)
    #expect(journal.read { $0.begun } == [1, 2, 0].map { plan.runs[$0].identity })
  }

  /// Alone, the prerequisite is shorter than the other run; with the run that waits for it, it is longer.
  @Test func whatHeadsALongChainStartsFirst() throws {
    let plan = try TestData.plan(
      #"""
      {"name": "x", "settings": {"dataset": "one"}, "groups": [
        {"settings": {"model": "tiny", "factors": 12}}, {"settings": {"model": "stacked", "factors": 8}}]}
      """#)
    _ = try carryOut(plan, jobs: 1)
    #expect(journal.read { $0.begun } == [1, 0, 2].map { plan.runs[$0].identity })
  }

  @Test func aRunStartsFromTheBestWeightsOfItsPrerequisite() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "stacked""#, sweep: #""seed": [1, 2]"#)
    let outcome = try carryOut(plan, jobs: 3)
    #expect(outcome.finished.count == 4)
    for run in plan.runs where run.configuration.method == "stacked" {
      let base = try #require(run.prerequisites["base"])
      #expect(journal.read { $0.weights[base] } != nil)
      // Before it trains, a stacked run ranks as its prerequisite did at its best epoch.
      let entries = journal.read { $0.entries }
      #expect(entries[run.identity]?.epochs.first?.metrics == entries[base]?.result?.best)
    }
  }

  @Test func aFinishedPrerequisiteWithoutWeightsIsTrainedAgain() throws {
    let tiny = try TestData.plan(settings: #""dataset": "one", "model": "tiny""#)
    _ = try carryOut(tiny)
    let before = journal.read { $0.entries[tiny.runs[0].identity] }
    #expect(journal.read { $0.weights.isEmpty })

    let plan = try TestData.plan(settings: #""dataset": "one", "model": "stacked""#)
    let outcome = try carryOut(plan)
    #expect(outcome.reused == [tiny.runs[0].identity] && outcome.finished == [plan.runs[1].identity])
    #expect(journal.read { $0.weights.keys.map { $0 } } == [tiny.runs[0].identity])
    // Its record stays as it was.
    #expect(before?.result != nil)
    let after = journal.read { $0.entries[tiny.runs[0].identity] }
    #expect(after?.epochs == before?.epochs && after?.beginnings == 1)
  }

  @Test func keepsAllWeightsWhenAsked() throws {
    let plan = try TestData.plan(settings: #""dataset": "one""#, sweep: #""model": ["tiny", "popular"]"#)
    _ = try carryOut(plan)
    #expect(try carryOut(plan, keepsWeights: true).reused.count == 2)
    #expect(journal.read { Set($0.weights.keys) } == Set(plan.runs.map(\.identity)))
  }

  @Test func aFailureStopsNoOtherRun() throws {
    let plan = try TestData.plan(settings: #""dataset": "one""#, sweep: #""model": ["diverging", "tiny"]"#)
    let observer = RecordingObserver()
    let outcome = try carryOut(plan, jobs: 1, observer: observer)
    #expect(outcome.finished == [plan.runs[1].identity])
    #expect(outcome.failed.map(\.identity) == [plan.runs[0].identity])
    #expect(outcome.failed[0].reason.contains("diverged"))
    let entry = journal.read { $0.entries[plan.runs[0].identity] }
    #expect(entry?.status == .failed && entry?.failure == outcome.failed[0].reason)
    #expect(entry?.epochs.count == 2)
    #expect(observer.events(of: plan.runs[0]).last == "failed")
  }

  @Test func failedRunsAreRetriedOnlyWhenAsked() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "diverging""#)
    _ = try carryOut(plan)
    let observer = RecordingObserver()
    let second = try carryOut(plan, observer: observer)
    #expect(second.failed[0].reason.contains("before"))
    #expect(observer.events(of: plan.runs[0]) == ["skipped failedBefore"])
    #expect(journal.read { $0.begun.count } == 1)
    #expect(try carryOut(plan, retriesFailed: true).failed[0].reason.contains("diverged"))
    #expect(journal.read { $0.begun.count } == 2)
  }

  @Test func whatStartsFromAFailedRunFailsWithItsReason() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "stacked""#)
    let base = plan.runs[0]
    journal.change { $0.entries[base.identity] = .init(run: base, status: .failed) }
    let outcome = try carryOut(plan)
    #expect(outcome.failed.map(\.identity) == plan.runs.map(\.identity))
    #expect(outcome.failed[1].reason == "prerequisite base (\(base.identity.short)) failed")
    #expect(journal.read { $0.begun.isEmpty })
    #expect(try carryOut(plan, retriesFailed: true).finished.count == 2)
  }

  @Test func leavesRunsOfAnotherProcessAlone() throws {
    let plan = try TestData.plan(settings: #""dataset": "one""#, sweep: #""model": ["tiny", "popular"]"#)
    let held = plan.runs[0]
    journal.change {
      $0.entries[held.identity] = .init(run: held, status: .running, isHeldElsewhere: true)
    }
    let observer = RecordingObserver()
    let outcome = try carryOut(plan, observer: observer)
    #expect(outcome.elsewhere == [held.identity] && outcome.finished == [plan.runs[1].identity])
    #expect(observer.events(of: held) == ["skipped runningElsewhere"])
  }

  /// The other process finishes it, fails, or dies.
  @Test(arguments: [RunState.finished, .failed, .interrupted])
  func waitsForARunOfAnotherProcessThatItsOwnStartFrom(end: RunState) throws {
    let plan = try TestData.plan(settings: #""dataset": "one""#, sweep: #""model": ["stacked", "popular"]"#)
    let base = plan.runs[0]
    let other = SchedulerTests()
    _ = try other.carryOut(plan, keepsWeights: true)
    let weights = other.journal.read { $0.weights[base.identity] }
    let journal = journal
    journal.change {
      $0.entries[base.identity] = .init(run: base, status: .running, isHeldElsewhere: true)
    }
    // What waits comes last, so that the other run has ended when the observer hears of the wait.
    let observer = RecordingObserver(onAwait: { run in
      #expect(run == base)
      journal.change { content in
        content.entries[base.identity] = .init(run: base, status: end)
        if end == .finished { content.weights[base.identity] = weights }
      }
    })
    let outcome = try carryOut(plan, jobs: 1, observer: observer)
    let events = observer.events(of: base)
    #expect(outcome.elsewhere.isEmpty)
    switch end {
    case .finished:
      #expect(outcome.reused == [base.identity] && outcome.finished.count == 2)
      #expect(events == ["awaited", "skipped finishedBefore"])
    case .failed:
      #expect(outcome.failed.map(\.identity) == plan.runs[..<2].map(\.identity))
      #expect(events == ["awaited", "failed"])
    case .planned, .running, .interrupted:
      #expect(outcome.finished.count == 3)
      #expect(events.prefix(2) == ["awaited", "started"])
    }
  }

  @Test func aRunThatAnotherProcessHasJustFinishedIsReused() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny""#)
    _ = try carryOut(plan)
    journal.change { $0.blindStatusCalls = 1 }
    #expect(try carryOut(plan).reused.count == 1)
    journal.change { $0.blindStatusCalls = 1 }
    #expect(try carryOut(plan, keepsWeights: true).reused.count == 1)
    #expect(journal.read { $0.begun.count == 1 && $0.weights.count == 1 })
  }

  @Test func withoutItsPrerequisitesWeightsARunFails() throws {
    journal.change { $0.losesWeights = true }
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "stacked""#)
    let outcome = try carryOut(plan)
    #expect(outcome.finished == [plan.runs[0].identity])
    #expect(outcome.failed.map(\.identity) == [plan.runs[1].identity])
    #expect(outcome.failed[0].reason.contains("weights of prerequisite base"))
  }

  @Test func anInterruptedSweepResumes() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny", "epochs": 4"#, sweep: #""seed": [1, 2, 3, 4]"#)
    let flag = CancellationFlag()
    // Interrupted in the second epoch of the third run.
    let observer = RecordingObserver(onEpoch: { progress in
      if progress.run == plan.runs[2], progress.record.epoch == 2 { flag.cancel() }
    })
    let first = try carryOut(plan, jobs: 1, observer: observer, cancellation: flag)
    #expect(first.finished == plan.runs[..<2].map(\.identity))
    #expect(first.cancelled == plan.runs[2...].map(\.identity))
    #expect(observer.events(of: plan.runs[2]) == ["started", "0/4", "1/4", "2/4", "cancelled"])
    #expect(observer.events(of: plan.runs[3]).isEmpty)
    #expect(journal.read { $0.entries.values.count { !$0.isReleased } } == 2)

    let second = try carryOut(plan, jobs: 2)
    #expect(second.reused == first.finished && second.finished == first.cancelled)

    let whole = SchedulerTests()
    _ = try whole.carryOut(plan)
    #expect(whole.journal.read(Self.numbers) == journal.read(Self.numbers))
  }

  /// Stopped in its second epoch, with half a run behind it.
  private func stopMidway(_ plan: Plan, keepsWeights: Bool = false) throws {
    let flag = CancellationFlag()
    let observer = RecordingObserver(onEpoch: { if $0.record.epoch == 2 { flag.cancel() } })
    let outcome = try carryOut(
      plan, jobs: 1, keepsWeights: keepsWeights, observer: observer, cancellation: flag)
    #expect(outcome.cancelled == [plan.runs[0].identity])
    #expect(journal.read { $0.checkpoints[plan.runs[0].identity]?.measuredEpoch } == 2)
  }

  private func expectUndisturbedNumbers(_ plan: Plan, keepsWeights: Bool = false) throws {
    let whole = SchedulerTests()
    _ = try whole.carryOut(plan, keepsWeights: keepsWeights)
    #expect(whole.journal.read(Self.numbers) == journal.read(Self.numbers))
    #expect(journal.read { $0.checkpoints.isEmpty })
  }

  @Test func aRunGoesOnFromItsCheckpoint() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny", "epochs": 4"#)
    try stopMidway(plan)
    let observer = RecordingObserver()
    #expect(try carryOut(plan, observer: observer).finished.count == 1)
    #expect(observer.events(of: plan.runs[0]) == ["started after 2", "3/4", "4/4", "finished"])
    try expectUndisturbedNumbers(plan)
  }

  @Test func aRunLeavesCheckpointsAtEachIntervalAndNoneAtItsEnd() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny", "epochs": 4"#)
    _ = try carryOut(plan, checkpointInterval: .zero)
    // One for each user in each epoch, more or less.
    #expect(journal.read { $0.saves } > 100)
    try expectUndisturbedNumbers(plan)
  }

  @Test func aCheckpointThatDoesNotFitIsLeftAside() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny", "epochs": 4"#)
    try stopMidway(plan)
    // Without weights it is no use to a run that has to keep them.
    let observer = RecordingObserver()
    #expect(try carryOut(plan, keepsWeights: true, observer: observer).finished.count == 1)
    let events = observer.events(of: plan.runs[0])
    #expect(events.prefix(2) == ["started after 2", "warned"] && events.contains("started"))
    try expectUndisturbedNumbers(plan, keepsWeights: true)
  }

  @Test func aRunWhoseCheckpointsCannotBeSavedFinishesAllTheSame() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny", "epochs": 1"#)
    journal.change { $0.refusesCheckpoints = true }
    let observer = RecordingObserver()
    #expect(try carryOut(plan, checkpointInterval: .zero, observer: observer).finished.count == 1)
    #expect(observer.events(of: plan.runs[0]).contains("warned"))
    try expectUndisturbedNumbers(plan)
  }

  @Test func trainingForWeightsGoesOnFromACheckpointToo() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny", "epochs": 4"#)
    _ = try carryOut(plan)
    try stopMidway(plan, keepsWeights: true)
    let observer = RecordingObserver()
    #expect(try carryOut(plan, keepsWeights: true, observer: observer).reused.count == 1)
    #expect(observer.events(of: plan.runs[0]) == ["started after 2", "3/4", "4/4", "finished"])
    try expectUndisturbedNumbers(plan, keepsWeights: true)
  }

  @Test func aFailureTakesTheCheckpointWithIt() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "diverging""#)
    _ = try carryOut(plan)
    #expect(journal.read { $0.checkpoints.isEmpty })
  }

  /// Runs that need more than half of the memory run one after the other; one that needs more than all fails.
  @Test func memoryIsNotOvercommitted() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "greedy""#, sweep: #""factors": [600, 1000, 8], "seed": [1, 2]"#)
    #expect(plan.runs.map(\.memory) == [600, 600, 1000, 1000, 8, 8])
    let greedy = Greedy()
    let outcome = try carryOut(plan, jobs: 4, memory: .fixed(999), methods: [greedy])
    #expect(outcome.failed.map(\.identity) == plan.runs[2..<4].map(\.identity))
    #expect(outcome.failed.allSatisfy { $0.reason.contains("GB of memory") })
    #expect(outcome.finished.count == 4)
    #expect(journal.read { $0.entries[plan.runs[2].identity]?.status } == .failed)
    #expect(greedy.ledger.peak <= 999)
  }

  /// Little memory at one moment is no failure: a run that does not fit beside others waits, and then runs alone.
  @Test func memoryThatIsShortForAWhileFailsNothing() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "greedy""#, sweep: #""factors": [600, 500], "seed": [3, 4]"#)
    let greedy = Greedy()
    let observer = RecordingObserver()
    let outcome = try carryOut(
      plan, jobs: 4, memory: MemoryBudget(limit: 1000) { _ in 550 }, observer: observer, methods: [greedy])
    #expect(outcome.finished.count == 4 && outcome.failed.isEmpty)
    #expect(plan.runs[..<2].allSatisfy { observer.events(of: $0).prefix(2) == ["started", "warned"] })
    #expect(plan.runs[2...].allSatisfy { !observer.events(of: $0).contains("warned") })
    #expect(greedy.ledger.peak == 600)
    #expect(try carryOut(plan).reused.count == 4)
  }

  /// It is asked when a run is to begin, so that what has become free since counts.
  @Test func memoryIsAskedForEachRun() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "greedy""#, sweep: #""factors": [400], "seed": [5, 6, 7]"#)
    let questions = Locked<[Int]>([])
    let memory = MemoryBudget(limit: 1000) { reserved in
      questions.withLock { $0.append(reserved) }
      return 400
    }
    #expect(try carryOut(plan, jobs: 1, memory: memory).finished.count == 3)
    #expect(questions.withLock { $0 } == [0, 0, 0])
  }

  @Test func thisMachineHasMemory() {
    let memory = MemoryBudget.ofMachine()
    #expect(memory.limit > 0 && memory.current(0) > 0)
  }

  @Test func aCancelledFlagStartsNothing() throws {
    let flag = CancellationFlag()
    flag.cancel()
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny""#)
    #expect(try carryOut(plan, cancellation: flag).cancelled.count == 1)
    #expect(journal.read { $0.begun.isEmpty })
  }

  /// A full disk ends everything with the journal's own error, and what was finished stays.
  @Test func aJournalThatCannotBeWrittenStopsEverything() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny""#, sweep: #""seed": [1, 2, 3, 4, 5, 6]"#)
    journal.change { $0.recordsUntilFull = 6 }
    #expect(throws: MemoryJournal.DiskFull.self) { try carryOut(plan, jobs: 1) }
    let entries = journal.read { $0.entries }
    #expect(entries.values.filter { !$0.isReleased }.map(\.status) == [.finished])
    #expect(journal.read { $0.begun.count } == 2)
  }

  @Test func refusesADatasetThatHasChanged() throws {
    let plan = try TestData.plan(settings: #""dataset": "one", "model": "tiny""#)
    let changed = DatasetLibrary { TestData.dataset(named: $0, seed: 99) }
    let outcome = try Scheduler(
      journal: journal, datasets: changed, jobs: 1, environment: TestData.environment,
      methods: TestMethods.all
    ).carryOut(plan)
    #expect(outcome.failed.count == 1 && outcome.failed[0].reason.contains("changed"))
  }
}
