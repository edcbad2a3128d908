import NCFData
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFWeights
import Testing

@Suite struct RunExecutorTests {
  /// One user, whose test item 0 competes with 1 … 12; training interactions with 13 and 14.
  static let dataset = Dataset(
    name: "one",
    training: InteractionMatrix(offsets: [0, 2], items: [13, 14], itemCount: 15),
    test: RankingTask(
      users: [0], heldOutItems: [0], negativeOffsets: [0, 12], negatives: (1...12).map { Int32($0) }),
    digest: "d")

  /// Scores by which item 0 has a rank among 1 … 12.
  static func scores(rank: Int) -> [Float] {
    [0] + (1...12).map { $0 < rank ? 1 : -1 } + [0, 0]
  }

  private func executor(
    ranks: [Int], losses: [Double]? = nil, keepsWeights: Bool = false,
    selection: RunConfiguration.Selection = .test, evaluation: EvaluationProtocol = .standard
  ) -> RunExecutor {
    RunExecutor(
      method: Scripted(
        scores: ranks.map(Self.scores), losses: losses ?? ranks.dropFirst().map { 1 / Double($0) }),
      values: Hyperparameters([:]), data: RunData(Self.dataset, selection: selection, evaluation: evaluation),
      keepsWeights: keepsWeights)
  }

  @Test func measuresBeforeTrainingAndAfterEveryEpoch() throws {
    var records: [EpochRecord] = []
    let completion = try executor(ranks: [13, 5, 2], losses: [0.7, 0.3]).execute { record, epochCount in
      #expect(epochCount == 2)
      records.append(record)
    }
    #expect(completion != nil)
    #expect(records.map(\.epoch) == [0, 1, 2])
    #expect(records.map(\.loss) == [nil, 0.7, 0.3])
    #expect(records.map(\.metrics) == [13, 5, 2].map { RankingMetrics(ranks: [$0]) })
    #expect(records.allSatisfy { $0.trainingSeconds >= 0 && $0.evaluationSeconds > 0 })
  }

  /// EASEᴿ has no epochs, and its inverse may take hours: it is asked between two steps of it.
  @Test func aClosedFormIsLeftBeforeItIsComplete() throws {
    var asked = 0
    let control = RunControl(
      isCancelled: {
        asked += 1
        return asked >= 3
      }, checkpointInterval: .zero, save: { _ in Issue.record("there is nothing to save") })
    let method = EASE()
    let executor = RunExecutor(
      method: method, values: try method.complete([:]),
      data: RunData(TestData.dataset(named: "one"), selection: .test))
    #expect(try executor.execute(control: control) { _, _ in Issue.record("nothing was measured") } == nil)
    // The third answer ends the steps, and the fourth the run.
    #expect(asked == 4)
  }

  /// HR@10 alone decides, and the earliest epoch wins: epoch 1 and epoch 2 both hit.
  @Test func keepsTheEarliestBestEpoch() throws {
    let completion = try #require(try executor(ranks: [13, 5, 2, 12]).execute { _, _ in })
    let result = completion.result
    #expect(result.bestEpoch == 1 && result.bestRanks == [5])
    #expect(result.best == RankingMetrics(ranks: [5]))
    #expect(result.last == RankingMetrics(ranks: [12]))
    #expect(result.parameterCount == 1)
    #expect(completion.bestWeights == nil)
  }

  /// By NDCG@10 and MRR, rank 2 is better than rank 5; by HR@1, neither is better than no training.
  @Test(arguments: [
    (RankingMetric.hitRatio(at: 10), 1), (.ndcg(at: 10), 2), (.reciprocalRank(at: 5), 2),
    (.hitRatio(at: 1), 0),
  ])
  func keepsTheBestEpochByAnyMetric(metric: RankingMetric, best: Int) throws {
    let executor = executor(ranks: [13, 5, 2, 12], evaluation: EvaluationProtocol(selectBy: metric))
    #expect(try #require(try executor.execute { _, _ in }).result.bestEpoch == best)
  }

