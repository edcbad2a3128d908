import Foundation
import NCFData
import NCFDiagnostics
import NCFKernels
import NCFModels
import NCFRandom
import NCFWeights
import Testing

@Suite struct BPRTests {
  private let training = BaselineRun.interactions(users: 30, items: 40, density: 0.15)

  /// A trainer whose vectors are large enough for margins to matter from the first step.
  private func trainer(_ changes: [Hyperparameter: ParameterValue]) throws -> any Trainer {
    let trainer = try BaselineRun.trainer("bpr", training, changes)
    let scaled = trainer.weights.tensors.mapValues {
      TensorBundle.Tensor(shape: $0.shape, values: $0.values.map { 50 * $0 })
    }
    try trainer.start(from: TensorBundle(scaled))
    return trainer
  }

  /// The triplets of the run's first epochs, in training order.
  private func epochs(_ count: Int, seed: UInt64) -> [[(user: Int, positive: Int, negative: Int)]] {
    let sampler = TripletSampler(
      offsets: training.offsets, items: training.items, itemCount: training.itemCount)
    var generator = SeededGenerator(seed: seed, stream: "sample")
    let total = sampler.tripletCount
    let batch = TripletBatch(capacity: total)
    return (0..<count).map { _ in
      sampler.draw(using: &generator)
      sampler.unpack(from: 0, count: total, into: batch)
      let triplets = batch.triplets
      return (0..<total).map { (triplets.users[$0], triplets.positives[$0], triplets.negatives[$0]) }
    }
  }

  /// Two epochs of LearnBPR (Rendle et al., figure 4), step by step.
  @Test(arguments: [5, 8, 16])
  func descentFollowsThePaper(factors: Int) throws {
    let (rate, penalty) = (0.1, 0.02)
    let trainer = try trainer([
      .factors: .integer(factors), .learningRate: .number(rate), .l2: .number(penalty), .seed: .integer(7),
    ])
    var users = ReferenceTable(trainer.weights["user.weight"])
    var items = ReferenceTable(trainer.weights["item.weight"])
    for epoch in epochs(2, seed: 7) {
      var loss = 0.0
      for (u, i, j) in epoch {
        let (p, qi, qj) = (users.rows[u], items.rows[i], items.rows[j])
        let x = items.dot(i, p) - items.dot(j, p)
        let s = 1 / (1 + exp(x))
        loss += log1p(exp(-x))
        for f in 0..<factors {
          users.rows[u][f] += rate * (s * (qi[f] - qj[f]) - penalty * p[f])
          items.rows[i][f] += rate * (s * p[f] - penalty * qi[f])
          items.rows[j][f] += rate * (-s * p[f] - penalty * qj[f])
        }
      }
      #expect(try abs(trainer.trainEpoch() - loss / Double(epoch.count)) < 1e-5)
      #expect(users.deviation(trainer.weights["user.weight"]) < 1e-4)
      #expect(items.deviation(trainer.weights["item.weight"]) < 1e-4)
    }
  }

  /// Two epochs of dense Adam over the mean gradient of each batch, every row in every step.
  @Test func adamTakesTheMeanGradientOfABatch() throws {
    let (factors, rate, penalty, batchSize) = (8, 0.05, 0.1, 32)
    let trainer = try trainer([
      .factors: .integer(factors), .learner: .text("adam"), .learningRate: .number(rate),
      .l2: .number(penalty), .batchSize: .integer(batchSize), .seed: .integer(7),
    ])
    var users = ReferenceAdam(ReferenceTable(trainer.weights["user.weight"]), rate: rate)
    var items = ReferenceAdam(ReferenceTable(trainer.weights["item.weight"]), rate: rate)
    for epoch in epochs(2, seed: 7) {
      var loss = 0.0
      for start in stride(from: 0, to: epoch.count, by: batchSize) {
        let batch = epoch[start..<min(start + batchSize, epoch.count)]
        var userGradients = users.zeros
        var itemGradients = items.zeros
        for (u, i, j) in batch {
          let (p, qi, qj) = (users.table.rows[u], items.table.rows[i], items.table.rows[j])
          let x = items.table.dot(i, p) - items.table.dot(j, p)
          let s = 1 / (1 + exp(x))
          loss += log1p(exp(-x))
          for f in 0..<factors {
            userGradients[u][f] += (-s * (qi[f] - qj[f]) + penalty * p[f]) / Double(batch.count)
            itemGradients[i][f] += (-s * p[f] + penalty * qi[f]) / Double(batch.count)
            itemGradients[j][f] += (s * p[f] + penalty * qj[f]) / Double(batch.count)
          }
        }
        users.take(userGradients)
        items.take(itemGradients)
      }
      #expect(try abs(trainer.trainEpoch() - loss / Double(epoch.count)) < 1e-4)
      #expect(users.table.deviation(trainer.weights["user.weight"]) < 1e-3)
      #expect(items.table.deviation(trainer.weights["item.weight"]) < 1e-3)
    }
  }

