import Foundation
import NCFData
import NCFKernels
import NCFWeights

/// Sweeps of element-wise alternating least squares (He et al., SIGIR 2016, algorithm 1).
final class EALSTrainer: Trainer {
  let epochCount: Int
  private let training: InteractionMatrix
  private let columns: ItemColumns
  /// The items of each user, and the users of each item.
  private let items: IndexRows
  private let users: IndexRows
  private let model: LatentFactors
  private let penalty: Double
  /// c_i; shape items.
  private let missingWeights: AlignedBuffer<Float>
  /// r̂ of every interaction, in the order of `training.items`; follows each update.
  private let predictions: AlignedBuffer<Float>
  /// S^p = Σ_u p_u·p_uᵀ.
  private let userGram: GramMatrix
  /// S^q = Σ_i c_i·q_i·q_iᵀ.
  private let itemGram: GramMatrix
  private let scratch: EntryScratch
  /// Whether S^q is that of Q and c as they are.
  private var isItemGramCurrent = false
  private var sweeps: AlternatingSweeps

  /// How many entries and factors a step works on, at least: some milliseconds' work.
  private static let stretch = 16_384

  init(_ settings: EALS.Settings, _ training: InteractionMatrix) {
    self.training = training
    columns = ItemColumns(training)
    (items, users) = (training.itemLists, columns.userLists)
    model = LatentFactors(training, factors: settings.factors)
    let width = model.width
    model.initialise(seed: UInt64(settings.seed))
    penalty = settings.l2
    missingWeights = Self.missingWeights(
      training.itemFrequencies, total: settings.missingWeight,
      exponent: settings.popularityExponent)
    predictions = AlignedBuffer(count: training.interactionCount, zero: 0)
    userGram = GramMatrix(width: width)
    itemGram = GramMatrix(width: width)
    scratch = EntryScratch(
      capacity: max(longestRow(training.offsets), longestRow(columns.offsets)), width: width)
    sweeps = AlternatingSweeps(
      userCount: training.userCount, itemCount: training.itemCount, stretch: Self.stretch)
    epochCount = settings.epochs
    predict()
  }

  /// c_i = c₀·f_i^α / Σ_j f_j^α (eq. 8).
  private static func missingWeights(
    _ frequencies: [Int], total: Double, exponent: Double
  ) -> AlignedBuffer<Float> {
    // 0⁰ is 1: with α = 0 all items weigh the same.
    let powers = frequencies.map { pow(Double($0), exponent) }
    let sum = powers.reduce(0, +)
    let weights = AlignedBuffer<Float>(count: frequencies.count, zero: 0)
    for (item, power) in powers.enumerated() where sum > 0 {
      weights[item] = Float(total * power / sum)
    }
    return weights
  }

  /// An epoch is one sweep: all users, then all items. Its loss is the objective L per interaction, penalties
  /// included; no sweep raises it.
  func step() -> TrainingStep {
    sweeps.step { side in
      switch side {
      case .users: if !isItemGramCurrent { computeItemGram() }
      case .items:
        userGram.compute(model.users)
        isItemGramCurrent = false
      }
    } update: { side, row in
      let done = side == .users ? (work: update(user: row), loss: 0) : update(item: row)
      return (done.work + model.factors, done.loss)
    } finish: { observedLoss in
      computeItemGram()
      // The missing entries' share, taken over all entries; `observedLoss` has what is then too much.
      let all = userGram.product(with: itemGram)
      let norms =
        Kernels.squaredNorm(model.users.parameters.extent)
        + Kernels.squaredNorm(model.items.parameters.extent)
      return (observedLoss + all + penalty * norms) / Double(max(1, training.interactionCount))
    }
  }

  private func computeItemGram() {
    itemGram.compute(model.items, weights: missingWeights)
    isItemGramCurrent = true
  }

  /// Every element of a row of P (eq. 12).
  /// - Returns: The number of the row's observed entries.
  private func update(user: Int) -> Int {
    let start = training.offsets[user]
    return items.withRow(user) { items in
      let count = items.count
      scratch.gather(model.items, items)
      let (weights, excess) = (missingWeights.extent, scratch.excessWeights.extent)
      for n in 0..<count { excess[n] = 1 - weights[items[n]] }
      let own = predictions[start..<start + count]
      scratch.predictions.extent.copy(from: own)
      cycle(model.users, row: user, gram: itemGram, missingWeight: 1)
      own.copy(from: scratch.predictions[0..<count])
      return count
    }
  }

