import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFWeights
import Testing

@Suite("A run that is stopped goes on to the same numbers") struct RunAttemptTests {
  /// A run's numbers, without durations.
  struct Numbers: Hashable {
    var epochs: [Int: [Double]] = [:]
    var losses: [Int: Double?] = [:]
    var result: RunResult?
    var weights: TensorBundle?
  }

  private func executor(
    _ selection: RunConfiguration.Selection, keepsWeights: Bool = true
  ) throws -> RunExecutor {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny", "epochs": 3, "selection": "\#(selection.rawValue)""#)
    return RunExecutor(
      method: Tiny(), values: plan.runs[0].configuration.values,
      data: RunData(TestData.dataset(named: "one"), selection: selection), keepsWeights: keepsWeights)
  }

  /// - Returns: Whether the run came to its end.
  private func execute(
    _ executor: RunExecutor, from checkpoint: RunCheckpoint? = nil, control: RunControl = RunControl(),
    into numbers: inout Numbers
  ) throws -> Bool {
    let completion = try executor.execute(from: checkpoint, control: control) { record, _ in
      numbers.epochs[record.epoch] = record.metrics.hitRatios + record.metrics.ndcgs
      numbers.losses[record.epoch] = record.loss
      #expect(record.trainingSeconds >= 0 && record.evaluationSeconds >= 0)
    }
    numbers.result = completion?.result
    numbers.weights = completion?.bestWeights
    return completion != nil
  }

  /// The questions come in training, in evaluation and in the final measurement, so that all of them are met.
  @Test("wherever the stop comes", arguments: RunConfiguration.Selection.allCases)
  func stops(selection: RunConfiguration.Selection) throws {
    let executor = try executor(selection)
    var expected = Numbers()
    #expect(try execute(executor, into: &expected))
    var stop = 0
    var isFinished = false
    while !isFinished {
      stop += 1
      var (asked, saved, numbers) = (0, RunCheckpoint?.none, Numbers())
      let control = RunControl(
        isCancelled: {
          asked += 1
          return asked >= stop
        }, save: { saved = $0 })
      isFinished = try execute(executor, control: control, into: &numbers)
      if !isFinished {
        #expect(numbers.epochs.keys.max() == saved?.measuredEpoch, "stop \(stop)")
        #expect(try execute(executor, from: saved, into: &numbers), "stop \(stop)")
      }
      #expect(numbers == expected, "stop \(stop)")
    }
    #expect(stop > 90)
  }

  @Test("from every checkpoint of every interval", arguments: RunConfiguration.Selection.allCases)
  func intervals(selection: RunConfiguration.Selection) throws {
    let executor = try executor(selection)
    var expected = Numbers()
    var checkpoints: [RunCheckpoint] = []
    let control = RunControl(checkpointInterval: .zero, save: { checkpoints.append($0) })
    #expect(try execute(executor, control: control, into: &expected))
    #expect(checkpoints.count > 80)
    for checkpoint in checkpoints {
      var numbers = Numbers()
      for epoch in 0...checkpoint.measuredEpoch {
        numbers.epochs[epoch] = expected.epochs[epoch]
        numbers.losses[epoch] = expected.losses[epoch]
      }
      #expect(try execute(executor, from: checkpoint, into: &numbers))
      #expect(numbers == expected)
    }
  }

  @Test("but not from a checkpoint of another run") func refusals() throws {
    let executor = try executor(.validation)
    var checkpoint: RunCheckpoint?
    var numbers = Numbers()
    let control = RunControl(
      isCancelled: { checkpoint != nil }, checkpointInterval: .zero, save: { checkpoint = $0 })
    #expect(try !execute(executor, control: control, into: &numbers))
    let good = try #require(checkpoint)
    func changed(
      measured: Int? = nil, ranks: Ranks? = nil, best: RunCheckpoint.Best? = nil,
      trainer: TrainerState? = nil
    ) -> RunCheckpoint {
      RunCheckpoint(
        measuredEpoch: measured ?? good.measuredEpoch, measuredRanks: ranks ?? good.measuredRanks,
        best: best ?? good.best, trainedLoss: nil, trainingSeconds: 0, trainer: trainer ?? good.trainer)
    }
    let unusable = [
      changed(measured: -1), changed(measured: 4), changed(ranks: [1]), changed(trainer: TrainerState()),
      changed(best: .init(epoch: 9, ranks: good.best.ranks, weights: good.best.weights)),
      changed(best: .init(epoch: 0, ranks: [], weights: good.best.weights)),
      changed(best: .init(epoch: 0, ranks: good.best.ranks, weights: nil)),
    ]
    for checkpoint in unusable {
      #expect(throws: UnusableCheckpoint.self) { try execute(executor, from: checkpoint, into: &numbers) }
    }
    #expect(try execute(executor, from: changed(), into: &numbers))

    let popular = RunExecutor(
      method: Popular(), values: Hyperparameters([:]),
      data: RunData(TestData.dataset(named: "one"), selection: .test))
    #expect(throws: UnusableCheckpoint.self) { try execute(popular, from: good, into: &numbers) }
  }
}
