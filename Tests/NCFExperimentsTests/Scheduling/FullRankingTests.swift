import NCFData
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFWeights
import Testing

/// Runs whose held-out items are ranked among all unseen items, because an experiment asks for it.
@Suite struct FullRankingTests {
  let journal = MemoryJournal()

  private func plan(_ fullRanking: Bool, selection: String = "test", epochs: Int = 4) throws -> Plan {
    try TestData.plan(
      #"""
      {"name": "x", "full_ranking": \#(fullRanking),
       "settings": {"dataset": "one", "model": "tiny", "selection": "\#(selection)", "epochs": \#(epochs)}}
      """#)
  }

  private func carryOut(
    _ plan: Plan, keepsWeights: Bool = false, observer: RecordingObserver = RecordingObserver()
  ) throws -> Outcome {
    try Scheduler(
      journal: journal, datasets: TestData.library(), jobs: 1, keepsWeights: keepsWeights,
      environment: TestData.environment, observer: observer, methods: TestMethods.all
    ).carryOut(plan)
  }

  /// The ranks of a model with these weights, counted pair by pair.
  private func ranks(_ weights: TensorBundle) -> Ranks {
    let dataset = TestData.dataset(named: "one")
    let (users, items) = (weights["users"]!.values, weights["items"]!.values)
    let factors = users.count / dataset.userCount
    func score(_ user: Int, _ item: Int) -> Float {
      (0..<factors).reduce(0) { $0 + users[user * factors + $1] * items[item * factors + $1] }
    }
    let places = (0..<dataset.test.caseCount).map { index in
      let (user, own) = (Int(dataset.test.users[index]), Int(dataset.test.heldOutItems[index]))
      return UInt32(
        1
          + (0..<dataset.itemCount).count { item in
            item != own && !dataset.training.contains(user: user, item: Int32(item))
              && score(user, item) >= score(user, own)
          })
    }
    return Ranks(places: places)
  }

  /// With validation as well: what is held out for it is known to the user, so it does not compete.
  @Test(arguments: ["test", "validation"])
  func ranksWithTheBestEpochsWeights(selection: String) throws {
    let plan = try plan(true, selection: selection)
    _ = try carryOut(plan, keepsWeights: true)
    let identity = plan.runs[0].identity
    let (result, weights) = journal.read { ($0.entries[identity]?.result, $0.weights[identity]) }
    let full = try #require(result?.fullRanking)
    #expect(full.ranks == ranks(try #require(weights)))
    #expect(full.microsecondsPerUser > 0)
    #expect(full.isComplete)
    // Both measure the same lists and ranks.
    let places = full.ranks.map { Double($0.place - 1) }
    let dataset = TestData.dataset(named: "one")
    let competitors = dataset.test.users.map {
      Double(dataset.itemCount - dataset.training.items(of: Int($0)).count - 1)
    }
    let auc = zip(places, competitors).reduce(0) { $0 + 1 - $1.0 / $1.1 } / Double(places.count)
    let measured = try #require(full.lists?.value(of: AreaUnderCurve(), among: .full))
    #expect(abs(measured - auc) < 1e-12)
  }

  @Test func doesNotChangeTheRun() throws {
    let (with, without) = (try plan(true), try plan(false))
    #expect(with.runs[0].identity == without.runs[0].identity)
    #expect(with.runs[0].wantsFullRanking && !without.runs[0].wantsFullRanking)
    _ = try carryOut(with)
    let other = FullRankingTests()
    _ = try other.carryOut(without)
    let identity = with.runs[0].identity
    let results = try [journal, other.journal].map { journal in
      try #require(journal.read { $0.entries[identity]?.result })
    }
    #expect(results[0].fullRanking != nil && results[1].fullRanking == nil)
    #expect(results[0].hasSameNumbers(as: results[1]))
  }

  @Test func oneExperimentThatAsksIsEnough() throws {
    let source = { (name: String, full: Bool) in
      #"{"name": "\#(name)", "full_ranking": \#(full), "settings": {"dataset": "one", "model": "tiny"}}"#
    }
    for order in [[false, true], [true, false]] {
      let plan = try TestData.plan(source("a", order[0]), source("b", order[1]))
      #expect(plan.runs.count == 1 && plan.runs[0].wantsFullRanking)
    }
  }

  /// The run is trained once more, to the same numbers; its result stays.
  @Test func aFinishedRunGetsItsRankingLater() throws {
    let (first, second) = (try plan(false), try plan(true))
    _ = try carryOut(first)
    let identity = first.runs[0].identity
    let before = journal.read { $0.entries[identity]?.result }
    let outcome = try carryOut(second)
    #expect(outcome.reused == [identity] && outcome.finished.isEmpty)
    #expect(journal.read { $0.entries[identity]?.result } == before)
    let added = try #require(journal.read { $0.fullRankings[identity] })

    let fresh = FullRankingTests()
    _ = try fresh.carryOut(second)
    #expect(added.ranks == fresh.journal.read { $0.entries[identity]?.result?.fullRanking?.ranks })
    // And not again.
    let observer = RecordingObserver()
    _ = try carryOut(second, observer: observer)
    #expect(observer.events(of: second.runs[0]).allSatisfy { $0 != "started" })
  }

  /// As earlier releases left it: the ranks are there, what is in the lists is not.
  @Test func whatAnEarlierRankingLacksIsMeasuredLater() throws {
    let plan = try plan(true)
    _ = try carryOut(plan, keepsWeights: true)
    let identity = plan.runs[0].identity
    let whole = try #require(journal.read { $0.entries[identity]?.result?.fullRanking })
    try journal.saveFullRanking(
      FullRanking(ranks: whole.ranks, microsecondsPerUser: 1), of: identity)
    #expect(try journal.fullyRanked(of: [identity]).isEmpty)
    _ = try carryOut(plan)
    #expect(try #require(journal.read { $0.fullRankings[identity] }).hasSameNumbers(as: whole))
    #expect(try journal.fullyRanked(of: [identity]) == [identity])
  }

  @Test func listsAreNoReasonToTrainAgain() throws {
    let plan = try plan(true)
    _ = try carryOut(plan)
    let identity = plan.runs[0].identity
    let whole = try #require(journal.read { $0.entries[identity]?.result?.fullRanking })
    let earlier = FullRanking(ranks: whole.ranks, microsecondsPerUser: 1)
    try journal.saveFullRanking(earlier, of: identity)
    let observer = RecordingObserver()
    #expect(try carryOut(plan, observer: observer).reused == [identity])
    #expect(observer.events(of: plan.runs[0]).allSatisfy { $0 != "started" })
    #expect(journal.read { $0.fullRankings[identity] } == earlier)
  }

  /// Trials are chosen by validation data, and what is reported is the refit of the best.
  @Test func trialsThatAreRefittedAreNotRanked() throws {
    func plan(_ refit: Bool) throws -> Plan {
      try TestData.plan(
        #"""
        {"name": "x", "full_ranking": true, "refit": \#(refit),
         "settings": {"dataset": "one", "method": "tiny", "selection": "validation", "epochs": 2},
         "search": {"budget": 2, "seed": 1, "ranges": {"learning_rate": {"log": [0.01, 1]}}}}
        """#)
    }
    #expect(try plan(false).runs.map(\.wantsFullRanking) == [true, true])
    #expect(try plan(true).runs.map(\.wantsFullRanking) == [false, false])
  }

  @Test func storedWeightsSaveTheTraining() throws {
    let (first, second) = (try plan(false), try plan(true))
    _ = try carryOut(first, keepsWeights: true)
    let observer = RecordingObserver()
    _ = try carryOut(second, observer: observer)
    #expect(observer.progress(of: second.runs[0]).isEmpty)
    let identity = first.runs[0].identity
    let (ranking, weights) = journal.read { ($0.fullRankings[identity], $0.weights[identity]) }
    #expect(ranking?.ranks == ranks(try #require(weights)))
  }

  @Test func theKeyIsTrueOrFalse() throws {
    let error = try #require(throws: InputError.self) {
      try TestData.spec(#"{"name": "x", "full_ranking": 1, "settings": {"dataset": "one", "model": "tiny"}}"#)
    }
    #expect(error.place == "full_ranking")
  }
}