  /// Every element of a row of Q (eq. 13).
  /// - Returns: The number of the row's observed entries, and what they add to the loss over all entries.
  private func update(item: Int) -> (work: Int, loss: Double) {
    let range = columns.range(of: item)
    let missingWeight = missingWeights[item]
    return columns.positions.withUnsafeBufferPointer { positions in
      users.withRow(item) { scratch.gather(model.users, $0) }
      scratch.excessWeights[0..<range.count].fill(1 - missingWeight)
      let (all, own) = (predictions.extent, scratch.predictions.extent)
      for n in 0..<range.count { own[n] = all[Int(positions[range.lowerBound + n])] }
      cycle(model.items, row: item, gram: userGram, missingWeight: missingWeight)
      for n in 0..<range.count { all[Int(positions[range.lowerBound + n])] = own[n] }
      return (range.count, Kernels.observedLoss(scratch.entries))
    }
  }

  /// Sets every factor of a row to its optimum in turn, given the entries in `scratch`.
  private func cycle(_ table: ParameterRows, row: Int, gram: GramMatrix, missingWeight: Float) {
    Kernels.elementwiseCycle(
      table.view[row], factors: model.factors, entries: scratch.entries, gram: gram.elements.extent,
      missingWeight: missingWeight, penalty: Float(penalty))
  }

  /// Computes r̂ anew from P and Q.
  private func predict() {
    training.items.withUnsafeBufferPointer { items in
      for user in 0..<training.userCount {
        let range = training.offsets[user]..<training.offsets[user + 1]
        model.score(
          user: user, items: UnsafeBufferPointer(rebasing: items[range]),
          into: UnsafeMutableBufferPointer(rebasing: predictions.elements[range]))
      }
    }
  }

  func start(from weights: TensorBundle) throws {
    try model.take(weights)
    predict()
  }

  func recommender() -> any Recommender { model }

  var weights: TensorBundle { model.weights }

  /// The Gram matrices are left out: they follow from the tables.
  var state: TrainerState? {
    var state = TrainerState()
    state.set("users", model.users)
    state.set("items", model.items)
    state.set("predictions", predictions.elements)
    sweeps.keep(in: &state)
    return state
  }

  func resume(from state: TrainerState) throws {
    try state.copy("users", to: model.users, step: 0)
    try state.copy("items", to: model.items, step: 0)
    try state.copy("predictions", to: predictions.elements)
    try sweeps.resume(from: state)
    isItemGramCurrent = false
  }
}

/// The most entries of any row, given where rows begin and the last one ends.
private func longestRow(_ offsets: [Int]) -> Int {
  zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
}

/// Room for the observed entries of one user or item while element-wise ALS updates its factors.
final class EntryScratch {
  /// The other side's factors, one run per factor.
  private let columns: AlignedBuffer<Float>
  let excessWeights: AlignedBuffer<Float>
  let predictions: AlignedBuffer<Float>
  private var count = 0

  /// - Parameters:
  ///   - capacity: The most entries of a user or an item.
  ///   - width: Floats per row of the factor tables.
  init(capacity: Int, width: Int) {
    let stride = Self.stride(of: capacity)
    columns = AlignedBuffer(count: stride * width, zero: 0)
    excessWeights = AlignedBuffer(count: stride, zero: 0)
    predictions = AlignedBuffer(count: stride, zero: 0)
  }

  /// Takes the factors of the entries from the other side's table; `excessWeights` and `predictions` are then for
  /// the caller to fill.
  /// - Parameter indices: Rows of `table`.
  func gather(_ table: ParameterRows, _ indices: RowIndices) {
    count = indices.count
    Kernels.gatherTransposed(
      table.view, indices: indices, into: columns.extent, targetStride: Self.stride(of: count))
  }

  /// The entries as the kernels see them.
  var entries: ObservedEntries {
    ObservedEntries(
      count: count, columns: columns.extent, stride: Self.stride(of: count),
      excessWeights: excessWeights.extent, predictions: predictions.extent)
  }

  private static func stride(of count: Int) -> Int { (count + 15) & ~15 }
}
