import Foundation
import NCFData
import NCFModels
import Testing

@Suite struct ImplicitALSTests {
  private let training = BaselineRun.interactions(users: 30, items: 22, density: 0.25)

  struct Setting: CustomTestStringConvertible {
    var factors = 6
    var l2 = 0.05
    var unobserved = 0.2
    var exponent = 1.0

    var testDescription: String { "f \(factors), λ \(l2), α₀ \(unobserved), ν \(exponent)" }

    var values: [Hyperparameter: ParameterValue] {
      [
        .factors: .integer(factors), .l2: .number(l2), .unobservedWeight: .number(unobserved),
        .regularisationExponent: .number(exponent), .initialDeviation: .number(1), .epochs: .integer(5),
      ]
    }

    /// λ·(n + α₀·others)^ν.
    func penalty(_ count: Int, others: Int) -> Double {
      l2 * pow(Double(count) + unobserved * Double(others), exponent)
    }
  }

  static let settings = [
    Setting(), Setting(factors: 1), Setting(factors: 8, unobserved: 0), Setting(factors: 40, l2: 0.5),
    Setting(exponent: 0), Setting(l2: 0.002, exponent: 0.5),
  ]

  private func has(_ user: Int, _ item: Int) -> Bool { training.contains(user: user, item: Int32(item)) }

  /// The least squares of one row over all pairs, weights and all, solved directly.
  private func optimum(
    _ others: ReferenceTable, observed: (Int) -> Bool, _ setting: Setting
  ) -> [Double] {
    let factors = 0..<setting.factors
    let count = others.rows.indices.count(where: observed)
    let penalty = setting.penalty(count, others: others.rows.count)
    let a = factors.map { f in
      factors.map { g in
        others.rows.enumerated().reduce(f == g ? penalty : 0) { sum, other in
          let weight = setting.unobserved + (observed(other.offset) ? 1 : 0)
          return sum + weight * other.element[f] * other.element[g]
        }
      }
    }
    let b = factors.map { f in
      others.rows.enumerated().reduce(0) { $0 + (observed($1.offset) ? $1.element[f] : 0) }
    }
    return LinearSystem.solution(a, b)
  }

  /// The objective, pair by pair.
  private func objective(_ users: ReferenceTable, _ items: ReferenceTable, _ setting: Setting) -> Double {
    var total = 0.0
    for user in users.rows.indices {
      for item in items.rows.indices {
        let score = users.dot(user, items.rows[item])
        total += setting.unobserved * score * score + (has(user, item) ? (1 - score) * (1 - score) : 0)
      }
    }
    for (user, row) in users.rows.enumerated() {
      let count = training.items(of: user).count
      total += setting.penalty(count, others: training.itemCount) * row.reduce(0) { $0 + $1 * $1 }
    }
    for (item, row) in items.rows.enumerated() {
      let count = users.rows.indices.count { has($0, item) }
      total += setting.penalty(count, others: training.userCount) * row.reduce(0) { $0 + $1 * $1 }
    }
    return total
  }

  @Test(arguments: settings)
  func aSweepSolvesUsersThenItems(setting: Setting) throws {
    let trainer = try BaselineRun.trainer("ials", training, setting.values)
    let startItems = ReferenceTable(trainer.weights["item.weight"])
    _ = try trainer.trainEpoch()
    let weights = trainer.weights
    let users = ReferenceTable(weights["user.weight"])
    let items = ReferenceTable(weights["item.weight"])
    for user in users.rows.indices {
      let expected = optimum(startItems, observed: { has(user, $0) }, setting)
      #expect(zip(users.rows[user], expected).allSatisfy { abs($0 - $1) < 2e-3 }, "user \(user)")
    }
    for item in items.rows.indices {
      let expected = optimum(users, observed: { has($0, item) }, setting)
      #expect(zip(items.rows[item], expected).allSatisfy { abs($0 - $1) < 2e-3 }, "item \(item)")
    }
  }

  @Test(arguments: settings)
  func theLossIsTheObjectiveAndNeverRises(setting: Setting) throws {
    let trainer = try BaselineRun.trainer("ials", training, setting.values)
    var previous = Double.infinity
    for _ in 0..<5 {
      let loss = try trainer.trainEpoch()
      let weights = trainer.weights
      let expected =
        objective(
          ReferenceTable(weights["user.weight"]), ReferenceTable(weights["item.weight"]), setting)
        / Double(training.interactionCount)
      #expect(abs(loss - expected) < 1e-4 * max(1, expected))
      #expect(loss <= previous + 1e-6)
      previous = loss
    }
  }

