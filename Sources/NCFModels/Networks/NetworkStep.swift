import NCFKernels

/// One gradient step over a batch: forward, log loss, backward, update.
final class NetworkStep {
  /// Rows that pass through the tower at once; larger batches go in chunks, whose activations stay in the cache.
  static let largestChunk = 256

  private let network: Network
  private let penalties: Penalties
  private let tower: Tower?
  private let userSelection: RowSelection
  private let itemSelection: RowSelection
  /// Summed gradients of the selected rows, one per slot.
  private let userGradients: AlignedBuffer<Float>
  private let itemGradients: AlignedBuffer<Float>
  private let denseGradients: AlignedBuffer<Float>
  private let logits: AlignedBuffer<Float>
  private let logitGradients: AlignedBuffer<Float>

  /// The strengths λ of the penalties λ·‖W‖².
  struct Penalties {
    let embeddings: Double
    /// One for each hidden layer.
    let layers: [Double]
  }

  init(_ network: Network, batchSize: Int, penalties: Penalties) {
    self.network = network
    self.penalties = penalties
    let shape = network.shape
    let chunk = min(batchSize, Self.largestChunk)
    tower =
      shape.hasTower
      ? Tower(network.block.layers, inputWidth: shape.paddedLayers[0], capacity: chunk) : nil
    userSelection = RowSelection(rowCount: shape.userCount, capacity: batchSize)
    itemSelection = RowSelection(rowCount: shape.itemCount, capacity: batchSize)
    userGradients = AlignedBuffer(count: min(batchSize, shape.userCount) * shape.rowWidth, zero: 0)
    itemGradients = AlignedBuffer(count: min(batchSize, shape.itemCount) * shape.rowWidth, zero: 0)
    denseGradients = AlignedBuffer(count: network.block.width, zero: 0)
    logits = AlignedBuffer(count: paddedWidth(chunk), zero: 0)
    logitGradients = AlignedBuffer(count: paddedWidth(chunk), zero: 0)
    refresh()
  }

  /// Brings what is derived from the parameters up to date after they have been replaced.
  func refresh() { tower?.refresh(network.parameters) }

  /// Takes the step for `count` instances.
  /// - Parameter labels: 0 or 1; readable up to the next multiple of 8.
  /// - Returns: The sum of the instances' log losses before the step, without penalties.
  func take(_ pairs: PairIndices, labels: UnsafePointer<Float>, count: Int) -> Double {
    let optimiser = network.optimiser
    optimiser.beginStep()
    userSelection.select(pairs.users, count: count)
    itemSelection.select(pairs.items, count: count)
    optimiser.catchUp(network.users, userSelection)
    optimiser.catchUp(network.items, itemSelection)
    let loss = computeGradients(pairs, labels: labels, count: count)
    if penalties.embeddings > 0 {
      optimiser.updateAll(
        network.users, userSelection, gradients: userGradients.pointer, penalty: penalties.embeddings)
      optimiser.updateAll(
        network.items, itemSelection, gradients: itemGradients.pointer, penalty: penalties.embeddings)
    } else {
      optimiser.update(network.users, userSelection, gradients: userGradients.pointer)
      optimiser.update(network.items, itemSelection, gradients: itemGradients.pointer)
    }
    optimiser.updateDense(network.dense, gradients: denseGradients.pointer)
    refresh()
    return loss
  }

  /// Sums the gradients of the mean log loss over the batch into slots and block, chunk by chunk.
  private func computeGradients(_ pairs: PairIndices, labels: UnsafePointer<Float>, count: Int) -> Double {
    let width = network.shape.rowWidth
    userGradients.pointer.update(repeating: 0, count: userSelection.count * width)
    itemGradients.pointer.update(repeating: 0, count: itemSelection.count * width)
    clearSmallGradients()
    var loss = 0.0
    for start in stride(from: 0, to: count, by: Self.largestChunk) {
      let size = min(Self.largestChunk, count - start)
      let chunk = PairIndices(users: pairs.users + start, items: pairs.items + start)
      let slots = PairIndices(
        users: userSelection.slots.pointer + start, items: itemSelection.slots.pointer + start)
      forward(chunk, size)
      loss += Kernels.logisticLoss(
        logits: logits.pointer, labels: labels + start, count: size, scale: 1 / Float(count),
        gradients: logitGradients.pointer)
      backward(chunk, slots, size, isFirstChunk: start == 0)
    }
    for (layer, penalty) in zip(network.block.layers, penalties.layers) where penalty > 0 {
      Kernels.addScaled(
        network.parameters + layer.weights, by: Float(2 * penalty), count: layer.inputs * layer.outputs,
        to: denseGradients.pointer + layer.weights)
    }
    return loss
  }

  private func forward(_ chunk: PairIndices, _ size: Int) {
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

  private func backward(_ chunk: PairIndices, _ slots: PairIndices, _ size: Int, isFirstChunk: Bool) {
    let (shape, block, parameters) = (network.shape, network.block, network.parameters)
    let (gradients, width) = (denseGradients.pointer, shape.rowWidth)
    for b in 0..<size { gradients[block.predictionBias] += logitGradients.pointer[b] }
    if shape.hasInteraction {
      Kernels.interactionGradients(
        users: network.users.view(), items: network.items.view(), pairs: chunk, count: size,
        weights: parameters + block.interactionWeights, width: shape.paddedFactors,
        logitGradients: logitGradients.pointer, slots: slots,
        userGradients: RowView(userGradients.pointer, stride: width),
        itemGradients: RowView(itemGradients.pointer, stride: width),
        weightGradients: gradients + block.interactionWeights)
    }
    if let tower {
      let (column, embedding) = (shape.paddedFactors, shape.paddedEmbedding)
      Kernels.predictionGradients(
        tower.output, rows: size, columns: shape.paddedLayers.last!, weights: parameters + block.towerWeights,
        logitGradients: logitGradients.pointer, gradients: tower.outputGradients,
        weightGradients: gradients + block.towerWeights)
      tower.backward(into: gradients, isFirstChunk: isFirstChunk)
      Kernels.scatterAdd(
        RowView(tower.inputGradients, stride: 2 * embedding), slots: slots.users, count: size,
        width: embedding,
        into: RowView(userGradients.pointer + column, stride: width))
      Kernels.scatterAdd(
        RowView(tower.inputGradients + embedding, stride: 2 * embedding), slots: slots.items, count: size,
        width: embedding, into: RowView(itemGradients.pointer + column, stride: width))
    }
  }

  /// Clears what `backward` adds to in every chunk: the gradients of biases and of the prediction unit. The
  /// layers' weight gradients are replaced by the first chunk.
  private func clearSmallGradients() {
    let (block, gradients) = (network.block, denseGradients.pointer)
    for layer in block.layers { (gradients + layer.bias).update(repeating: 0, count: layer.outputs) }
    (gradients + block.interactionWeights).update(
      repeating: 0, count: block.width - block.interactionWeights)
  }
}
