import Foundation
import NCFConcurrency
import NCFData
import NCFModels
import NCFRandom

/// Small methods of the tests' own, so that the tests need none of the real ones.
enum TestMethods {
  static let all: [any Method] = [Tiny(), Popular(), Stacked(), Tower(), Diverging(), Greedy()]
}

/// Logistic matrix factorisation by SGD: a method with real randomness and a loss.
struct Tiny: Method {
  let name = "tiny"
  let title = "Tiny"
  let summary = "logistic matrix factorisation"
  let parameters: [Hyperparameter] = [
    .factors, .negatives, .learningRate.defaulting(to: .number(0.05)), .epochs.defaulting(to: .integer(3)),
    .seed,
  ]

  func relativeCost(of values: Hyperparameters) -> Double { Double(values.integer(.factors)) }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer { TinyTrainer(context) }
}

/// Asks whether to pause after each user.
final class TinyTrainer: ResumableTrainer {
  let epochCount: Int
  private let training: InteractionMatrix
  private let negatives: Int
  private let factors: Int
  private let rate: Float
  private var generator: SeededGenerator
  private var users: [Float]
  private var items: [Float]
  /// Users done and loss so far in an epoch that was interrupted.
  private var position = 0
  private var loss = 0.0

  init(_ context: TrainingContext) {
    training = context.training
    epochCount = context.values.integer(.epochs)
    factors = context.values.integer(.factors)
    rate = Float(context.values.number(.learningRate))
    negatives = context.values[.negatives] == nil ? 1 : context.values.integer(.negatives)
    var generator = SeededGenerator(seed: UInt64(context.values.integer(.seed)), stream: "tiny")
    let draw = { (_: Int) in Float(generator.uniform() - 0.5) }
    users = (0..<training.userCount * factors).map(draw)
    items = (0..<training.itemCount * factors).map(draw)
    self.generator = generator
    if let base = context.pretrained["base"], let first = base["users"], let second = base["items"] {
      (users, items) = (first.values, second.values)
    }
  }

  func trainEpoch(pausingWhen shouldPause: () -> Bool) -> Double? {
    while position < training.userCount {
      for item in training.items(of: position) {
        loss += step(position, Int(item), label: 1)
        for _ in 0..<negatives {
          loss += step(position, Int(generator.uniform(below: UInt32(training.itemCount))), label: 0)
        }
      }
      position += 1
      if position < training.userCount, shouldPause() { return nil }
    }
    defer { (position, loss) = (0, 0) }
    return loss / Double(training.interactionCount * (1 + negatives))
  }

  var state: TrainerState {
    var state = TrainerState()
    users.withUnsafeMutableBufferPointer { state.set("users", $0) }
    items.withUnsafeMutableBufferPointer { state.set("items", $0) }
    for (index, word) in generator.state.enumerated() { state.set("generator.\(index)", word) }
    state.set("position", position)
    state.set("loss", loss)
    return state
  }

  func resume(from state: TrainerState) throws {
    try users.withUnsafeMutableBufferPointer { try state.copy("users", to: $0) }
    try items.withUnsafeMutableBufferPointer { try state.copy("items", to: $0) }
    generator = SeededGenerator(
      state: try (0..<4).map { try state.value("generator.\($0)", as: UInt64.self) })
    position = try state.value("position", as: Int.self)
    loss = try state.value("loss", as: Double.self)
  }

  private func step(_ user: Int, _ item: Int, label: Float) -> Double {
    let error = label - 0.5 - product(user, item)
    for k in 0..<factors {
      let (u, i) = (users[user * factors + k], items[item * factors + k])
      users[user * factors + k] += rate * error * i
      items[item * factors + k] += rate * error * u
    }
    return Double(error * error)
  }

  private func product(_ user: Int, _ item: Int) -> Float {
    (0..<factors).reduce(0) { $0 + users[user * factors + $1] * items[item * factors + $1] }
  }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (index, item) in items.enumerated() { scores[index] = product(user, Int(item)) }
  }

  var weights: TensorBundle {
    TensorBundle([
      "users": .init(shape: [training.userCount, factors], values: users),
      "items": .init(shape: [training.itemCount, factors], values: items),
    ])
  }

  func restore(_ weights: TensorBundle) throws {
    users = weights["users"]!.values
    items = weights["items"]!.values
  }
}

/// Ranks by popularity: a method without epochs and without a seed.
struct Popular: Method {
  let name = "popular"
  let title = "Popular"
  let summary = "the number of interactions"
  let parameters: [Hyperparameter] = []