  /// Pairs weigh c where observed and 1 elsewhere, and a row's penalty grows with the weight of its pairs.
  @Test(arguments: [0.0, 1])
  func theLossOfAConfidenceIsItsObjective(exponent: Double) throws {
    let trainer = try BaselineRun.trainer(
      "ials", training,
      [
        .factors: .integer(5), .l2: .number(0.1), .regularisationExponent: .number(exponent),
        .initialDeviation: .number(1), .confidence: .text("logarithmic"), .confidenceAlpha: .number(4),
        .confidenceEpsilon: .number(0.5),
      ])
    let observed = 1 + 4 * log(1 + 1 / 0.5)
    var previous = Double.infinity
    for _ in 0..<4 {
      let loss = try trainer.trainEpoch()
      let (users, items) = (
        ReferenceTable(trainer.weights["user.weight"]), ReferenceTable(trainer.weights["item.weight"])
      )
      var (expected, userWeights) = (0.0, [Double](repeating: 0, count: users.rows.count))
      var itemWeights = [Double](repeating: 0, count: items.rows.count)
      for user in users.rows.indices {
        for item in items.rows.indices {
          let weight = has(user, item) ? observed : 1
          let error = (has(user, item) ? 1 : 0) - users.dot(user, items.rows[item])
          expected += weight * error * error
          userWeights[user] += weight
          itemWeights[item] += weight
        }
      }
      for (row, weight) in zip(users.rows + items.rows, userWeights + itemWeights) {
        expected += 0.1 * pow(weight, exponent) * row.reduce(0) { $0 + $1 * $1 }
      }
      expected /= Double(training.interactionCount)
      #expect(abs(loss - expected) < 1e-4 * max(1, expected))
      #expect(loss <= previous + 1e-5)
      previous = loss
    }
  }

  @Test func idleSettingsAreLeftOut() throws {
    let plain = try BaselineRun.values("ials")
    #expect(
      try BaselineRun.values("ials", [.confidence: .text("constant"), .confidenceAlpha: .number(2)]) == plain)
    let linear = try BaselineRun.values(
      "ials", [.confidence: .text("linear"), .unobservedWeight: .number(7)])
    #expect(linear[.unobservedWeight] == nil && linear != plain)
    #expect(
      try BaselineRun.values("ials", [.confidence: .text("linear"), .confidenceEpsilon: .number(3)]) == linear
    )
  }

  /// Each entry's deviation is σ/√factors, so that a vector's length does not depend on its width.
  @Test(arguments: [4, 64])
  func vectorsStartWithTheWantedLength(factors: Int) throws {
    let training = BaselineRun.interactions(users: 500, items: 400, density: 0.01)
    let trainer = try BaselineRun.trainer(
      "ials", training, [.factors: .integer(factors), .initialDeviation: .number(0.5)])
    let values = trainer.weights["user.weight"]!.values + trainer.weights["item.weight"]!.values
    let variance = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
    #expect(abs((variance * Double(factors)).squareRoot() - 0.5) < 0.05)
  }

  @Test func needsRegularisation() throws {
    let conflict = try #require(throws: ConfigurationConflict.self) {
      try BaselineRun.values("ials", [.l2: .number(0)])
    }
    #expect(conflict.key == "l2")
  }

  @Test func seedsDecideTheStart() throws {
    let weights = try [1, 1, 2].map {
      try BaselineRun.trainer("ials", training, [.seed: .integer($0)]).weights
    }
    #expect(weights[0] == weights[1] && weights[0] != weights[2])
  }

  @Test func weightsRestore() throws {
    let trainer = try BaselineRun.trainer("ials", training)
    for _ in 0..<3 { _ = try trainer.trainEpoch() }
    let other = try BaselineRun.trainer("ials", training, [.seed: .integer(7)])
    try other.start(from: trainer.weights)
    #expect(BaselineRun.scores(trainer, training) == BaselineRun.scores(other, training))
    // A sweep starts from the items' vectors alone.
    #expect(try trainer.trainEpoch() == other.trainEpoch() && trainer.weights == other.weights)
  }
}