  /// Two groups of users with items of their own: after training, held-out items of the own group rank first.
  @Test(arguments: ["sgd", "adam", "adagrad", "rmsprop"])
  func learnsGroupsOfTaste(learner: String) throws {
    let itemsOfUser = (0..<40).map { user in
      (0..<20).filter { ($0 + user) % 5 != 0 }.map { Int32(user % 2 == 0 ? $0 : $0 + 20) }
    }
    let training = BaselineRun.matrix(itemsOfUser, itemCount: 40)
    let trainer = try BaselineRun.trainer(
      "bpr", training,
      [
        .factors: .integer(4), .learner: .text(learner), .learningRate: .number(0.05),
        .batchSize: .integer(32), .l2: .number(0.001),
      ])
    let losses = try (0..<30).map { _ in try trainer.trainEpoch() }
    // The held-out items of the own group count as negatives, so the loss has a floor.
    #expect(losses[29] < 0.6 * log(2), "log 2 is the loss of guessing")
    for (user, scores) in BaselineRun.scores(trainer, training).enumerated() {
      let (first, second) = (scores[..<20].reduce(0, +), scores[20...].reduce(0, +))
      #expect(user % 2 == 0 ? first > second : second > first)
    }
  }

  @Test func scoresAreDotProducts() throws {
    let trainer = try trainer([.factors: .integer(5)])
    _ = try trainer.trainEpoch()
    let scores = BaselineRun.scores(trainer, training)
    let (users, items) = (
      ReferenceTable(trainer.weights["user.weight"]), ReferenceTable(trainer.weights["item.weight"])
    )
    for user in 0..<training.userCount {
      for item in 0..<training.itemCount {
        #expect(abs(Double(scores[user][item]) - items.dot(item, users.rows[user])) < 1e-5)
      }
    }
  }

  @Test func vectorsStartFromANarrowNormal() throws {
    let large = BaselineRun.matrix(Array(repeating: [0], count: 500), itemCount: 400)
    let weights = try BaselineRun.trainer("bpr", large, [.factors: .integer(16)]).weights
    for name in ["user.weight", "item.weight"] {
      let values = weights[name]!.values.map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
      #expect(abs(mean) < 5e-4 && abs(deviation - 0.01) < 5e-4)
    }
  }

  @Test(arguments: ["sgd", "adam"])
  func sameSeedSameBits(learner: String) throws {
    func run(seed: Int) throws -> ([Double], TensorBundle) {
      let trainer = try BaselineRun.trainer(
        "bpr", training, [.learner: .text(learner), .seed: .integer(seed)])
      let losses = try (0..<3).map { _ in try trainer.trainEpoch() }
      return (losses, trainer.weights)
    }
    let (first, again, other) = (try run(seed: 3), try run(seed: 3), try run(seed: 4))
    #expect(first == again)
    #expect(first.1 != other.1)
  }

  @Test func weightsRestore() throws {
    let (trained, fresh) = (try trainer([:]), try BaselineRun.trainer("bpr", training))
    _ = try trained.trainEpoch()
    try fresh.start(from: trained.weights)
    #expect(fresh.weights == trained.weights)
    #expect(BaselineRun.scores(fresh, training) == BaselineRun.scores(trained, training))
    let wider = try BaselineRun.trainer("bpr", training, [.factors: .integer(9)])
    #expect(throws: InputError.self) { try wider.start(from: trained.weights) }
  }

  @Test func theLearnerDecidesRateAndBatch() throws {
    let descent = try BaselineRun.values("bpr")
    #expect(descent.text(.learner) == "sgd")
    #expect(descent[.batchSize] == nil, "each triplet takes a step, so no batch size tells runs apart")
    let adam = try BaselineRun.values("bpr", [.learner: .text("adam")])
    #expect(adam.integer(.batchSize) == 256)
    #expect(adam.number(.learningRate) < descent.number(.learningRate))
    #expect(try BaselineRun.values("bpr", [.learningRate: .number(0.3)]).number(.learningRate) == 0.3)
  }

  @Test func withoutInteractionsAnEpochDoesNothing() throws {
    let trainer = try BaselineRun.trainer("bpr", BaselineRun.matrix([[], []], itemCount: 3))
    let before = trainer.weights
    #expect(try trainer.trainEpoch() == 0 && trainer.weights == before)
  }
}

/// Adam as in Kingma and Ba (ICLR 2015), algorithm 1, over all rows, in double precision.
private struct ReferenceAdam {
  var table: ReferenceTable
  private let rate: Double
  private var first: [[Double]]
  private var second: [[Double]]
  private var step = 0.0

  init(_ table: ReferenceTable, rate: Double) {
    self.table = table
    self.rate = rate
    first = table.rows.map { $0.map { _ in 0 } }
    second = first
  }

  var zeros: [[Double]] { first.map { $0.map { _ in 0 } } }

  mutating func take(_ gradients: [[Double]]) {
    step += 1
    for (row, gradient) in gradients.enumerated() {
      for (f, g) in gradient.enumerated() {
        first[row][f] = 0.9 * first[row][f] + 0.1 * g
        second[row][f] = 0.999 * second[row][f] + 0.001 * g * g
        let (m, v) = (first[row][f] / (1 - pow(0.9, step)), second[row][f] / (1 - pow(0.999, step)))
        table.rows[row][f] -= rate * m / (v.squareRoot() + 1e-8)
      }
    }
  }
}
