import NCFKernels

/// How a batch of triplets moves the latent vectors.
protocol BPRStep: AnyObject {
  /// The largest batch.
  var batchSize: Int { get }
  /// Moves the rows of a batch.
  /// - Returns: Σ −ln σ(x), each triplet before its step.
  func take(_ batch: TripletBatch) -> Double
  /// Brings every row up to date with the latest step.
  func settle()
}

/// A step of stochastic gradient descent for each triplet in turn, as in the paper.
final class BPRDescent: BPRStep {
  /// The triplets are stepped through one by one; the number only bounds the buffers.
  static let chunk = 1024
  let batchSize = BPRDescent.chunk
  private let model: LatentFactors
  private let rate: Float
  private let penalty: Float
  private let loss: PairwiseLoss

  init(_ model: LatentFactors, rate: Double, penalty: Double) {
    self.model = model
    self.rate = Float(rate)
    self.penalty = Float(penalty)
    loss = PairwiseLoss(capacity: batchSize)
  }

  func take(_ batch: TripletBatch) -> Double {
    Kernels.pairwiseDescent(
      users: model.users.view, items: model.items.view, triplets: batch.triplets, rate: rate,
      penalty: penalty, margins: loss.margins.extent)
    return loss.compute(count: batch.count)
  }

  func settle() {}
}

/// One step of an optimiser along the mean gradient of a batch.
final class BPRBatchStep: BPRStep {
  let batchSize: Int
  private let model: LatentFactors
  private let optimiser: Optimiser
  private let penalty: Float
  private let loss: PairwiseLoss
  private let userSelection: RowSelection
  private let itemSelection: RowSelection
  /// Summed gradients of the selected rows, one per slot.
  private let userGradients: AlignedBuffer<Float>
  private let itemGradients: AlignedBuffer<Float>

  init(_ model: LatentFactors, _ optimiser: Optimiser, batchSize: Int, penalty: Double) {
    self.model = model
    self.optimiser = optimiser
    self.batchSize = batchSize
    self.penalty = Float(penalty)
    loss = PairwiseLoss(capacity: batchSize)
    let (userCount, itemCount) = (model.users.rowCount, model.items.rowCount)
    userSelection = RowSelection(rowCount: userCount, capacity: batchSize)
    itemSelection = RowSelection(rowCount: itemCount, capacity: 2 * batchSize)
    userGradients = AlignedBuffer(count: min(batchSize, userCount) * model.width, zero: 0)
    itemGradients = AlignedBuffer(count: min(2 * batchSize, itemCount) * model.width, zero: 0)
  }

  func take(_ batch: TripletBatch) -> Double {
    optimiser.beginStep()
    userSelection.select(batch.triplets.users)
    itemSelection.select(batch.items)
    optimiser.catchUp(model.users, userSelection)
    optimiser.catchUp(model.items, itemSelection)
    let total = computeGradients(batch)
    optimiser.update(model.users, userSelection, gradients: userGradients.extent)
    optimiser.update(model.items, itemSelection, gradients: itemGradients.extent)
    return total
  }

  func settle() {
    optimiser.settle(model.users)
    optimiser.settle(model.items)
  }

  /// Sums the gradients of the mean loss over the batch into the slots of its rows.
  private func computeGradients(_ batch: TripletBatch) -> Double {
    let (width, count, triplets) = (model.width, batch.count, batch.triplets)
    userGradients[0..<userSelection.count * width].fill(0)
    itemGradients[0..<itemSelection.count * width].fill(0)
    Kernels.pairwiseMargins(
      users: model.users.view, items: model.items.view, triplets: triplets, margins: loss.margins.extent)
    let total = loss.compute(count: count, scale: 1 / Float(count))
    Kernels.pairwiseGradients(
      users: model.users.view, items: model.items.view, triplets: triplets,
      marginGradients: loss.gradients.extent, penalty: penalty / Float(count),
      slots: TripletIndices(
        users: userSelection.slots, positives: itemSelection.slots[0..<count],
        negatives: itemSelection.slots[count..<2 * count]),
      userGradients: RowView(userGradients.extent, width: width),
      itemGradients: RowView(itemGradients.extent, width: width))
    return total
  }
}

/// The pairwise loss −ln σ(x) of a batch's margins x: the log loss of logits whose labels are all 1.
final class PairwiseLoss {
  let margins: AlignedBuffer<Float>
  /// ∂loss/∂margins, after `compute`.
  let gradients: AlignedBuffer<Float>
  private let labels: AlignedBuffer<Float>

  init(capacity: Int) {
    let padded = paddedWidth(capacity)
    margins = AlignedBuffer(count: padded, zero: 0)
    gradients = AlignedBuffer(count: padded, zero: 0)
    labels = AlignedBuffer(count: padded, zero: 1)
  }

  /// Computes gradients[b] = scale·(σ(x) − 1).
  /// - Returns: Σ −ln σ(x), not scaled.
  func compute(count: Int, scale: Float = 1) -> Double {
    Kernels.logisticLoss(
      logits: margins.extent, labels: labels.extent, count: count, scale: scale, gradients: gradients.extent)
  }
}
