import NCFConcurrency
import NCFData
import NCFExperiments
import NCFModels
import Testing

@Suite struct RunDataTests {
  let dataset = TestData.dataset(named: "one")

  @Test func selectionOnTheTestSetUsesAllTrainingData() {
    let data = RunData(dataset, selection: .test)
    #expect(data.selectsOnTest)
    #expect(data.training == dataset.training)
    #expect(data.selectionTask == dataset.test && data.testTask == dataset.test)
  }

  @Test func validationHoldsOutOneTrainingInteractionPerUser() {
    let data = RunData(dataset, selection: .validation)
    #expect(!data.selectsOnTest)
    #expect(data.testTask == dataset.test)
    #expect(data.selectionTask.caseCount == dataset.userCount)
    for (user, item) in zip(data.selectionTask.users, data.selectionTask.heldOutItems) {
      #expect(dataset.training.items(of: Int(user)).contains(item))
      #expect(!data.training.items(of: Int(user)).contains(item))
    }
    #expect(data.training == RunData(dataset, selection: .validation).training)
  }

  @Test func theLastEpochIsMeasuredOnTheTestTask() {
    let data = RunData(dataset, selection: .last)
    #expect(data.selectsOnTest && data.training == dataset.training && data.testTask == dataset.test)
  }

  @Test func theProtocolDecidesWhatIsTested() {
    let other = RunData(
      dataset, selection: .validation,
      evaluation: EvaluationProtocol(heldOutItem: .random, testNegatives: .redrawn, ties: .inFavour), seed: 3)
    let expected = dataset.holdingOutRandomItems(seed: 3).redrawingTestNegatives(seed: 3)
    #expect(other.testTask == expected.test && other.known == expected.training && other.ties == .inFavour)
    #expect(other.training != other.known)
    let standard = RunData(dataset, selection: .test, evaluation: .standard, seed: 3)
    #expect(standard.testTask == dataset.test && standard.ties == .against)
  }

  /// What is left out belongs to the test task alone: training and the full ranking know nothing of it.
  @Test func listedPositivesMayBeLeftOut() {
    let one = TestData.dataset(named: "one")
    let (user, known) = (Int(one.test.users[0]), one.training.items(of: Int(one.test.users[0])))
    let listed = Dataset(
      name: "one", training: one.training,
      test: RankingTask(
        users: [Int32(user)], heldOutItems: [one.test.heldOutItems[0]],
        negativeOffsets: [0, one.test.negatives(of: 0).count + known.count],
        negatives: Array(one.test.negatives(of: 0)) + known),
      digest: "d")
    let kept = RunData(listed, selection: .test)
    let left = RunData(listed, selection: .test, evaluation: EvaluationProtocol(listedPositives: .leaveOut))
    #expect(kept.testTask == listed.test)
    #expect(Array(left.testTask.negatives) == Array(one.test.negatives(of: 0)))
    #expect(left.training == kept.training && left.known == kept.known)
  }

  /// The seed is the run's; a method without one has the usual seed's draw.
  @Test func aRunsSeedDraws() {
    func data(_ seed: Int?) -> RunData {
      RunData(
        dataset,
        for: RunConfiguration(
          dataset: "one", method: "tiny", values: Hyperparameters(seed.map { ["seed": .integer($0)] } ?? [:]),
          evaluation: EvaluationProtocol(testNegatives: .redrawn)))
    }
    #expect(data(1).testTask == dataset.redrawingTestNegatives(seed: 1).test)
    #expect(data(nil).testTask == data(42).testTask && data(1).testTask != data(2).testTask)
  }
}

@Suite struct DatasetLibraryTests {
  @Test func loadsEachDatasetOnce() throws {
    let loads = Locked<[String]>([])
    let library = DatasetLibrary { name in
      loads.withLock { $0.append(name) }
      return TestData.dataset(named: name)
    }
    for name in ["one", "two", "one"] { #expect(try library.dataset(named: name).name == name) }
    #expect(loads.withLock { $0 } == ["one", "two"])
  }
}
