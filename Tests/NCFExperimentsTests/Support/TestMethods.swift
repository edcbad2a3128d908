import Foundation
import NCFConcurrency
import NCFData
import NCFModels
import NCFRandom
import NCFWeights

/// Small methods of the tests' own, so that the tests need none of the real ones.
enum TestMethods {
  static let all: [any Method] = [Tiny(), Popular(), Stacked(), Tower(), Diverging(), Greedy()]
}

/// Logistic matrix factorisation by SGD: a method with real randomness and a loss.
struct Tiny: TinyWeights {
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

/// Takes a step for each user.
final class TinyTrainer: Trainer {
  let epochCount: Int
  private let training: InteractionMatrix
  private let negatives: Int
  private let factors: Int
  private let rate: Float
  private var generator: SeededGenerator
  private var users: [Float]
  private var items: [Float]
  private var hasBegun = false
  /// Users done and loss so far in the epoch at hand.
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

  func step() -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .iteration(loss: nil)
    }
    for item in training.items(of: position) {
      loss += descend(position, Int(item), label: 1)
      for _ in 0..<negatives {
        loss += descend(position, Int(generator.uniform(below: UInt32(training.itemCount))), label: 0)
      }
    }
    position += 1
    guard position == training.userCount else { return .within }
    defer { (position, loss) = (0, 0) }
    return .iteration(loss: loss / Double(training.interactionCount * (1 + negatives)))
  }

  var state: TrainerState? {
    var state = TrainerState()
    users.withUnsafeMutableBufferPointer { state.set("users", $0) }
    items.withUnsafeMutableBufferPointer { state.set("items", $0) }
    for (index, word) in generator.state.enumerated() { state.set("generator.\(index)", word) }
    state.set("position", position)
    state.set("loss", loss)
    return state
  }

  func resume(from state: TrainerState) throws {
    hasBegun = true
    try users.withUnsafeMutableBufferPointer { try state.copy("users", to: $0) }
    try items.withUnsafeMutableBufferPointer { try state.copy("items", to: $0) }
    generator = SeededGenerator(
      state: try (0..<4).map { try state.value("generator.\($0)", as: UInt64.self) })
    position = try state.value("position", as: Int.self)
    loss = try state.value("loss", as: Double.self)
  }

  private func descend(_ user: Int, _ item: Int, label: Float) -> Double {
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

  func recommender() -> any Recommender { DotProducts(weights) }

  var weights: TensorBundle {
    TensorBundle([
      "users": .init(shape: [training.userCount, factors], values: users),
      "items": .init(shape: [training.itemCount, factors], values: items),
    ])
  }

  func start(from weights: TensorBundle) {
    users = weights["users"]!.values
    items = weights["items"]!.values
  }
}

/// Scores with the vectors of a tiny run.
final class DotProducts: Recommender {
  private let users: [Float]
  private let items: [Float]
  private let factors: Int

  init(_ weights: TensorBundle) {
    (users, items) = (weights["users"]!.values, weights["items"]!.values)
    factors = weights["users"]!.shape[1]
  }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (index, item) in items.enumerated() {
      scores[index] = (0..<factors).reduce(0) {
        $0 + users[user * factors + $1] * self.items[Int(item) * factors + $1]
      }
    }
  }
}

/// The methods whose weights are a tiny run's.
protocol TinyWeights: Method {}

extension TinyWeights {
  func recognises(_ weights: TensorBundle) -> Bool { weights["users"] != nil && weights["items"] != nil }

  func makeRecommender(_ weights: TensorBundle, on training: InteractionMatrix) -> any Recommender {
    DotProducts(weights)
  }
}

/// Ranks by popularity: a method without epochs and without a seed.
struct Popular: ScriptedWeights {
  let name = "popular"
  let title = "Popular"
  let summary = "the number of interactions"
  let parameters: [Hyperparameter] = []

  func relativeCost(of values: Hyperparameters) -> Double { 1 }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    ScriptedTrainer(scores: script(for: context.training), losses: [])
  }

  func script(for training: InteractionMatrix) -> [[Float]] {
    var counts = [Float](repeating: 0, count: training.itemCount)
    for item in training.items { counts[Int(item)] += 1 }
    return [counts]
  }
}

/// Starts from the best weights of a tiny run.
struct Stacked: TinyWeights {
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
struct Tower: TinyWeights {
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
struct Greedy: ScriptedWeights {
  let name = "greedy"
  let title = "Greedy"
  let summary = "takes memory"
  let parameters: [Hyperparameter] = [.factors, .seed]

  static let held = Locked(0)
  static let peak = Locked(0)

  func relativeCost(of values: Hyperparameters) -> Double { 1 }
  func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int { values.integer(.factors) }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let bytes = context.values.integer(.factors)
    let now = Self.held.withLock { held in
      held += bytes
      return held
    }
    Self.peak.withLock { $0 = max($0, now) }
    Thread.sleep(forTimeInterval: 0.02)
    Self.held.withLock { $0 -= bytes }
    return try Popular().makeTrainer(context)
  }

  func script(for training: InteractionMatrix) -> [[Float]] { Popular().script(for: training) }
}

/// Its loss is infinite in the second epoch.
struct Diverging: ScriptedWeights {
  let name = "diverging"
  let title = "Diverging"
  let summary = "a loss that explodes"
  let parameters: [Hyperparameter] = [.seed]

  func relativeCost(of values: Hyperparameters) -> Double { 1 }

  func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    ScriptedTrainer(scores: script(for: context.training), losses: [0.5, .infinity, 0.4])
  }

  func script(for training: InteractionMatrix) -> [[Float]] {
    Array(repeating: [Float](repeating: 0, count: training.itemCount), count: 4)
  }
}

/// Scores items, for every user alike, as a script says: one list of scores for each iteration.
final class ScriptedTrainer: Trainer {
  private let scores: [[Float]]
  private let losses: [Double]
  /// −1 before iteration 0.
  private var epoch = -1

  init(scores: [[Float]], losses: [Double]) {
    self.scores = scores
    self.losses = losses
  }

  var epochCount: Int { losses.count }

  func start(from weights: TensorBundle) {}

  func step() -> TrainingStep {
    epoch += 1
    return .iteration(loss: epoch == 0 ? nil : losses[epoch - 1])
  }

  var state: TrainerState? { nil }
  func resume(from state: TrainerState) {}

  func recommender() -> any Recommender { ScriptedRecommender(scores[epoch]) }

  var weights: TensorBundle { TensorBundle(["epoch": .init(shape: [1], values: [Float(epoch)])]) }
}

final class ScriptedRecommender: Recommender {
  private let current: [Float]

  init(_ scores: [Float]) { current = scores }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (index, item) in items.enumerated() { scores[index] = current[Int(item)] }
  }
}

/// The methods whose weights say which list of a script they score by.
protocol ScriptedWeights: Method {
  func script(for training: InteractionMatrix) -> [[Float]]
}

extension ScriptedWeights {
  func recognises(_ weights: TensorBundle) -> Bool { weights["epoch"] != nil }

  func makeRecommender(_ weights: TensorBundle, on training: InteractionMatrix) -> any Recommender {
    ScriptedRecommender(script(for: training)[Int(weights["epoch"]!.values[0])])
  }
}

/// A method whose trainer follows a script.
struct Scripted: ScriptedWeights {
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

  func script(for training: InteractionMatrix) -> [[Float]] { scores }
}
