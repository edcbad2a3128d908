import Foundation
import NCFData
import NCFModels
import Testing

@Suite struct RP3BetaTests {
  private let training = BaselineRun.interactions(users: 40, items: 30, density: 0.2)

  /// The definition with dense matrices of transition probabilities, raised to α, multiplied, and damped by β.
  private func reference(neighbours: Int, alpha: Double, beta: Double) -> [[Double]] {
    let (users, items) = (0..<training.userCount, 0..<training.itemCount)
    let has = users.map { user in items.map { training.contains(user: user, item: Int32($0)) } }
    let popularity = items.map { item in users.count { has[$0][item] } }
    let toUser = items.map { item in
      users.map { has[$0][item] ? pow(1 / Double(popularity[item]), alpha) : 0 }
    }
    let toItem = users.map { user in
      items.map { has[user][$0] ? pow(1 / Double(has[user].count { $0 }), alpha) : 0 }
    }
    let walks = items.map { from in
      let row = items.map { to -> (item: Int, weight: Double) in
        let weight = from == to ? 0 : users.reduce(0) { $0 + toUser[from][$1] * toItem[$1][to] }
        return (to, weight == 0 ? 0 : weight / pow(Double(popularity[to]), beta))
      }
      let best = row.filter { $0.weight > 0 }.sorted { ($1.weight, $0.item) < ($0.weight, $1.item) }
      return neighbours == 0 ? best : Array(best.prefix(neighbours))
    }
    return users.map { user in
      var scores = items.map { _ in 0.0 }
      for item in items where has[user][item] { for step in walks[item] { scores[step.item] += step.weight } }
      return scores
    }
  }

  @Test(arguments: [0, 4, 1000], [(1, 0), (1, 0.6), (0.5, 1.2), (2, 0.3)])
  func agreesWithTheDefinition(neighbours: Int, exponents: (alpha: Double, beta: Double)) throws {
    let trainer = try BaselineRun.trainer(
      "rp3beta", training,
      [
        .neighbours: .integer(neighbours), .alpha: .number(exponents.alpha), .beta: .number(exponents.beta),
      ])
    let expected = reference(neighbours: neighbours, alpha: exponents.alpha, beta: exponents.beta)
    for (scores, expected) in zip(BaselineRun.scores(trainer, training), expected) {
      for (score, expected) in zip(scores, expected) { #expect(abs(Double(score) - expected) < 1e-5) }
    }
  }

  /// Item 1 is popular, item 2 is not; user 0 has item 0 and reaches both through one user each.
  @Test func betaHoldsPopularItemsBack() throws {
    let training = BaselineRun.matrix([[0], [0, 1], [0, 2], [1], [1], [1]], itemCount: 3)
    let free = BaselineRun.scores(try BaselineRun.trainer("rp3beta", training, [.beta: .number(0)]), training)
    let held = BaselineRun.scores(try BaselineRun.trainer("rp3beta", training, [.beta: .number(1)]), training)
    #expect(free[0][1] == free[0][2] && held[0][1] < held[0][2])
  }

  @Test func weightsRestore() throws {
    let trainer = try BaselineRun.trainer("rp3beta", training, [.neighbours: .integer(7)])
    let model = try BaselineRun.recommender("rp3beta", trainer.weights, on: training)
    #expect(BaselineRun.scores(trainer, training) == BaselineRun.scores(model, training))
  }
}
