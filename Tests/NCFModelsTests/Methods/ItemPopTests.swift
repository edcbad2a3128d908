import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct ItemPopTests {
  private let training = BaselineRun.matrix([[0, 2], [2], [], [1, 2]], itemCount: 4)

  @Test func scoresAreInteractionCountsForEveryUser() throws {
    let trainer = try BaselineRun.trainer("itempop", training)
    #expect(BaselineRun.scores(trainer, training) == Array(repeating: [1, 1, 3, 0], count: 4))
    #expect(trainer.epochCount == 0)
  }

  @Test func takesNoHyperparameters() { #expect(ItemPop().parameters.isEmpty) }

  @Test func weightsRestore() throws {
    let trainer = try BaselineRun.trainer("itempop", training)
    #expect(trainer.weights["item.count"] == TensorBundle.Tensor(shape: [4], values: [1, 1, 3, 0]))
    // Nothing is counted anew.
    let other = BaselineRun.matrix([[3]], itemCount: 4)
    let model = try BaselineRun.recommender("itempop", trainer.weights, on: other)
    #expect(BaselineRun.scores(model, other)[0] == [1, 1, 3, 0])
    let small = BaselineRun.matrix([[0]], itemCount: 3)
    #expect(throws: InputError.self) { try BaselineRun.recommender("itempop", trainer.weights, on: small) }
  }
}