  /// All twelve competitors share the score of the test item: it is on each of 13 places equally often.
  @Test func measuresByTheMeanOverTies() throws {
    let executor = RunExecutor(
      method: Scripted(scores: [Array(repeating: 0, count: 15)], losses: []), values: Hyperparameters([:]),
      data: RunData(Self.dataset, selection: .test, evaluation: EvaluationProtocol(ties: .average)),
      ranksFully: true)
    let result = try #require(try executor.execute { _, _ in }).result
    #expect(
      result.bestRanks == Ranks(places: [1], tied: [12]) && result.fullRanking?.ranks == result.bestRanks)
    #expect(abs(result.best.hitRatio(at: 10) - 10.0 / 13) < 1e-15)
  }

  @Test func theLastEpochCountsWhereNothingIsSelected() throws {
    let completion = try #require(
      try executor(ranks: [13, 2, 5, 12], keepsWeights: true, selection: .last).execute { _, _ in })
    #expect(completion.result.bestEpoch == 3 && completion.result.bestRanks == [12])
    #expect(completion.result.best == completion.result.last)
    #expect(completion.bestWeights?["epoch"]?.values == [3])
  }

  @Test func aMethodWithoutEpochsIsMeasuredOnce() throws {
    let completion = try #require(
      try executor(ranks: [3]).execute { record, _ in #expect(record.epoch == 0) })
    #expect(completion.result.bestEpoch == 0)
    #expect(completion.result.last == completion.result.best)
  }

  @Test func keepsTheWeightsOfTheBestEpoch() throws {
    let completion = try executor(ranks: [13, 12, 2, 12], keepsWeights: true).execute { _, _ in }
    #expect(completion?.bestWeights?["epoch"]?.values == [2])
  }

  @Test func endsWhenTheLossIsNotFinite() throws {
    for loss in [Double.nan, .infinity] {
      var epochs: [Int] = []
      let error = try #require(throws: RunExecutor.Divergence.self) {
        try executor(ranks: [3, 3, 3], losses: [0.5, loss]).execute { record, _ in epochs.append(record.epoch)
        }
      }
      #expect(error.epoch == 2 && epochs == [0, 1])
      #expect(error.description.contains("learning_rate"))
    }
  }

  @Test func stopsBetweenEpochs() throws {
    var epochs: [Int] = []
    let control = RunControl(isCancelled: { epochs.count == 2 })
    let completion = try executor(ranks: [3, 3, 3]).execute(control: control) { record, _ in
      epochs.append(record.epoch)
    }
    #expect(completion == nil && epochs == [0, 1])
  }

  /// The script is best for the validation item at epoch 1 and best for the test item at epoch 2.
  @Test func validationChoosesTheEpochAndTheTestSetMeasuresIt() throws {
    let data = RunData(Self.dataset, selection: .validation)
    let heldOut = Int(data.selectionTask.heldOutItems[0])
    let scores = [(12, 0), (7, 1), (2, 0)].map { rank, validationScore in
      var scores = Self.scores(rank: rank)
      // The validation item outranks its competitors at epoch 1 only.
      scores[heldOut] = validationScore == 1 ? 5 : -5
      return scores
    }
    var records: [EpochRecord] = []
    let completion = try #require(
      try RunExecutor(
        method: Scripted(scores: scores, losses: [1, 1]), values: Hyperparameters([:]), data: data
      ).execute { record, _ in records.append(record) })
    #expect(records.map { $0.metrics.hitRatio(at: 1) } == [0, 1, 0])
    #expect(completion.result.bestEpoch == 1)
    #expect(completion.result.bestRanks == [7])
    #expect(completion.result.best == RankingMetrics(ranks: [7]))
    #expect(completion.result.last == RankingMetrics(ranks: [2]))
  }

  @Test func handsPretrainedWeightsOver() throws {
    let dataset = TestData.dataset(named: "one")
    let values = try TestData.plan(settings: #""dataset": "one", "model": "stacked", "epochs": 0"#)
      .runs[1].configuration.values
    let base = TensorBundle([
      "users": .init(shape: [30, 8], values: .init(repeating: 0.5, count: 240)),
      "items": .init(shape: [60, 8], values: .init(repeating: 0.25, count: 480)),
    ])
    let completion = try RunExecutor(
      method: Stacked(), values: values, data: RunData(dataset, selection: .test), pretrained: ["base": base],
      keepsWeights: true
    ).execute { _, _ in }
    #expect(completion?.bestWeights == base)
  }
}
