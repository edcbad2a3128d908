import NCFKernels

/// Scores one user's items with a network.
///
/// The tower's first layer is linear in its input before the rectifier, so the items' half of it is computed once
/// for the whole catalogue (`prepare`) and the user's half once per call; the layers above see the sum.
final class NetworkScorer {
  /// Items that pass through the tower at once.
  private static let chunk = 128

  private let network: Network
  private let firstWidth: Int
  /// Item embeddings times the lower half of the first layer's weights; shape items × first layer.
  private let itemHalves: AlignedBuffer<Float>
  private let itemHalfProduct: MatrixProduct?
  private let userHalfProduct: MatrixProduct?
  /// The user's half with the bias; or, without a tower's layers, nothing.
  private let userHalf: AlignedBuffer<Float>
  private let activations: [AlignedBuffer<Float>]
  private let zeroUsers = AlignedBuffer<Int32>(count: NetworkScorer.chunk, zero: 0)
  /// Compiled products of the layers above the first, for the chunk size at hand.
  private var products: [MatrixProduct] = []
  private var productRows = 0

  init(_ network: Network) {
    self.network = network
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
    activations = block.layers.map { AlignedBuffer(count: Self.chunk * $0.outputs, zero: 0) }
  }

  /// Computes what all users share. To be called when the parameters have changed.
  func prepare() {
    guard let itemHalfProduct, let first = network.block.layers.first else { return }
    let shape = network.shape
    itemHalfProduct(
      network.items.view(from: shape.paddedFactors).pointer,
      network.parameters + (first.weights + shape.paddedEmbedding * firstWidth), itemHalves.pointer)
  }

  /// scores[k] = z(user, items[k]), the logit: the sigmoid would not change the order.
  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    let row = network.users.parameters.pointer + user * network.shape.rowWidth
    computeUserHalf(row)
    for start in stride(from: 0, to: items.count, by: Self.chunk) {
      let count = min(Self.chunk, items.count - start)
      scoreChunk(row, items.baseAddress! + start, count, scores.baseAddress! + start)
    }
  }

  private func computeUserHalf(_ row: UnsafeMutablePointer<Float>) {
    guard let userHalfProduct, let first = network.block.layers.first else { return }
    userHalfProduct(row + network.shape.paddedFactors, network.parameters + first.weights, userHalf.pointer)
    Kernels.addScaled(network.parameters + first.bias, by: 1, count: firstWidth, to: userHalf.pointer)
  }

  private func scoreChunk(
    _ row: UnsafeMutablePointer<Float>, _ items: UnsafePointer<Int32>, _ count: Int,
    _ scores: UnsafeMutablePointer<Float>
  ) {
    let (shape, block, parameters) = (network.shape, network.block, network.parameters)
    scores.update(repeating: parameters[block.predictionBias], count: count)
    let pairs = PairIndices(users: zeroUsers.pointer, items: items)
    if shape.hasInteraction {
      Kernels.interactionLogits(
        users: RowView(row, stride: 0), items: network.items.view(), pairs: pairs, count: count,
        weights: parameters + block.interactionWeights, width: shape.paddedFactors, logits: scores)
    }
    guard shape.hasTower else { return }
    if block.layers.isEmpty {
      scoreWithoutLayers(row, items, count, scores)
    } else {
      Kernels.gatherAddRectify(
        RowView(itemHalves.pointer, stride: firstWidth), indices: items, count: count, width: firstWidth,
        offset: userHalf.pointer, into: activations[0].pointer)
      resizeProducts(count)
      for (index, layer) in block.layers.enumerated().dropFirst() {
        products[index - 1](
          activations[index - 1].pointer, parameters + layer.weights, activations[index].pointer)
        Kernels.addBiasAndRectify(
          activations[index].pointer, rows: count, columns: layer.outputs, bias: parameters + layer.bias)
      }
      Kernels.predictionLogits(
        activations.last!.pointer, rows: count, columns: shape.paddedLayers.last!,
        weights: parameters + block.towerWeights, logits: scores)
    }
  }

  /// A tower of depth 0: the prediction unit over the concatenated embeddings.
  private func scoreWithoutLayers(
    _ row: UnsafeMutablePointer<Float>, _ items: UnsafePointer<Int32>, _ count: Int,
    _ scores: UnsafeMutablePointer<Float>
  ) {
    let (shape, width) = (network.shape, network.shape.paddedEmbedding)
    let weights = network.parameters + network.block.towerWeights
    var userPart: Float = 0
    Kernels.predictionLogits(
      row + shape.paddedFactors, rows: 1, columns: width, weights: weights, logits: &userPart)
    for k in 0..<count {
      scores[k] += userPart
      let itemRow = network.items.view(from: shape.paddedFactors).pointer + Int(items[k]) * shape.rowWidth
      Kernels.predictionLogits(itemRow, rows: 1, columns: width, weights: weights + width, logits: scores + k)
    }
  }

  private func resizeProducts(_ rows: Int) {
    guard rows != productRows else { return }
    productRows = rows
    products = network.block.layers.dropFirst().map {
      MatrixProduct(.plain, rows: rows, inner: $0.inputs, columns: $0.outputs)
    }
  }
}
