import NCFKernels

/// One gradient step over a batch: forward, log loss, backward, update.
///
/// With several workers each takes a part of the batch through the network; sums over users' slots and over items'
/// slots then fall to one worker each, so that every sum has one order and the result depends on the number of
/// workers, not on their speed.
final class NetworkStep {
  /// Rows that a worker takes through the tower at once; larger batches go in rounds, so that the activations stay
  /// in the cache.
  static let largestChunk = 256

  private let network: Network
  private let penalties: Penalties
  private let team: WorkerTeam
  private let workers: [StepWorker]
  private let transposed: TransposedLayers
  private let userSelection: RowSelection
  private let itemSelection: RowSelection
  /// Summed gradients of the selected rows, one per slot.
  private let userGradients: AlignedBuffer<Float>
  private let itemGradients: AlignedBuffer<Float>

  /// The strengths λ of the penalties λ·‖W‖².
  struct Penalties {
    /// On each side's factors, and on its embedding in the tower.
    let users: ColumnPenalties
    let items: ColumnPenalties
    /// One for each hidden layer.
    let layers: [Double]
  }

  init(_ network: Network, batchSize: Int, penalties: Penalties, threads: Int) {
    self.network = network
    self.penalties = penalties
    let shape = network.shape
    let transposed = TransposedLayers(network.block.layers)
    self.transposed = transposed
    team = WorkerTeam(count: threads)
    workers = (0..<threads).map { _ in
      StepWorker(network, transposed: transposed, capacity: min(batchSize, Self.largestChunk))
    }
    userSelection = RowSelection(rowCount: shape.userCount, capacity: batchSize)
    itemSelection = RowSelection(rowCount: shape.itemCount, capacity: batchSize)
    userGradients = AlignedBuffer(count: min(batchSize, shape.userCount) * shape.rowWidth, zero: 0)
    itemGradients = AlignedBuffer(count: min(batchSize, shape.itemCount) * shape.rowWidth, zero: 0)
    refresh()
  }

  /// Brings what is derived from the parameters up to date after they have been replaced.
  func refresh() { transposed.refresh(network.parameters, share: .all) }

  /// Takes the step for a batch.
  /// - Returns: The sum of the instances' log losses before the step, without penalties.
  func take(_ batch: InstanceBatch) -> Double {
    let (pairs, labels) = (batch.pairs, batch.labels)
    network.optimiser.beginStep()
    team.perform { index in
      let share = WorkShare(index: index, count: team.count)
      // Users fall to the first worker, items to the last: the same one if there is only one.
      if index == 0 { select(network.users, userSelection, pairs.users, userGradients) }
      if index == team.count - 1 { select(network.items, itemSelection, pairs.items, itemGradients) }
      team.barrier()
      computeGradients(pairs, labels: labels, worker: index)
      updateDense(share)
      if index == 0 { update(network.users, userSelection, userGradients, penalties.users) }
      if index == team.count - 1 { update(network.items, itemSelection, itemGradients, penalties.items) }
      team.barrier()
      transposed.refresh(network.parameters, share: share)
    }
    return workers.reduce(0) { $0 + $1.loss }
  }

  /// Finds the rows that the batch reads, brings them up to date and clears their gradients.
  private func select(
    _ rows: ParameterRows, _ selection: RowSelection, _ indices: RowIndices,
    _ gradients: AlignedBuffer<Float>
  ) {
    selection.select(indices)
    network.optimiser.catchUp(rows, selection)
    gradients[0..<selection.count * rows.width].fill(0)
  }

  /// Takes the batch through the network in rounds, a chunk for each worker in each round.
  private func computeGradients(_ batch: PairIndices, labels: Extent<Float>, worker index: Int) {
    let (worker, count) = (workers[index], batch.count)
    let chunk = min(Self.largestChunk, paddedWidth((count + team.count - 1) / team.count))
    worker.begin()
    for round in stride(from: 0, to: count, by: chunk * team.count) {
      let start = min(count, round + index * chunk)
      worker.compute(
        batch, labels: labels, start: start, size: min(chunk, count - start), scale: 1 / Float(count))
      team.barrier()
      if index == 0 { sumEmbeddingGradients(batch, .users) }
      if index == team.count - 1 { sumEmbeddingGradients(batch, .items) }
      team.barrier()
    }
    if index == 0 { addPenalties() }
    team.barrier()
  }

  private enum Side {
    case users, items
  }