  func relativeCost(of values: Hyperparameters) -> Double { 1 }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    var counts = [Float](repeating: 0, count: context.training.itemCount)
    for item in context.training.items { counts[Int(item)] += 1 }
    return ScriptedTrainer(scores: [counts], losses: [])
  }
}

/// Starts from the best weights of a tiny run.
struct Stacked: Method {
  let name = "stacked"
  let title = "Stacked"
  let summary = "tiny, continued"
  let parameters: [Hyperparameter] = Tiny().parameters.filter { $0.key != "negatives" }

  func relativeCost(of values: Hyperparameters) -> Double { Double(values.integer(.factors)) }

  func prerequisites(of values: Hyperparameters) -> [Prerequisite] {
    var base = values
    base[.negatives] = .integer(4)
    return [Prerequisite(role: "base", method: "tiny", values: base)]
  }

  struct WeightsMissing: Error {}

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    guard context.pretrained["base"] != nil else { throw WeightsMissing() }
    return TinyTrainer(context)
  }
}

/// Has a depth that explicit layers replace.
struct Tower: Method {
  let name = "tower"
  let title = "Tower"
  let summary = "layers"
  let parameters: [Hyperparameter] = [
    .factors, .depth, .layers, .learner, .l2Layers, .epochs.defaulting(to: .integer(1)), .seed,
  ]

  func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    var values = values
    if values[.layers] == nil {
      let (depth, factors) = (values.integer(.depth), values.integer(.factors))
      values[.layers] = .integers((0...depth).map { factors << (depth - $0) })
    } else if values[.depth] != nil {
      throw ConfigurationConflict(key: "layers", problem: "expected either depth or layers, found both")
    }
    values[.depth] = nil
    return values
  }

  func relativeCost(of values: Hyperparameters) -> Double { 1 }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer { TinyTrainer(context) }
}

/// Takes as many bytes as it has factors, and keeps count of what all its runs hold at a time.
struct Greedy: Method {
  let name = "greedy"
  let title = "Greedy"
  let summary = "takes memory"
  let parameters: [Hyperparameter] = [.factors, .seed]

  /// What its runs held at a time, and at most.
  final class Ledger: Sendable {
    private let state = Locked((held: 0, peak: 0))
    var peak: Int { state.withLock { $0.peak } }

    func add(_ bytes: Int) {
      state.withLock { state in
        state.held += bytes
        state.peak = max(state.peak, state.held)
      }
    }
  }

  var ledger = Ledger()

  func relativeCost(of values: Hyperparameters) -> Double { 1 }
  func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int { values.integer(.factors) }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let bytes = context.values.integer(.factors)
    ledger.add(bytes)
    Thread.sleep(forTimeInterval: 0.02)
    ledger.add(-bytes)
    return try Popular().makeTrainer(context)
  }
}

/// Its loss is infinite in the second epoch.
struct Diverging: Method {
  let name = "diverging"
  let title = "Diverging"
  let summary = "a loss that explodes"
  let parameters: [Hyperparameter] = [.seed]

  func relativeCost(of values: Hyperparameters) -> Double { 1 }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let scores = [Float](repeating: 0, count: context.training.itemCount)
    return ScriptedTrainer(scores: [scores, scores, scores, scores], losses: [0.5, .infinity, 0.4])
  }
}

/// Scores items, for every user alike, as a script says: one list of scores for each iteration.
final class ScriptedTrainer: Trainer {
  private let scores: [[Float]]
  private let losses: [Double]
  private var epoch = 0
  private var current: [Float] = []

  init(scores: [[Float]], losses: [Double]) {
    self.scores = scores
    self.losses = losses
  }

  var epochCount: Int { losses.count }

  func trainEpoch() -> Double {
    epoch += 1
    return losses[epoch - 1]
  }

  /// What is scored lags behind until this is called, so that a loop that forgets it is found out.
  func prepareToScore() { current = scores[epoch] }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (index, item) in items.enumerated() { scores[index] = current[Int(item)] }
  }

  var weights: TensorBundle { TensorBundle(["epoch": .init(shape: [1], values: [Float(epoch)])]) }

  func restore(_ weights: TensorBundle) throws { epoch = Int(weights["epoch"]!.values[0]) }
}

/// A method whose trainer follows a script.
struct Scripted: Method {
  let scores: [[Float]]
  let losses: [Double]
  let name = "scripted"
  let title = "Scripted"
  let summary = "a script"
  let parameters: [Hyperparameter] = []

  func relativeCost(of values: Hyperparameters) -> Double { 1 }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    ScriptedTrainer(scores: scores, losses: losses)
  }
}
