import NCFData
import NCFModels
import Testing

/// The whole catalogue at once gives the scores that single items get, with every method.
@Suite struct CatalogueScoresTests {
  private static let training = BaselineRun.interactions(users: 25, items: 300, density: 0.1)

  @Test(arguments: MethodRegistry.all.map(\.name))
  func agreesWithSingleItems(method: String) throws {
    let small: [Hyperparameter: ParameterValue] = method == "ials" ? [:] : [.epochs: .integer(1)]
    let declared = MethodRegistry.method(named: method)!.parameters
    let trainer = try BaselineRun.trainer(
      method, Self.training, small.filter { change in declared.contains { $0.key == change.key.key } })
    if trainer.epochCount > 0 { _ = try trainer.trainEpoch() }
    let model = trainer.recommender()
    for (user, single) in BaselineRun.scores(trainer, Self.training).enumerated() {
      var scores = [Float](repeating: .nan, count: Self.training.itemCount)
      scores.withUnsafeMutableBufferPointer { model.scoreCatalogue(user: user, into: $0) }
      for (score, single) in zip(scores, single) {
        #expect(abs(score - single) <= 1e-5 * max(1, abs(single)), "user \(user)")
      }
    }
  }
}
