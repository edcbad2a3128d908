import NCFData
import NCFEvaluation
import NCFModels
import Testing

/// Training, evaluated as a run is: the models learn what there is to learn.
@Suite struct LearningTests {
  static let data = TasteData(userCount: 120, itemCount: 130, perUser: 19, seed: 1)

  private func makeTrainer(
    _ method: any Method, _ settings: [Hyperparameter: ParameterValue]
  ) throws -> any Trainer {
    let given = Dictionary(uniqueKeysWithValues: settings.map { ($0.key.key, $0.value) })
    return try method.makeTrainer(method.complete(given), on: TrainingData(Self.data.training))
  }

  @Test(arguments: ["gmf", "mlp", "neumf"])
  func modelsBeatPopularity(name: String) throws {
    let evaluator = Evaluator(task: Self.data.task)
    let popular = RankingMetrics(ranks: evaluator.ranks(of: MostPopular(Self.data.training)))
    let trainer = try makeTrainer(
      MethodRegistry.method(named: name)!,
      [.epochs: .integer(7), .learningRate: .number(0.01), .batchSize: .integer(128)])
    let untrained = RankingMetrics(ranks: evaluator.ranks(of: trainer.recommender()))
    #expect(try trainer.finishEpoch() == .epoch(loss: nil))
    let losses = try (0..<trainer.epochCount).map { _ in
      guard case .epoch(let loss?) = try trainer.finishEpoch() else { return Double.nan }
      return loss
    }
    let trained = RankingMetrics(ranks: evaluator.ranks(of: trainer.recommender()))

    // A guess has a loss of log 2, and 10 of 100 hits.
    #expect(losses[0] < 0.69 && losses.last! < 0.8 * losses[0])
    #expect(abs(untrained.hitRatio(at: 10) - 0.1) < 0.1)
    #expect(trained.hitRatio(at: 10) > popular.hitRatio(at: 10) + 0.15)
    #expect(trained.ndcg(at: 10) > popular.ndcg(at: 10) + 0.08)
  }
}
