import Foundation
import NCFConcurrency
import NCFData
import NCFDiagnostics
import NCFKernels
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

  struct Settings: MethodSettings {
    var factors = 8
    var negatives = 4
    var learningRate = 0.05
    var epochs = 3
    var seed = 42

    static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors), Setting(.negatives, \.negatives),
      Setting(.learningRate, \.learningRate), Setting(.epochs, \.epochs), Setting(.seed, \.seed),
    ]
  }

  func relativeCost(of settings: Settings) -> Double { Double(settings.factors) }

  func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer { TinyTrainer(settings, data) }
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

  init(_ settings: Tiny.Settings, _ data: TrainingData) {
    training = data.training
    epochCount = settings.epochs
    factors = settings.factors
    rate = Float(settings.learningRate)
    negatives = settings.negatives
    var generator = SeededGenerator(seed: UInt64(settings.seed), stream: "tiny")
    let draw = { (_: Int) in Float(generator.uniform() - 0.5) }
    users = (0..<training.userCount * factors).map(draw)
    items = (0..<training.itemCount * factors).map(draw)
    self.generator = generator
    if let base = data.pretrained["base"], let first = base["users"], let second = base["items"] {
      (users, items) = (first.values, second.values)
    }
  }

  func step() -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .epoch(loss: nil)
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
    return .epoch(loss: loss / Double(training.interactionCount * (1 + negatives)))
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

/// Of a method that has none.
struct NoSettings: MethodSettings {
  static let declarations: [Setting<NoSettings>] = []
}

/// Ranks by popularity: a method without epochs and without a seed.
struct Popular: ScriptedWeights {
  let name = "popular"
  let title = "Popular"
  let summary = "the number of interactions"

  func relativeCost(of settings: NoSettings) -> Double { 1 }

  func makeTrainer(_ settings: NoSettings, on data: TrainingData) -> any Trainer {
    ScriptedTrainer(scores: script(for: data.training), losses: [])
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

  /// Those of a tiny run but for the negatives, of which there is one.
  struct Settings: MethodSettings {
    var tiny = Tiny.Settings()
    /// Of the tiny run, if it has others than this one.
    var baseEpochs: Int?

    init() { tiny.negatives = 1 }

    static let declarations =
      Tiny.Settings.declarations.filter { $0.key != "negatives" }.map { $0.within(\Settings.tiny) }
      + [Setting(Stacked.baseEpochs, \.baseEpochs, default: .derived)]
  }

  static let baseEpochs = Hyperparameter("base_epochs", .integer(0...100), "epochs of the tiny run")

  func relativeCost(of settings: Settings) -> Double { Double(settings.tiny.factors) }

  func prerequisites(of settings: Settings) -> [Prerequisite] {
    var base = settings.tiny
    base.negatives = 4
    base.epochs = settings.baseEpochs ?? base.epochs
    return [
      Prerequisite(role: "base", method: "tiny", values: Tiny().encode(base), epochs: Self.baseEpochs)
    ]
  }

  struct WeightsMissing: Error {}

  func makeTrainer(_ settings: Settings, on data: TrainingData) throws -> any Trainer {
    guard data.pretrained["base"] != nil else { throw WeightsMissing() }
    return TinyTrainer(settings.tiny, data)
  }
}

/// Has a depth that explicit layers replace.
struct Tower: TinyWeights {
  let name = "tower"
  let title = "Tower"
  let summary = "layers"

  struct Settings: MethodSettings {
    var tiny = Tiny.Settings()
    var depth: Int?
    var layers: [Int] = []
    var learner = Optimiser.Learner.adam
    var l2Layers = [0.0]

    init() { tiny.epochs = 1 }

    static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.tiny.factors), Setting(.depth, \.depth),
      Setting(.layers, \.layers, default: .derived),
      Setting(.learner, \.learner), Setting(.l2Layers, \.l2Layers),
      Setting(.epochs, \.tiny.epochs), Setting(.seed, \.tiny.seed),
    ]

    mutating func complete(_ given: GivenSettings) throws {
      guard !given.contains(.depth) || !given.contains(.layers) else {
        throw ConfigurationConflict(key: "layers", problem: "expected either depth or layers, found both")
      }
      if layers.isEmpty { layers = (0...(depth ?? 3)).map { tiny.factors << ((depth ?? 3) - $0) } }
      depth = nil
    }
  }

  func relativeCost(of settings: Settings) -> Double { 1 }

  func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    TinyTrainer(settings.tiny, data)
  }
}

/// Takes as many bytes as it has factors, and keeps count of what all its runs hold at a time.
struct Greedy: ScriptedWeights {
  let name = "greedy"
  let title = "Greedy"
  let summary = "takes memory"

  struct Settings: MethodSettings {
    var factors = 8
    var seed = 42

    static let declarations: [Setting<Settings>] = [Setting(.factors, \.factors), Setting(.seed, \.seed)]
  }

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

  func relativeCost(of settings: Settings) -> Double { 1 }
  func memory(of settings: Settings, on training: InteractionMatrix) -> Int { settings.factors }

  func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    let bytes = settings.factors
    ledger.add(bytes)
    Thread.sleep(forTimeInterval: 0.02)
    ledger.add(-bytes)
    return Popular().makeTrainer(NoSettings(), on: data)
  }

  func script(for training: InteractionMatrix) -> [[Float]] { Popular().script(for: training) }
}

/// Its loss is infinite in the second epoch.
struct Diverging: ScriptedWeights {
  let name = "diverging"
  let title = "Diverging"
  let summary = "a loss that explodes"

  struct Settings: MethodSettings {
    var seed = 42

    static let declarations: [Setting<Settings>] = [Setting(.seed, \.seed)]
  }

  func relativeCost(of settings: Settings) -> Double { 1 }

  func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ScriptedTrainer(scores: script(for: data.training), losses: [0.5, .infinity, 0.4])
  }

  func script(for training: InteractionMatrix) -> [[Float]] {
    Array(repeating: [Float](repeating: 0, count: training.itemCount), count: 4)
  }
}

/// Scores items, for every user alike, as a script says: one list of scores for each epoch.
final class ScriptedTrainer: Trainer {
  private let scores: [[Float]]
  private let losses: [Double]
  /// −1 before epoch 0.
  private var epoch = -1

  init(scores: [[Float]], losses: [Double]) {
    self.scores = scores
    self.losses = losses
  }

  var epochCount: Int { losses.count }

  func start(from weights: TensorBundle) {}

  func step() -> TrainingStep {
    epoch += 1
    return .epoch(loss: epoch == 0 ? nil : losses[epoch - 1])
  }

  var state: TrainerState? { nil }
  func resume(from state: TrainerState) throws {
    throw InputError(.badContent, problem: "a script is followed from its start")
  }

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

  func relativeCost(of settings: NoSettings) -> Double { 1 }

  func makeTrainer(_ settings: NoSettings, on data: TrainingData) -> any Trainer {
    ScriptedTrainer(scores: scores, losses: losses)
  }

  func script(for training: InteractionMatrix) -> [[Float]] { scores }
}

/// Reads settings that a test knows to be there.
extension Hyperparameters {
  func integer(_ parameter: Hyperparameter) -> Int { self[parameter].flatMap { Int($0) }! }
  func number(_ parameter: Hyperparameter) -> Double { self[parameter].flatMap { Double($0) }! }
}
