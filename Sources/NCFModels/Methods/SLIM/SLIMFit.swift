import NCFData
import NCFKernels

/// Fits W: XᵀX some rows at a time, then a column in each step.
struct SLIMFit: ClosedForm {
  /// Counts of pairs of items that a step looks at, at least.
  private static let stretch = 1 << 17

  private let settings: SLIM.Settings
  private let training: InteractionMatrix
  private let common: CommonItems
  private let counts: AlignedBuffer<Int32>
  /// XᵀX; items rows of `stride` floats.
  private let gram: AlignedBuffer<Float>
  private let stride: Int
  private var rowsDone = 0
  /// Once XᵀX is complete.
  private var search: NeighbourSearch?

  init(_ settings: SLIM.Settings, _ training: InteractionMatrix) {
    (self.settings, self.training) = (settings, training)
    common = CommonItems(ItemColumns(training), training)
    stride = paddedWidth(training.itemCount)
    counts = AlignedBuffer(count: training.itemCount, zero: 0)
    gram = AlignedBuffer(count: training.itemCount * stride, zero: 0)
  }

  mutating func step() -> ItemKNNModel? {
    guard search != nil else {
      setRows()
      if rowsDone == training.itemCount {
        let regressions = ElasticNetSolver(
          gram: gram, order: training.itemCount, stride: stride, penalty: penalty,
          tolerance: settings.tolerance)
        search = NeighbourSearch(regressions, largestCount: settings.neighbours, rowsPerStep: 1)
      }
      return nil
    }
    return search?.step().map { ItemKNNModel(training, $0) }
  }

  /// n·α·ρ and n·α·(1 − ρ).
  private var penalty: ElasticNetPenalty {
    let total = Double(training.userCount) * settings.alpha
    return ElasticNetPenalty(
      l1: Float(total * settings.l1Ratio), l2: Float(total * (1 - settings.l1Ratio)),
      isNonNegative: settings.isNonNegative)
  }

  private mutating func setRows() {
    let end = min(training.itemCount, rowsDone + Self.stretch / max(1, training.itemCount) + 1)
    for item in rowsDone..<end {
      counts.fill(0)
      common.count(with: item, into: counts)
      for other in 0..<training.itemCount {
        gram[item * stride + other] = Float(counts[other])
      }
    }
    rowsDone = end
  }
}
