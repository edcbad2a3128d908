import NCFKernels

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
