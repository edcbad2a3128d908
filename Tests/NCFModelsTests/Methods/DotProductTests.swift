import Foundation
import NCFData
import NCFKernels
import NCFModels
import NCFRandom
import NCFWeights
import Testing

@Suite struct DotProductTests {
  private let training = BaselineRun.interactions(users: 30, items: 40, density: 0.15)

  /// Two epochs of `mf_simple.py` (Rendle et al., RecSys 2020), step by step in double precision, over the instances
  /// that the run draws.
  @Test(arguments: [(factors: 6, biases: true), (8, false), (25, true)])
  func descentFollowsThePaper(factors: Int, biases: Bool) throws {
    let (rate, penalty, negatives) = (0.05, 0.02, 3)
    let trainer = try BaselineRun.trainer(
      "mf-sgd", training,
      [
        .factors: .integer(factors), .learningRate: .number(rate), .l2: .number(penalty),
        .negatives: .integer(negatives), .initialDeviation: .number(0.5), .biases: .flag(biases),
        .seed: .integer(7),
      ])
    _ = try trainer.finishEpoch()
    #expect(trainer.weights["user.weight"]?.shape == [30, biases ? factors - 1 : factors])
    var users = ReferenceTable(trainer.weights["user.weight"])
    var items = ReferenceTable(trainer.weights["item.weight"])
    var (userBiases, itemBiases, bias) = (
      [Double](repeating: 0, count: 30), [Double](repeating: 0, count: 40), 0.0
    )
    let sampler = InstanceSampler(
      offsets: training.offsets, items: training.items, itemCount: training.itemCount, negatives: negatives,
      negativeItems: .all)
    var generator = SeededGenerator(seed: 7, stream: "sample")
    let count = sampler.instanceCount
    let batch = InstanceBatch(capacity: count)
    for _ in 0..<2 {
      sampler.draw(using: &generator)
      sampler.unpack(from: 0, count: count, into: batch)
      var loss = 0.0
      for b in 0..<count {
        let (user, item, label) = (batch.pairs.users[b], batch.pairs.items[b], batch.labels[b])
        let (p, q) = (users.rows[user], items.rows[item])
        let z = items.dot(item, p) + userBiases[user] + itemBiases[item] + bias
        loss += log1p(exp(label == 1 ? -z : z))
        let gradient = Double(label) - 1 / (1 + exp(-z))
        for f in p.indices {
          users.rows[user][f] += rate * (gradient * q[f] - penalty * p[f])
          items.rows[item][f] += rate * (gradient * p[f] - penalty * q[f])
        }
        guard biases else { continue }
        userBiases[user] += rate * (gradient - penalty * userBiases[user])
        itemBiases[item] += rate * (gradient - penalty * itemBiases[item])
        bias += rate * (gradient - penalty * bias)
      }
      guard case .epoch(let found?) = try trainer.finishEpoch() else {
        Issue.record("an epoch has a loss")
        return
      }
      #expect(abs(found - loss / Double(count)) < 1e-5)
      let weights = trainer.weights
      #expect(users.deviation(weights["user.weight"]) < 1e-4)
      #expect(items.deviation(weights["item.weight"]) < 1e-4)
      for (name, expected) in [("user.bias", userBiases), ("item.bias", itemBiases), ("bias", [bias])] {
        let own = try #require(weights[name]).values.map(Double.init)
        #expect(zip(own, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(name)")
      }
    }
  }

  /// The kernel against NumPy, from given parameters over given instances: see Fixtures/make_descent.py.
  @Test func stepsAreThoseOfNumPy() throws {
    struct Parameters: Decodable {
      let users: [[Float]]
      let items: [[Float]]
      let userBiases: [Float]
      let itemBiases: [Float]
      let bias: Float

      /// The rows padded to 16 floats, and the rest.
      var buffers: [AlignedBuffer<Float>] {
        [users, items].map { rows in
          rows.map { $0 + [Float](repeating: 0, count: 16 - $0.count) }.joined()
        }.map { buffer(Array($0)) } + [userBiases, itemBiases, [bias]].map(buffer)
      }

      private func buffer(_ values: [Float]) -> AlignedBuffer<Float> {
        let buffer = AlignedBuffer<Float>(count: values.count, zero: 0)
        for (index, value) in values.enumerated() { buffer[index] = value }
        return buffer
      }
    }
    struct Instances: Decodable {
      let users: [Int32]
      let items: [Int32]
      let labels: [Float]
    }
    struct Descent: Decodable {
      let rate: Float
      let penalty: Float
      let instances: Instances
      let start: Parameters
      let end: Parameters
      let loss: Double
    }
    let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../Fixtures/descent.json")
      .standardized
    let descent = try JSONDecoder().decode(Descent.self, from: Data(contentsOf: file))
    let (instances, own, expected) = (descent.instances, descent.start.buffers, descent.end.buffers)
    let count = instances.labels.count
    let (logits, labels) = (
      AlignedBuffer<Float>(count: count, zero: 0), AlignedBuffer<Float>(count: count, zero: 0)
    )
    for (b, label) in instances.labels.enumerated() { labels[b] = label }
    instances.users.withUnsafeBufferPointer { users in
      instances.items.withUnsafeBufferPointer { items in
        Kernels.logisticDescent(
          BiasedFactors(
            users: RowView(own[0].extent, width: 16), items: RowView(own[1].extent, width: 16),
            biases: .init(users: own[2].extent, items: own[3].extent, all: own[4].extent)),
          pairs: PairIndices(
            users: RowIndices(users, below: own[2].count), items: RowIndices(items, below: own[3].count)),
          labels: labels.extent, rate: descent.rate, penalty: descent.penalty, logits: logits.extent)
      }
    }
    for (buffer, target) in zip(own, expected) {
      #expect(zip(buffer.elements, target.elements).allSatisfy { abs($0 - $1) < 2e-5 })
    }
    let loss = zip(logits.elements, instances.labels).reduce(0) { sum, pair in
      sum + log1p(exp(Double(pair.1 == 1 ? -pair.0 : pair.0)))
    }
    #expect(abs(loss - descent.loss) < 1e-3)
  }

  @Test func theBiasIsOneOfTheFactors() throws {
    #expect(throws: ConfigurationConflict.self) {
      try DotProduct().complete(["factors": .integer(1)])
    }
    _ = try DotProduct().complete(["factors": .integer(1), "biases": .flag(false)])
  }
}
