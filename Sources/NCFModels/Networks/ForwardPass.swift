import NCFKernels

/// A chunk's way through a network, the same when it is trained and when it scores (He et al. 2017, eq. 12):
///
///     z = b + h_GMF·(p_u ⊙ q_i) + h_MLP·a_L,    a₀ = [p'_u; q'_i],  aₗ = max(aₗ₋₁·Wₗ + bₗ, 0)
final class ForwardPass {
  /// Where the tower's first activations come from.
  enum TowerInput {
    /// The rows of the embeddings, gathered into a₀.
    case embeddings
    /// A scorer's halves of the first layer, which is linear in its input before the rectifier: the items' for the whole
    /// catalogue, items × first layer, and the user's with the bias.
    case halves(items: RowView, user: Extent<Float>)
    /// Of a tower without layers, a₀ itself: the user's part of the prediction is the same for all items.
    case separate(user: Extent<Float>)
  }

  private let network: Network
  /// The MLP tower; nil if there is none.
  let tower: Tower?

  /// - Parameters:
  ///   - capacity: Rows of the largest chunk.
  ///   - transposed: What the backward pass needs; nil if there is none.
  init(_ network: Network, capacity: Int, transposed: TransposedLayers?) {
    self.network = network
    let shape = network.shape
    tower =
      shape.hasTower
      ? Tower(
        network.block.layers, transposed: transposed, inputWidth: shape.paddedLayers[0], capacity: capacity)
      : nil
  }

  /// Computes `logits`, z of each pair.
  /// - Parameter users: The rows that the pairs' users name: the table's, or one user's under every name.
  func compute(_ pairs: PairIndices, users: RowView, towerInput: TowerInput, logits: Extent<Float>) {
    let (shape, block, parameters) = (network.shape, network.block, network.parameters)
    let count = pairs.count
    logits[0..<count].fill(parameters[block.predictionBias])
    if shape.hasInteraction {
      Kernels.interactionLogits(
        users: users, items: network.items.view, pairs: pairs, weights: parameters[block.interactionWeights],
        logits: logits)
    }
    guard let tower else { return }
    let (columns, width) = (shape.paddedFactors..<shape.rowWidth, shape.paddedEmbedding)
    switch towerInput {
    case .embeddings:
      tower.resize(rows: count, from: 0)
      Kernels.gather(
        network.users.view[columns: columns], indices: pairs.users, into: tower.input[columns: 0..<width])
      Kernels.gather(
        network.items.view[columns: columns], indices: pairs.items,
        into: tower.input[columns: width..<2 * width])
      tower.forward(parameters, from: 0)
    case .halves(let items, let user):
      tower.resize(rows: count, from: 1)
      Kernels.gatherAddRectify(items, indices: pairs.items, offset: user, into: tower.firstLayer)
      tower.forward(parameters, from: 1)
    case .separate(let user):
      return addSeparately(user, pairs.items, to: logits)
    }
    Kernels.predictionLogits(
      tower.output, rows: count, columns: block.towerWeights.count, weights: parameters[block.towerWeights],
      logits: logits)
  }

  /// The prediction unit over the concatenated embeddings, the user's half first.
  private func addSeparately(_ user: Extent<Float>, _ items: RowIndices, to logits: Extent<Float>) {
    let (shape, width) = (network.shape, network.shape.paddedEmbedding)
    let weights = network.parameters[network.block.towerWeights]
    let itemRows = network.items.view[columns: shape.paddedFactors..<shape.rowWidth]
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { userPart in
      userPart[0] = 0
      Kernels.predictionLogits(
        user, rows: 1, columns: width, weights: weights[0..<width], logits: Extent(userPart))
      for k in 0..<items.count {
        logits[k] += userPart[0]
        Kernels.predictionLogits(
          itemRows[items[k]], rows: 1, columns: width, weights: weights[width...], logits: logits[k...])
      }
    }
  }
}
