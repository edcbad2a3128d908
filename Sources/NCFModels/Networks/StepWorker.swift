import NCFKernels

/// One thread's part of a gradient step: the forward and backward pass of a chunk of the batch.
///
/// What a worker writes is its own; the sums over users' and items' slots are left to the caller, as several
/// workers may meet the same rows.
final class StepWorker {
  private let network: Network
  let tower: Tower?
  /// Gradients of the dense block over this worker's chunks of the batch.
  let denseGradients: AlignedBuffer<Float>
  let logitGradients: AlignedBuffer<Float>
  private let logits: AlignedBuffer<Float>
  /// The chunk at hand: where it starts in the batch, and its size.
  private(set) var start = 0
  private(set) var size = 0
  /// The sum of the log losses over this worker's chunks of the batch.
  private(set) var loss = 0.0
  /// Whether the worker had a part in the batch, and so has gradients.
  var hasGradients: Bool { !isFirstChunk }
  private var isFirstChunk = true

  /// - Parameter capacity: Rows of the largest chunk.
  init(_ network: Network, transposed: TransposedLayers, capacity: Int) {
    self.network = network
    let shape = network.shape
    tower =
      shape.hasTower
      ? Tower(
        network.block.layers, transposed: transposed, inputWidth: shape.paddedLayers[0], capacity: capacity)
      : nil
    denseGradients = AlignedBuffer(count: network.block.width, zero: 0)
    logits = AlignedBuffer(count: paddedWidth(capacity), zero: 0)
    logitGradients = AlignedBuffer(count: paddedWidth(capacity), zero: 0)
  }

  /// Begins a batch: no loss, no gradients.
  func begin() {
    loss = 0
    isFirstChunk = true
    clearGradients()
  }

  /// Computes the chunk's log loss and its gradients, all but the embeddings'.
  /// - Parameters:
  ///   - size: Instances; 0 for a worker that has no part in this round.
  ///   - scale: 1 / batch, by which each instance's gradient counts.
  func compute(_ batch: PairIndices, labels: UnsafePointer<Float>, start: Int, size: Int, scale: Float) {
    self.start = start
    self.size = size
    guard size > 0 else { return }
    let chunk = PairIndices(users: batch.users + start, items: batch.items + start)
    forward(chunk)
    loss += Kernels.logisticLoss(
      logits: logits.pointer, labels: labels + start, count: size, scale: scale,
      gradients: logitGradients.pointer)
    backward(chunk)
    isFirstChunk = false
  }

  private func forward(_ chunk: PairIndices) {
    let (shape, block, parameters) = (network.shape, network.block, network.parameters)
    logits.pointer.update(repeating: parameters[block.predictionBias], count: size)
    if shape.hasInteraction {
      Kernels.interactionLogits(
        users: network.users.view(), items: network.items.view(), pairs: chunk, count: size,
        weights: parameters + block.interactionWeights, width: shape.paddedFactors, logits: logits.pointer)
    }
    if let tower {
      tower.resize(rows: size)
      let (column, width) = (shape.paddedFactors, shape.paddedEmbedding)
      Kernels.gather(
        network.users.view(from: column), indices: chunk.users, count: size, width: width,
        into: RowView(tower.input, stride: 2 * width))
      Kernels.gather(
        network.items.view(from: column), indices: chunk.items, count: size, width: width,
        into: RowView(tower.input + width, stride: 2 * width))
      tower.forward(parameters)
      Kernels.predictionLogits(
        tower.output, rows: size, columns: shape.paddedLayers.last!, weights: parameters + block.towerWeights,
        logits: logits.pointer)
    }
  }

  private func backward(_ chunk: PairIndices) {
    let (shape, block, parameters) = (network.shape, network.block, network.parameters)
    let gradients = denseGradients.pointer
    for b in 0..<size { gradients[block.predictionBias] += logitGradients.pointer[b] }
    if shape.hasInteraction, shape.learnsPrediction {
      Kernels.interactionWeightGradients(
        users: network.users.view(), items: network.items.view(), pairs: chunk, count: size,
        width: shape.paddedFactors, logitGradients: logitGradients.pointer,
        weightGradients: gradients + block.interactionWeights)
    }
    if let tower {
      Kernels.predictionGradients(
        tower.output, rows: size, columns: shape.paddedLayers.last!, weights: parameters + block.towerWeights,
        logitGradients: logitGradients.pointer, gradients: tower.outputGradients,
        weightGradients: gradients + block.towerWeights)
      tower.backward(into: gradients, isFirstChunk: isFirstChunk)
    }
    if !shape.learnsPrediction {
      // Without gradients, every optimiser leaves the weights where they are.
      let count = block.predictionBias - block.interactionWeights
      (gradients + block.interactionWeights).update(repeating: 0, count: count)
    }
  }

  /// Clears what `backward` adds to in every chunk: the gradients of biases and of the prediction unit. The
  /// layers' weight gradients are replaced by the first chunk.
  private func clearGradients() {
    let (block, gradients) = (network.block, denseGradients.pointer)
    for layer in block.layers { (gradients + layer.bias).update(repeating: 0, count: layer.outputs) }
    (gradients + block.interactionWeights).update(repeating: 0, count: block.width - block.interactionWeights)
  }
}
