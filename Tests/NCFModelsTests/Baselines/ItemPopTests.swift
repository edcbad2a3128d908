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
    let other = try BaselineRun.trainer("itempop", BaselineRun.matrix([[3]], itemCount: 4))
    try other.restore(trainer.weights)
    #expect(BaselineRun.scores(other, training)[0] == [1, 1, 3, 0])
    let small = try BaselineRun.trainer("itempop", BaselineRun.matrix([[0]], itemCount: 3))
    #expect(throws: InputError.self) { try small.restore(trainer.weights) }
  }
}
