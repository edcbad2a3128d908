import NCFKernels

/// What every network that is trained on sampled negatives takes.
public struct NetworkTraining: MethodSettings {
  public var negatives = 4
  public var negativeDraws = NegativeDraws.eachEpoch
  public var negativeItems = InstanceSampler.NegativeItems.unseen
  public var learner = Optimiser.Learner.adam
  public var learningRate = 0.001
  public var batchSize = 256
  public var epochs = 20
  public var penalties = EmbeddingPenalties()
  public var seed = Hyperparameter.usualSeed
  public var threads = 1

  public init() {}

  public static let declarations: [Setting<NetworkTraining>] =
    [
      Setting(.negatives, \.negatives),
      Setting(.negativeDraws, \.negativeDraws, default: .unspoken),
      Setting(.negativeItems, \.negativeItems, default: .unspoken),
      Setting(.learner, \.learner), Setting(.learningRate, \.learningRate), Setting(.batchSize, \.batchSize),
      Setting(.epochs, \.epochs),
    ] + EmbeddingPenalties.declarations.map { $0.within(\.penalties) } + [
      Setting(.seed, \.seed), Setting(.threads, \.threads, default: .unspoken),
    ]

  public mutating func complete(_ given: GivenSettings) throws { try penalties.complete(given) }
}

/// When training negatives are drawn.
public enum NegativeDraws: String, SettingChoice {
  /// Anew for each epoch, as in the authors' code.
  case eachEpoch = "each_epoch"
  /// Once, before the first epoch: every epoch sees the same ones, in another order.
  case once
}

extension InstanceSampler.NegativeItems: SettingChoice {}

/// L2 penalties on embeddings, which the authors' scripts have apart from each other: `--regs` of users and items in
/// GMF.py, `--reg_mf` and the first of `--reg_layers` of the two parts in NeuMF.py.
///
/// In normal form, `all` alone says what holds where all tables have the same penalty; otherwise two others say it in
/// its place, of users and items or of NeuMF's parts.
public struct EmbeddingPenalties: MethodSettings {
  public var all: Double? = 0
  public var users: Double?
  public var items: Double?
  /// Of NeuMF's GMF part.
  public var factors: Double?
  /// Of NeuMF's MLP part.
  public var tower: Double?

  public init() {}

  /// Without those of NeuMF's parts, which it alone has.
  public static let declarations: [Setting<EmbeddingPenalties>] = [
    Setting(.l2Embeddings, \.all), Setting(.l2Users, \.users), Setting(.l2Items, \.items),
  ]

  /// - Throws: `ConfigurationConflict` if penalties are given both by side and by part, which would leave open what
  ///   holds for users in the GMF part.
  public mutating func complete(_ given: GivenSettings) throws {
    let isBySide = users != nil || items != nil
    if factors != nil || tower != nil {
      guard !isBySide else {
        throw ConfigurationConflict(
          key: (factors != nil ? Hyperparameter.l2GMFEmbeddings : .l2MLPEmbeddings).key,
          problem:
            "\((users != nil ? Hyperparameter.l2Users : .l2Items).key) and "
            + "\((factors != nil ? Hyperparameter.l2GMFEmbeddings : .l2MLPEmbeddings).key) are both given; expected "
            + "penalties by side (l2_users, l2_items) or by part (l2_gmf_embeddings, l2_mlp_embeddings)")
      }
      (all, factors, tower) = Self.unified(all, factors, tower)
    } else if isBySide {
      (all, users, items) = Self.unified(all, users, items)
    }
  }

  /// The penalties on a row of the user table.
  /// - Parameter split: Where the tower's embedding begins, after the factors.
  func ofUsers(split: Int) -> ColumnPenalties { ofSide(users, split) }

  /// The penalties on a row of the item table.
  func ofItems(split: Int) -> ColumnPenalties { ofSide(items, split) }

  private func ofSide(_ side: Double?, _ split: Int) -> ColumnPenalties {
    ColumnPenalties(
      first: factors ?? side ?? all ?? 0, second: tower ?? side ?? all ?? 0, split: split)
  }

  /// One penalty for both where they are the same.
  private static func unified(
    _ all: Double?, _ first: Double?, _ second: Double?
  ) -> (Double?, Double?, Double?) {
    let (first, second) = (first ?? all, second ?? all)
    return first == second ? (first, nil, nil) : (nil, first, second)
  }
}

