import NCFExperiments
import NCFModels
import Testing

/// A plan that is carried out in two goes: what a stacked run starts from, then the stacked run.
@Suite struct PlanRestrictionTests {
  let plan: Plan
  let base: RunIdentity
  let stacked: RunIdentity
  let journal = MemoryJournal()

  init() throws {
    plan = try TestData.plan(settings: #""dataset": "one", "model": "stacked""#)
    (base, stacked) = (plan.runs[0].identity, plan.runs[1].identity)
  }

  private func carryOut(_ plan: Plan, in journal: MemoryJournal) throws -> Outcome {
    try Scheduler(
      journal: journal, datasets: TestData.library(), jobs: 1, checkpointInterval: nil,
      memory: .fixed(.max), environment: TestData.environment, methods: TestMethods.all
    ).carryOut(plan)
  }

  @Test func aRestrictedPlanHasTheExperimentsThatAskForItsRuns() throws {
    let first = plan.restricted(to: [base])
    #expect(first.experiments.isEmpty && first.addedPrerequisites == [base])
    let second = plan.restricted(to: [stacked])
    #expect(second.experiments.map(\.runs) == [[stacked]])
    #expect(second.experiments[0].specification == plan.experiments[0].specification)
    #expect(second.outsidePrerequisites == [base])
  }

  @Test func weightsThatAnotherPartStartsFromAreKept() throws {
    #expect(try carryOut(plan.restricted(to: [base]), in: journal).finished == [base])
    #expect(journal.read { $0.weights[base] } != nil)
    // In a plan of its own, nobody needs them.
    let alone = MemoryJournal()
    let single = try TestData.plan(settings: #""dataset": "one", "model": "tiny""#)
    #expect(try carryOut(single, in: alone).finished.count == 1)
    #expect(alone.read { $0.weights.isEmpty })
  }

  @Test func twoPartsFindWhatThePlanFinds() throws {
    #expect(try carryOut(plan.restricted(to: [base]), in: journal).finished == [base])
    #expect(try carryOut(plan.restricted(to: [stacked]), in: journal).finished == [stacked])
    let whole = MemoryJournal()
    #expect(try carryOut(plan, in: whole).finished == [base, stacked])
    for run in [base, stacked] {
      #expect(journal.read { $0.entries[run]?.result } == whole.read { $0.entries[run]?.result })
    }
  }

  @Test func aPartWithoutWhatItStartsFromSaysSo() throws {
    let outcome = try carryOut(plan.restricted(to: [stacked]), in: journal)
    #expect(outcome.failed.map(\.identity) == [stacked])
    #expect(outcome.failed[0].reason.hasSuffix("has not been trained yet; train it first"))
    // It is not written down as failed: once the weights are there, it can be trained.
    #expect(journal.read { $0.entries[stacked] } == nil)
  }

  @Test func outstandingRuns() {
    func outstanding(
      _ finished: Set<RunIdentity>, keeps: Bool = false, _ weights: Set<RunIdentity>
    ) -> Set<RunIdentity> {
      plan.outstanding(finished: finished, keepsWeights: keeps, hasWeights: weights.contains)
    }
    #expect(outstanding([], []) == [base, stacked])
    #expect(outstanding([base], [base]) == [stacked])
    // Its weights are gone, and are needed.
    #expect(outstanding([base], []) == [base, stacked])
    #expect(outstanding([base, stacked], []) == [])
    #expect(outstanding([base, stacked], keeps: true, [base]) == [stacked])
    #expect(outstanding([base, stacked], keeps: true, []) == [base, stacked])
  }
}
