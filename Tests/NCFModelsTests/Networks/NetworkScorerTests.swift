import NCFData
import NCFModels
import NCFRandom
import Testing

/// What `score` gives is the logit of the model's equation, whatever shortcuts it takes.
@Suite struct NetworkScorerTests {
  static let training = InteractionMatrix(userCount: 9, itemCount: 37, longest: 20, seed: 1)

  /// 300 items, out of order and with repetitions: more than pass through the tower at once.
  static let candidates: [Int32] = {
    var generator = SeededGenerator(seed: 2, stream: "candidates")
    return (0..<300).map { _ in Int32(generator.uniform(below: 37)) }
  }()

  private func check(_ trainer: any Trainer) {
    let network = PlainNetwork(trainer.weights)
    for user in [0, 4, 8] {
      let scores = trainer.scores(user: user, items: Self.candidates)
      for (item, score) in zip(Self.candidates, scores) {
        let exact = network.logit(user: user, item: Int(item))
        #expect(abs(Double(score) - exact) <= 5e-6)
      }
    }
  }

  @Test(arguments: ModelCase.all)
  func scoresAreTheLogits(model: ModelCase) throws {
    let trainer = try model.makeTrainer(Self.training)
    check(trainer)
    try trainer.start(from: trainer.weights.randomised())
    check(trainer)
  }

  /// What was prepared before an epoch does not linger after it.
  @Test(arguments: ModelCase.each)
  func scoresFollowTraining(model: ModelCase) throws {
    let trainer = try model.makeTrainer(Self.training, [.learningRate: .number(0.05)])
    try trainer.start(from: trainer.weights.randomised())
    for _ in 0..<2 {
      _ = try trainer.trainEpoch()
      check(trainer)
    }
  }

  /// A candidate's score does not depend on how many it is scored with, or were scored before.
  @Test(arguments: ModelCase.each, [1, 2, 7, 127, 128, 129, 256, 257])
  func anyNumberOfCandidates(model: ModelCase, count: Int) throws {
    let trainer = try model.makeTrainer(Self.training)
    try trainer.start(from: trainer.weights.randomised())
    let some = trainer.scores(user: 4, items: Array(Self.candidates[..<count]))
    check(trainer)
    let all = trainer.scores(user: 4, items: Self.candidates)
    #expect(zip(all, some).allSatisfy { abs($0 - $1) <= 2e-6 })
  }
}