/// The tower of MLP and NeuMF.
public struct TowerSettings: MethodSettings {
  /// Another way to write `layers`; gone in normal form.
  public var depth: Int?
  /// The width of the concatenated embeddings, then of each hidden layer.
  public var layers: [Int] = []
  /// One penalty for each hidden layer.
  public var l2Layers = [0.0]

  /// The depth where neither `depth` nor `layers` is given, as in the authors' scripts.
  public static let usualDepth = 3

  public init() {}

  /// The tower itself; NeuMF and MLP list the penalties apart.
  public static let declarations: [Setting<TowerSettings>] = [
    Setting(.depth, \.depth), layers.defaulting(.derived),
  ]
  static let layers = Setting(Hyperparameter.layers, \TowerSettings.layers)
  static let penalties = Setting(Hyperparameter.l2Layers, \TowerSettings.l2Layers)

  /// Turns `depth` into `layers`, the tower that halves from 2^depth × factors, and gives every hidden layer a penalty.
  /// - Throws: `ConfigurationConflict` if depth and layers are both given, if the first layer is odd (user and item have
  ///   half of it each), or if the penalties do not match the layers.
  mutating func complete(factors: Int, _ given: GivenSettings) throws {
    guard depth == nil || !given.contains(.layers) else {
      throw ConfigurationConflict(
        key: Hyperparameter.depth.key, problem: "depth and layers are both given; expected one of them")
    }
    if layers.isEmpty {
      let depth = depth ?? Self.usualDepth
      layers = (0...depth).map { factors << (depth - $0) }
    }
    depth = nil
    guard layers[0].isMultiple(of: 2) else {
      throw ConfigurationConflict(
        key: Hyperparameter.layers.key,
        problem:
          "the first layer is \(layers[0]) wide; expected an even width, half for the user, half for the item"
      )
    }
    let hidden = layers.count - 1
    if l2Layers.count == 1 {
      l2Layers = Array(repeating: l2Layers[0], count: max(1, hidden))
    } else if l2Layers.count != hidden {
      throw ConfigurationConflict(
        key: Hyperparameter.l2Layers.key,
        problem:
          "l2_layers has \(l2Layers.count) numbers for \(hidden) hidden layers; expected one, or one for each"
      )
    }
  }

  /// The last layer's width.
  var last: Int { layers[layers.count - 1] }
}

extension Hyperparameter {
  public static let negatives = Hyperparameter(
    "negatives", .integer(1...100), "sampled negatives per positive instance")
  public static let negativeDraws = Hyperparameter(
    "negative_draws", NegativeDraws.domain,
    "when negatives are drawn: each_epoch anew (if not given), or once, the same in every epoch")
  public static let negativeItems = Hyperparameter(
    "negative_items", InstanceSampler.NegativeItems.domain,
    "what negatives are drawn from: the user's unseen items (if not given), or all, positives among them")
  public static let l2Embeddings = Hyperparameter(
    "l2_embeddings", .number(0...100),
    "L2 penalty λ·‖W‖² on every embedding table, in each step")
  public static let l2Users = Hyperparameter(
    "l2_users", .number(0...100),
    "L2 penalty on the embeddings of users, in place of l2_embeddings")
  public static let l2Items = Hyperparameter(
    "l2_items", .number(0...100),
    "L2 penalty on the embeddings of items, in place of l2_embeddings")
  public static let threads = Hyperparameter(
    "threads", .integer(1...64),
    "threads of one run (1 if not given); numbers are the same for the same count, so it is part of a run's identity"
  )
  public static let embeddingDeviation = Hyperparameter(
    "embedding_deviation", .number(0...10, exclusiveMinimum: true),
    "standard deviation of the initial embeddings of GMF, MLP and NeuMF (0.01 if not given)")
  public static let initialisation = Hyperparameter(
    "initialisation", Initialisation.domain,
    "of GMF, MLP and NeuMF: as in the authors_code (if not given), or every parameter like the embeddings, as in the paper"
  )
  public static let depth = Hyperparameter(
    "depth", .integer(0...8),
    "hidden layers of the MLP tower, halving from 2^depth × factors; 0 feeds the embeddings to the prediction"
  )
  public static let layers = Hyperparameter(
    "layers", .integers(count: 1...9, each: 1...262_144),
    "explicit tower, in place of depth: width of the concatenated embeddings, then of each hidden layer")
  public static let l2Layers = Hyperparameter(
    "l2_layers", .numbers(count: 1...9, each: 0...100),
    "L2 penalty λ·‖W‖² on each hidden layer's weights; one number serves all layers")
}
