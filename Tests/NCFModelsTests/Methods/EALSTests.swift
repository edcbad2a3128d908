import Foundation
import NCFData
import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct EALSTests {
  private let training = BaselineRun.interactions(users: 25, items: 18, density: 0.25)

  /// The objective and the update by their definitions: every entry of the dense matrix, in double precision.
  private struct Dense {
    let ratings: [[Double]]
    /// Weight of each entry: 1 where observed, c_i elsewhere.
    let weights: [[Double]]
    let penalty: Double
    var users: ReferenceTable
    var items: ReferenceTable

    init(_ training: InteractionMatrix, _ values: Hyperparameters, _ start: TensorBundle) {
      let (total, exponent) = (values.number(.missingWeight), values.number(.popularityExponent))
      ratings = (0..<training.userCount).map { user in
        (0..<training.itemCount).map { training.items(of: user).contains(Int32($0)) ? 1 : 0 }
      }
      let frequencies = (0..<training.itemCount).map { item in
        training.items.count { Int($0) == item }
      }
      let powers = frequencies.map { pow(Double($0), exponent) }
      let sum = powers.reduce(0, +)
      weights = ratings.map { row in zip(row, powers).map { $0 == 1 ? 1 : total * $1 / sum } }
      penalty = values.number(.l2)
      users = ReferenceTable(start["user.weight"])
      items = ReferenceTable(start["item.weight"])
    }

    /// Eq. 7.
    var objective: Double {
      var total = 0.0
      for (u, row) in ratings.enumerated() {
        for (i, rating) in row.enumerated() {
          let error = rating - items.dot(i, users.rows[u])
          total += weights[u][i] * error * error
        }
      }
      return total + penalty * (users.rows + items.rows).joined().reduce(0) { $0 + $1 * $1 }
    }

    /// Every element in turn to its optimum, with all entries of its row or column written out (eq. 5).
    mutating func sweep() {
      for u in users.rows.indices {
        for f in users.rows[u].indices {
          users.rows[u][f] = optimum(
            own: users.rows[u], f, others: items.rows, ratings: ratings[u], weights: weights[u])
        }
      }
      for i in items.rows.indices {
        for f in items.rows[i].indices {
          items.rows[i][f] = optimum(
            own: items.rows[i], f, others: users.rows, ratings: ratings.map { $0[i] },
            weights: weights.map { $0[i] })
        }
      }
    }

    private func optimum(
      own: [Double], _ f: Int, others: [[Double]], ratings: [Double], weights: [Double]
    ) -> Double {
      var (numerator, denominator) = (0.0, penalty)
      for (n, other) in others.enumerated() {
        let rest = zip(own, other).reduce(0) { $0 + $1.0 * $1.1 } - own[f] * other[f]
        numerator += weights[n] * (ratings[n] - rest) * other[f]
        denominator += weights[n] * other[f] * other[f]
      }
      return numerator / denominator
    }

    /// The largest slope of the objective in any element: zero where every row solves its least squares.
    var steepestSlope: Double {
      var slope = 0.0
      for (u, p) in users.rows.enumerated() {
        for f in p.indices {
          let sum = items.rows.indices.reduce(penalty * p[f]) { sum, i in
            sum - weights[u][i] * (ratings[u][i] - items.dot(i, p)) * items.rows[i][f]
          }
          slope = max(slope, abs(sum))
        }
      }
      for (i, q) in items.rows.enumerated() {
        for f in q.indices {
          let sum = users.rows.indices.reduce(penalty * q[f]) { sum, u in
            sum - weights[u][i] * (ratings[u][i] - users.dot(u, q)) * users.rows[u][f]
          }
          slope = max(slope, abs(sum))
        }
      }
      return slope
    }
  }

  /// Settings with missing entries that weigh much, little and nothing.
  static let settings: [[Hyperparameter: ParameterValue]] = [
    [.missingWeight: .number(4), .popularityExponent: .number(0.5), .l2: .number(0.1)],
    [.missingWeight: .number(0.5), .popularityExponent: .number(0), .l2: .number(1)],
    [.missingWeight: .number(30), .popularityExponent: .number(1), .l2: .number(0.01)],
    [.missingWeight: .number(0), .popularityExponent: .number(0.5), .l2: .number(0.5)],
  ]

  /// A trainer that starts from vectors large enough for an early sweep to have something to undo.
  private func trainer(_ changes: [Hyperparameter: ParameterValue]) throws -> any Trainer {
    let trainer = try BaselineRun.trainer("eals", training, changes)
    let scaled = trainer.weights.tensors.mapValues {
      TensorBundle.Tensor(shape: $0.shape, values: $0.values.map { 50 * $0 })
    }
    try trainer.start(from: TensorBundle(scaled))
    return trainer
  }

  @Test(arguments: settings, [1, 3, 8, 10])
  func sweepsAgreeWithTheDenseDefinition(
    settings: [Hyperparameter: ParameterValue], factors: Int
  ) throws {
    let changes = settings.merging([.factors: .integer(factors)]) { $1 }
    let trainer = try trainer(changes)
    var dense = Dense(training, try BaselineRun.values("eals", changes), trainer.weights)
    for _ in 0..<3 {
      let loss = try trainer.trainEpoch()
      dense.sweep()
      #expect(dense.users.deviation(trainer.weights["user.weight"]) < 2e-3)
      #expect(dense.items.deviation(trainer.weights["item.weight"]) < 2e-3)
      let expected = dense.objective / Double(training.interactionCount)
      #expect(abs(loss - expected) < 1e-4 * (1 + expected))
    }
  }

  /// The reported loss is the objective of the very weights that the sweep leaves.
  @Test(arguments: settings)
  func lossIsTheObjective(settings: [Hyperparameter: ParameterValue]) throws {
    let trainer = try trainer(settings)
    for _ in 0..<10 {
      let loss = try trainer.trainEpoch()
      let dense = Dense(training, try BaselineRun.values("eals", settings), trainer.weights)
      let expected = dense.objective / Double(training.interactionCount)
      #expect(abs(loss - expected) < 1e-5 * (1 + expected))
    }
  }

  @Test(arguments: settings, [8, 16])
  func lossFallsMonotonically(settings: [Hyperparameter: ParameterValue], factors: Int) throws {
    let trainer = try BaselineRun.trainer(
      "eals", BaselineRun.interactions(users: 200, items: 120, density: 0.1),
      settings.merging([.factors: .integer(factors)]) { $1 })
    let losses = try (0..<25).map { _ in try trainer.trainEpoch() }
    for (before, after) in zip(losses, losses.dropFirst()) { #expect(after < before + 1e-7) }
    #expect(losses[24] < losses[0])
  }

  /// In the end every user's vector solves that user's weighted least squares, and every item's its own.
  @Test func arrivesWhereEveryRowSolvesItsLeastSquares() throws {
    let changes = Self.settings[0].merging([.factors: .integer(2)]) { $1 }
    let trainer = try trainer(changes)
    for _ in 0..<400 { _ = try trainer.trainEpoch() }
    let dense = Dense(training, try BaselineRun.values("eals", changes), trainer.weights)
    #expect(dense.steepestSlope < 1e-3)
    #expect(dense.items.rows.joined().contains { abs($0) > 0.1 }, "not the empty solution")
  }

  @Test func sameSeedSameBits() throws {
    func run(seed: Int) throws -> ([Double], TensorBundle) {
      let trainer = try BaselineRun.trainer("eals", training, [.seed: .integer(seed)])
      let losses = try (0..<3).map { _ in try trainer.trainEpoch() }
      return (losses, trainer.weights)
    }
    let (first, again, other) = (try run(seed: 3), try run(seed: 3), try run(seed: 4))
    #expect(first == again)
    #expect(first.1 != other.1)
  }

  /// Restored weights score alike, and training goes on from them as if nothing had happened.
  @Test func weightsRestore() throws {
    let (trained, fresh) = (try trainer([:]), try BaselineRun.trainer("eals", training))
    for _ in 0..<2 { _ = try trained.trainEpoch() }
    try fresh.start(from: trained.weights)
    #expect(fresh.weights == trained.weights)
    #expect(BaselineRun.scores(fresh, training) == BaselineRun.scores(trained, training))
    #expect(try abs(fresh.trainEpoch() - trained.trainEpoch()) < 1e-5)
    let wider = try BaselineRun.trainer("eals", training, [.factors: .integer(9)])
    #expect(throws: InputError.self) { try wider.start(from: trained.weights) }
  }

  /// Users and items without interactions are pulled to zero, and nothing becomes NaN.
  @Test func withoutInteractionsVectorsVanish() throws {
    let training = BaselineRun.matrix([[0, 1], [], [0]], itemCount: 3)
    let trainer = try BaselineRun.trainer(
      "eals", training, [.factors: .integer(2), .missingWeight: .number(1), .l2: .number(0.1)])
    for _ in 0..<60 { #expect(try trainer.trainEpoch().isFinite) }
    let scores = BaselineRun.scores(trainer, training)
    #expect(scores[1].allSatisfy { abs($0) < 1e-4 } && scores.allSatisfy { abs($0[2]) < 1e-4 })
    #expect(scores[0][0] > 0.1)
    let empty = try BaselineRun.trainer("eals", BaselineRun.matrix([[], []], itemCount: 2))
    #expect(try empty.trainEpoch().isFinite)
  }
}
