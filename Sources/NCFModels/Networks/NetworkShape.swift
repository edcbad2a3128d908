import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

/// The architecture of a network: an interaction part (GMF), a tower (MLP), or both side by side (NeuMF).
///
/// Each user, and likewise each item, has one row of parameters: first the factors of the interaction part, then
/// the embedding of the tower, each padded to a multiple of 8 floats.
public struct NetworkShape: Hashable, Sendable {
  public let userCount: Int
  public let itemCount: Int
  /// Predictive factors of the interaction part; 0 if there is none.
  public let factors: Int
  /// The tower: width of the concatenated embeddings, then of each hidden layer; empty if there is none.
  public let layers: [Int]
  /// Whether the prediction unit's weights are learned; otherwise they are fixed at 1 and only its bias is, so that
  /// the interaction part is a dot product.
  public let learnsPrediction: Bool

  /// - Parameter layers: Its first entry is even, as user and item have half of it each.
  public init(
    userCount: Int, itemCount: Int, factors: Int, layers: [Int], learnsPrediction: Bool = true
  ) {
    precondition(factors > 0 || !layers.isEmpty)
    precondition((layers.first ?? 0).isMultiple(of: 2))
    self.userCount = userCount
    self.itemCount = itemCount
    self.factors = factors
    self.layers = layers
    self.learnsPrediction = learnsPrediction
  }

  var hasInteraction: Bool { factors > 0 }
  var hasTower: Bool { !layers.isEmpty }

  /// The width of a user's or item's embedding in the tower.
  var embeddingWidth: Int { (layers.first ?? 0) / 2 }

  var paddedFactors: Int { paddedWidth(factors) }
  var paddedEmbedding: Int { paddedWidth(embeddingWidth) }
  /// Floats per row of the user table, and of the item table.
  var rowWidth: Int { paddedFactors + paddedEmbedding }
  /// The padded widths of the tower's input and of each hidden layer's output.
  var paddedLayers: [Int] { hasTower ? [2 * paddedEmbedding] + layers.dropFirst().map(paddedWidth) : [] }
}

extension NetworkShape {
  /// The shape of the network that weights belong to, as `Network` names their tensors.
  /// - Throws: `InputError` if a tensor is missing, of another shape than the others ask for, or not known.
  public init(of weights: TensorBundle) throws {
    func matrix(_ name: String) throws -> (rows: Int, columns: Int)? {
      guard let tensor = weights[name] else { return nil }
      guard tensor.shape.count == 2, tensor.shape.allSatisfy({ 1...Int(Int32.max) ~= $0 }) else {
        throw Self.error("tensor \"\(name)\" has shape \(tensor.shape), expected a matrix")
      }
      return (tensor.shape[0], tensor.shape[1])
    }
    let (interaction, tower) = (try matrix("mf_user.weight"), try matrix("mlp_user.weight"))
    guard let users = interaction ?? tower else {
      throw Self.error("the weights have neither \"mf_user.weight\" nor \"mlp_user.weight\"")
    }
    guard let items = try matrix(interaction == nil ? "mlp_item.weight" : "mf_item.weight") else {
      throw Self.error("the weights have no embeddings of items")
    }
    var layers = tower.map { [2 * $0.columns] } ?? []
    while tower != nil, let layer = try matrix("tower.\(layers.count - 1).weight") {
      layers.append(layer.rows)
    }
    // A dot product has no weights of prediction, and of a tower the biases at most (MF).
    let learnsPrediction = interaction == nil || layers.count > 1 || weights[Self.predictionWeight] != nil
    self.init(
      userCount: users.rows, itemCount: items.rows, factors: interaction?.columns ?? 0, layers: layers,
      learnsPrediction: learnsPrediction)
    guard learnsPrediction || layers.isEmpty || layers == MF.biasLayers else {
      throw Self.error("the weights have no tensor \"\(Self.predictionWeight)\"")
    }

    let expected = tensorShapes
    for (name, shape) in expected { _ = try weights.values(of: name, shape: shape) }
    if let unknown = weights.tensors.keys.filter({ expected[$0] == nil }).min() {
      throw Self.error("tensor \"\(unknown)\" is none of GMF, MLP, NeuMF or MF")
    }
  }

