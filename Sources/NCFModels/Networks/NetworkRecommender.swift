import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

/// A trained GMF, MLP, NeuMF or MF, made from its weights: it scores, and is not trained further.
///
///     let recommender = try NetworkRecommender(WeightsFile.read("neumf.safetensors"))
///
/// Scores are logits z; the predicted probability is σ(z) (He et al. 2017, eq. 4).
public final class NetworkRecommender: Recommender {
  public let shape: NetworkShape
  private let scorer: NetworkScorer

  /// - Throws: `InputError` if the tensors are not those of one network.
  public init(_ weights: TensorBundle) throws {
    shape = try NetworkShape(of: weights)
    // Of all optimisers this one keeps nothing but the parameters.
    let network = Network(shape, optimiser: Optimiser(.sgd, rate: 1))
    try network.restore(weights)
    scorer = NetworkScorer(network)
    scorer.prepare()
  }

  /// - Throws: `InputError` if the tensors are not those of the method, or for other users or items.
  convenience init(_ weights: TensorBundle, of method: String, on training: InteractionMatrix) throws {
    try self.init(weights)
    guard shape.methodName == method else {
      throw InputError(
        .badContent, problem: "expected weights of \(method), found those of \(shape.methodName)")
    }
    guard (shape.userCount, shape.itemCount) == (training.userCount, training.itemCount) else {
      throw InputError(
        .badContent,
        problem: "expected weights for \(training.userCount) users and \(training.itemCount) items, found "
          + "\(shape.userCount) and \(shape.itemCount)",
        remedy: "name the data set that the weights were trained on")
    }
  }

  public func score(
    user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>
  ) {
    scorer.score(user: user, items: items, into: scores)
  }

  public var scoresAreLogits: Bool { true }
}

/// Scores one user's items with a network.
///
/// The tower's first layer is linear in its input before the rectifier, so the items' half of it is computed once
/// for the whole catalogue (`prepare`) and the user's half once per call; the layers above see the sum.
final class NetworkScorer: Recommender {
  /// Items that pass through the network at once.
  private static let chunk = 128

  private let network: Network
  private let pass: ForwardPass
  private let firstWidth: Int
  /// Item embeddings times the lower half of the first layer's weights; shape items × first layer.
  private let itemHalves: AlignedBuffer<Float>
  private let itemHalfProduct: MatrixProduct?
  private let userHalfProduct: MatrixProduct?
  /// The user's half with the bias; or, without a tower's layers, nothing.
  private let userHalf: AlignedBuffer<Float>
  /// The one user of a call, once for each item.
  private let zeroUsers = AlignedBuffer<Int32>(count: NetworkScorer.chunk, zero: 0)

  init(_ network: Network) {
    self.network = network
    pass = ForwardPass(network, capacity: Self.chunk, transposed: nil)
    let (shape, block) = (network.shape, network.block)
    firstWidth = block.layers.first?.outputs ?? 0
    let hidden = !block.layers.isEmpty
    itemHalves = AlignedBuffer(count: hidden ? shape.itemCount * firstWidth : 0, zero: 0)
    userHalf = AlignedBuffer(count: firstWidth, zero: 0)
    let strides = (a: shape.rowWidth, b: firstWidth, c: firstWidth)
    itemHalfProduct =
      hidden
      ? MatrixProduct(
        .plain, rows: shape.itemCount, inner: shape.paddedEmbedding, columns: firstWidth, strides: strides)
      : nil
    userHalfProduct =
      hidden
      ? MatrixProduct(.plain, rows: 1, inner: shape.paddedEmbedding, columns: firstWidth, strides: strides)
      : nil
  }

  /// Computes what all users share. To be called when the parameters have changed.
  func prepare() {
    guard let itemHalfProduct, let first = network.block.layers.first else { return }
    let shape = network.shape
    itemHalfProduct(
      network.items.parameters.extent[shape.paddedFactors...],
      network.parameters[first.weights][(shape.paddedEmbedding * firstWidth)...], itemHalves.extent)
  }

  /// scores[k] = z(user, items[k]), the logit: the sigmoid would not change the order.
  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    let row = network.users.view[user]
    let input = towerInput(row)
    let users = RowView(row, width: row.count)
    let zeros = RowIndices(UnsafeBufferPointer(zeroUsers.elements), below: 1)
    let indices = RowIndices(items, below: network.shape.itemCount)
    let logits = Extent(scores)
    for start in stride(from: 0, to: items.count, by: Self.chunk) {
      let end = min(start + Self.chunk, items.count)
      pass.compute(
        PairIndices(users: zeros[0..<end - start], items: indices[start..<end]), users: users,
        towerInput: input, logits: logits[start..<end])
    }
  }

  var scoresAreLogits: Bool { true }

  private func towerInput(_ row: Extent<Float>) -> ForwardPass.TowerInput {
    let embedding = row[network.shape.paddedFactors...]
    guard let userHalfProduct, let first = network.block.layers.first else {
      return .separate(user: embedding)
    }
    userHalfProduct(embedding, network.parameters[first.weights], userHalf.extent)
    Kernels.addScaled(network.parameters[first.bias], by: 1, to: userHalf.extent)
    return .halves(items: RowView(itemHalves.extent, width: firstWidth), user: userHalf.extent)
  }
}