  /// Adds the chunks' gradients of one side's embeddings into the slots, worker after worker.
  private func sumEmbeddingGradients(_ batch: PairIndices, _ side: Side) {
    let (shape, block) = (network.shape, network.block)
    let isUsers = side == .users
    let slots = (isUsers ? userSelection : itemSelection).slots
    let gradients = RowView((isUsers ? userGradients : itemGradients).extent, width: shape.rowWidth)
    let others = isUsers ? batch.items : batch.users
    let embedding = shape.paddedEmbedding
    for worker in workers where worker.size > 0 {
      let chunk = worker.start..<worker.start + worker.size
      if shape.hasInteraction {
        Kernels.interactionGradients(
          others: isUsers ? network.items.view : network.users.view, otherIndices: others[chunk],
          weights: network.parameters[block.interactionWeights], logitGradients: worker.logitGradients.extent,
          slots: slots[chunk], gradients: gradients)
      }
      if let tower = worker.tower {
        let start = isUsers ? 0 : embedding
        Kernels.scatterAdd(
          tower.inputGradients[columns: start..<start + embedding], slots: slots[chunk],
          into: gradients[columns: shape.paddedFactors..<shape.rowWidth])
      }
    }
  }

  /// Adds 2λW to the first worker's gradients of the hidden layers.
  private func addPenalties() {
    for (layer, penalty) in zip(network.block.layers, penalties.layers) where penalty > 0 {
      Kernels.addScaled(
        network.parameters[layer.weights], by: Float(2 * penalty),
        to: workers[0].denseGradients[layer.weights])
    }
  }

  /// Sums the workers' gradients over a share of the dense block, and moves it.
  private func updateDense(_ share: WorkShare) {
    let part = share.range(of: network.block.width, granularity: 16)
    let sum = workers[0].denseGradients.extent
    for worker in workers.dropFirst() where worker.hasGradients {
      Kernels.addScaled(worker.denseGradients[part], by: 1, to: sum[part])
    }
    network.optimiser.updateDense(network.dense, part: part, gradients: sum)
  }

  private func update(
    _ rows: ParameterRows, _ selection: RowSelection, _ gradients: AlignedBuffer<Float>,
    _ penalties: ColumnPenalties
  ) {
    if penalties.vanish(onWidth: rows.width) {
      network.optimiser.update(rows, selection, gradients: gradients.extent)
    } else {
      network.optimiser.updateAll(rows, selection, gradients: gradients.extent, penalties: penalties)
    }
  }
}

/// One thread's part of a gradient step: the forward and backward pass of a chunk of the batch.
///
/// What a worker writes is its own; the sums over users' and items' slots are left to the caller, as several
/// workers may meet the same rows.
final class StepWorker {
  private let network: Network
  private let pass: ForwardPass
  /// Holds the gradients of the chunk's embeddings in the tower.
  var tower: Tower? { pass.tower }
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
    pass = ForwardPass(network, capacity: capacity, transposed: transposed)
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
  func compute(_ batch: PairIndices, labels: Extent<Float>, start: Int, size: Int, scale: Float) {
    self.start = start
    self.size = size
    guard size > 0 else { return }
    let chunk = batch[start..<start + size]
    pass.compute(chunk, users: network.users.view, towerInput: .embeddings, logits: logits.extent)
    loss += Kernels.logisticLoss(
      logits: logits.extent, labels: labels[start...], count: size, scale: scale,
      gradients: logitGradients.extent)
    backward(chunk)
    isFirstChunk = false
  }

  private func backward(_ chunk: PairIndices) {
    let (shape, block, parameters) = (network.shape, network.block, network.parameters)
    let gradients = denseGradients.extent
    // In a register: through memory, each addition would wait for the store before it.
    var bias = gradients[block.predictionBias]
    for b in 0..<size { bias += logitGradients[b] }
    gradients[block.predictionBias] = bias
    if shape.hasInteraction, shape.learnsPrediction {
      Kernels.interactionWeightGradients(
        users: network.users.view, items: network.items.view, pairs: chunk,
        logitGradients: logitGradients.extent, weightGradients: gradients[block.interactionWeights])
    }
    if let tower {
      Kernels.predictionGradients(
        tower.output, rows: size, columns: block.towerWeights.count, weights: parameters[block.towerWeights],
        logitGradients: logitGradients.extent, gradients: tower.outputGradients,
        weightGradients: gradients[block.towerWeights])
      tower.backward(into: gradients, isFirstChunk: isFirstChunk)
    }
    if !shape.learnsPrediction {
      // Without gradients, every optimiser leaves the weights where they are.
      gradients[block.interactionWeights.lowerBound..<block.predictionBias].fill(0)
    }
  }

  /// Clears what `backward` adds to in every chunk: the gradients of biases and of the prediction unit. The
  /// layers' weight gradients are replaced by the first chunk.
  private func clearGradients() {
    let (block, gradients) = (network.block, denseGradients.extent)
    for layer in block.layers { gradients[layer.bias].fill(0) }
    gradients[block.interactionWeights.lowerBound...].fill(0)
  }
}

/// One of several equal parts of some work.
struct WorkShare {
  let index: Int
  let count: Int

  static let all = WorkShare(index: 0, count: 1)

  /// This part of `length` elements, in whole units of `granularity`, of which `length` is a multiple.
  func range(of length: Int, granularity: Int) -> Range<Int> {
    let units = length / granularity
    return units * index / count * granularity..<units * (index + 1) / count * granularity
  }
}
