import NCFData
import NCFDiagnostics
import NCFModels
import Testing

@Suite struct EASETests {
  private let training = BaselineRun.interactions(users: 40, items: 21, density: 0.25)

  /// Column by column, as ridge regressions of each item on all others: another way to the same minimum than the
  /// inverse that the method uses.
  private func weights(penalty: Double) -> [[Double]] {
    let items = Array(0..<training.itemCount)
    let x = (0..<training.userCount).map { user in
      items.map { training.contains(user: user, item: Int32($0)) ? 1.0 : 0 }
    }
    func gram(_ i: Int, _ j: Int) -> Double { x.reduce(0) { $0 + $1[i] * $1[j] } }
    var b = items.map { _ in items.map { _ in 0.0 } }
    for target in items {
      let others = items.filter { $0 != target }
      let solution = LinearSystem.solution(
        others.map { i in others.map { gram(i, $0) + (i == $0 ? penalty : 0) } },
        others.map { gram($0, target) })
      for (other, value) in zip(others, solution) { b[other][target] = value }
    }
    return b
  }

  @Test(arguments: [0.5, 10, 500])
  func agreesWithRidgeRegressions(penalty: Double) throws {
    let trainer = try BaselineRun.trainer("ease", training, [.l2: .number(penalty)])
    let b = weights(penalty: penalty)
    for (user, scores) in BaselineRun.scores(trainer, training).enumerated() {
      for (item, score) in scores.enumerated() {
        let expected = training.items(of: user).reduce(0) { $0 + b[Int($1)][item] }
        #expect(abs(Double(score) - expected) < 1e-4, "user \(user), item \(item)")
      }
    }
  }

  @Test func aUserWithoutInteractionsScoresZero() throws {
    let training = BaselineRun.matrix([[0, 1], [], [0]], itemCount: 2)
    let scores = BaselineRun.scores(try BaselineRun.trainer("ease", training), training)[1]
    #expect(scores.allSatisfy { $0 == 0 })
  }

  /// Items that nobody has make XᵀX singular.
  @Test func withoutRegularisationThereMayBeNoInverse() throws {
    let training = BaselineRun.matrix([[0], [1]], itemCount: 3)
    let error = try #require(throws: InputError.self) {
      try BaselineRun.trainer("ease", training, [.l2: .number(0)])
    }
    #expect(error.remedy == "choose a larger l2")
  }

  @Test func tooManyItemsAreRefusedBeforeMemoryRunsOut() throws {
    let training = BaselineRun.matrix([[0]], itemCount: 200_000)
    let error = try #require(throws: InputError.self) { try BaselineRun.trainer("ease", training) }
    #expect(error.problem.contains("200000 items"))
  }

  @Test func weightsRestore() throws {
    let trainer = try BaselineRun.trainer("ease", training)
    let model = try BaselineRun.recommender("ease", trainer.weights, on: training)
    #expect(BaselineRun.scores(trainer, training) == BaselineRun.scores(model, training))
    #expect(trainer.weights["item.inverse"]?.shape == [21, 21])
  }
}