  private static let predictionWeight = "prediction.weight"

  /// The name of the method that has this shape: "gmf", "mlp", "neumf" or "mf".
  public var methodName: String {
    guard learnsPrediction else { return MF().name }
    return !hasTower ? GMF().name : hasInteraction ? NeuMF().name : MLP().name
  }

  /// The names and shapes of a network's tensors.
  private var tensorShapes: [String: [Int]] {
    var shapes = ["prediction.bias": [1]]
    if learnsPrediction { shapes[Self.predictionWeight] = [1, factors + (layers.last ?? 0)] }
    if hasInteraction {
      shapes["mf_user.weight"] = [userCount, factors]
      shapes["mf_item.weight"] = [itemCount, factors]
    }
    if hasTower {
      shapes["mlp_user.weight"] = [userCount, embeddingWidth]
      shapes["mlp_item.weight"] = [itemCount, embeddingWidth]
    }
    for (index, widths) in zip(layers, layers.dropFirst()).enumerated() {
      shapes["tower.\(index).weight"] = [widths.1, widths.0]
      shapes["tower.\(index).bias"] = [widths.1]
    }
    return shapes
  }

  private static func error(_ problem: String) -> InputError {
    InputError(.badContent, problem: problem, remedy: "docs/weights.md has the names and shapes")
  }
}

/// Bytes that the training of a network takes, roughly and rather too many than too few.
func networkMemory(
  of settings: NetworkTraining, on training: InteractionMatrix, factors: Int, layers: [Int]
) -> Int {
  let shape = NetworkShape(
    userCount: training.userCount, itemCount: training.itemCount, factors: factors, layers: layers)
  let (rowWidth, block) = (shape.rowWidth, DenseBlock(shape))
  let parameters = (shape.userCount + shape.itemCount) * rowWidth + block.width
  let hidden = block.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
  let threads = settings.threads
  let instances = training.interactionCount * (1 + settings.negatives)
  let batch = min(settings.batchSize, max(1, instances))

  var floats = LearnedParameters.floats(parameters, settings.learner)
  // Gradients: of the rows that a batch reads, and of the dense block for each thread.
  floats += (min(batch, shape.userCount) + min(batch, shape.itemCount)) * rowWidth + threads * block.width
  // Transposed layers, the items' share of the first layer, activations and their gradients.
  floats += hidden + shape.itemCount * (block.layers.first?.outputs ?? 0)
  floats += threads * 2 * min(batch, NetworkStep.largestChunk) * shape.paddedLayers.reduce(0, +)
  return 4 * floats + 9 * instances + 12 * batch
}

/// What a trainer with an optimiser keeps for its parameters.
enum LearnedParameters {
  /// Parameters and moments, a copy of the parameters at the best epoch, and while a checkpoint is saved a copy of
  /// all this.
  static func floats(_ parameters: Int, _ learner: Optimiser.Learner) -> Int {
    let moments =
      switch learner {
      case .adam: 2
      case .rmsprop, .adagrad: 1
      case .sgd: 0
      }
    return parameters * (2 * (1 + moments) + 3)
  }
}

/// Floating-point operations per epoch and interaction of a network, roughly: the forward and backward pass of
/// each instance, and the optimiser's work on the rows that it touches.
func networkCost(of settings: NetworkTraining, factors: Int, layers: [Int]) -> Double {
  let tower = zip(layers, layers.dropFirst()).reduce(0) { $0 + 6 * $1.0 * $1.1 }
  let rows = 60 * (factors + (layers.first ?? 0))
  return Double(1 + settings.negatives) * Double(tower + rows)
}
