import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

/// The shallow linear autoencoder EASEᴿ (Steck, WWW 2019).
///
///     ŷ(u, j) = Σ_{i ∈ I_u} B_ij
///     min ‖X − XB‖² + λ·‖B‖²  with  diag(B) = 0
///     B = I − P·diag(1/P_jj),   P = (XᵀX + λI)⁻¹                            (eq. 8)
///
/// X is the binary user × item matrix, B has items × items entries. The solution is in closed form: one inverse.
public struct EASE: Method {
  public let name = "ease"
  public let title = "EASEᴿ"
  public let summary = "linear autoencoder without self-similarity, in closed form"
  public let style = LineStyle(colour: "#000000", marker: 11, isDashed: true)

  public struct Settings: MethodSettings {
    public var l2 = 500.0

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.l2, \.l2)
    ]
  }

  public init() {}

  /// The inverse takes 2·items³ operations, whatever the interactions; spread over those of MovieLens-1M.
  public func relativeCost(of settings: Settings) -> Double { 100_000 }

  /// Half the matrix to be inverted, in double precision, and its inverse; later that inverse and twice its weights.
  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    12 * training.itemCount * (training.itemCount + 8) + 8 * training.interactionCount
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) throws -> any Trainer {
    ClosedFormTrainer(try EASEFit(data.training, penalty: settings.l2))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { EASEModel.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try EASEModel(weights, for: training)
  }
}

/// The closed form of EASEᴿ (Steck, WWW 2019, eq. 8): XᵀX + λI row by row, its inverse tile by tile, and the inverse in
/// single precision tile by tile.
struct EASEFit: ClosedForm {
  /// Beyond this, P would fill the memory of most machines.
  private static let greatestItemCount = 30_000
  /// Counts of pairs of items that a step looks at, at least.
  private static let stretch = 1 << 17

  private let training: InteractionMatrix
  private let penalty: Double
  private let common: CommonItems
  private let counts: AlignedBuffer<Int32>
  private let row: AlignedBuffer<Double>
  private let inverse: PositiveDefiniteInverse
  private let model: EASEModel

  /// Rows of XᵀX + λI that are set.
  private var rowsDone = 0
  private var isInverted = false
  /// The next tile of the inverse to be taken over.
  private var next = (i: 0, j: 0)

  /// - Throws: `InputError` if there are too many items.
  init(_ training: InteractionMatrix, penalty: Double) throws {
    let count = training.itemCount
    guard count <= Self.greatestItemCount else {
      throw InputError(
        .badContent,
        problem: "EASEᴿ inverts an items × items matrix; found \(count) items, expected at most "
          + "\(Self.greatestItemCount)",
        remedy: "choose another method for this data set")
    }
    self.training = training
    self.penalty = penalty
    common = CommonItems(ItemColumns(training), training)
    counts = AlignedBuffer(count: count, zero: 0)
    row = AlignedBuffer(count: count, zero: 0)
    inverse = PositiveDefiniteInverse(order: count)
    model = EASEModel(training)
  }

  mutating func step() throws -> EASEModel? {
    if rowsDone < training.itemCount {
      setRows()
    } else if !isInverted {
      let progress = inverse.step()
      guard progress != .impossible else {
        throw InputError(
          .badContent, problem: "the items' matrix XᵀX + λI has no inverse", remedy: "choose a larger l2")
      }
      isInverted = progress == .complete
    } else {
      takeTile()
    }
    return next.i == inverse.tileCount ? model : nil
  }

  /// Some rows of XᵀX + λI, up to the diagonal.
  private mutating func setRows() {
    let end = min(training.itemCount, rowsDone + Self.stretch / training.itemCount + 1)
    for item in rowsDone..<end {
      counts.fill(0)
      common.count(with: item, into: counts)
      for other in 0...item { row[other] = Double(counts[other]) }
      row[item] += penalty
      inverse.setRow(item, to: row.extent)
    }
    rowsDone = end
  }

  /// A tile of P, and by symmetry the one on the other side of the diagonal.
  private mutating func takeTile() {
    let (i, j) = next
    let (tile, side) = (inverse.tile(i, j), inverse.side)
    for row in 0..<inverse.extent(i) {
      let item = i * side + row
      let target = model.row(item)
      for column in 0..<(i == j ? row + 1 : inverse.extent(j)) {
        let value = Float(tile[row * side + column])
        target[j * side + column] = value
        model.row(j * side + column)[item] = value
      }
    }
    inverse.release(i, j)
    next = j < i ? (i, j + 1) : (i + 1, 0)
  }
}

/// P = (XᵀX + λI)⁻¹, which is symmetric, in place of B: a row of P serves as row i of B (for the catalogue) and as
/// column j of B (for single items), each without a walk across memory.
final class EASEModel: FittedModel {
  /// Rows of P that lie in one piece of memory, so that no piece takes long to come by.
  private static let blockSize = 64

  private let training: InteractionMatrix
  private let items: IndexRows
  /// P; rows are `width` apart and zero beyond the last item. Blocks come into being with the first of their rows.
  private var blocks: [AlignedBuffer<Float>?]
  private let width: Int

  /// P is zero, and to be filled in.
  init(_ training: InteractionMatrix) {
    self.training = training
    items = training.itemLists
    width = paddedWidth(training.itemCount)
    blocks = Array(repeating: nil, count: (training.itemCount + Self.blockSize - 1) / Self.blockSize)
  }

  /// - Throws: `InputError` if there is no P of the data set's items.
  convenience init(_ weights: TensorBundle, for training: InteractionMatrix) throws {
    let count = training.itemCount
    let values = try weights.values(of: Self.tensorName, shape: [count, count])
    self.init(training)
    for item in 0..<count {
      let target = row(item)
      for other in 0..<count { target[other] = values[item * count + other] }
    }
  }

  var itemCount: Int { training.itemCount }

  /// A row of P.
  func row(_ item: Int) -> Extent<Float> {
    let (block, offset) = (item / Self.blockSize, item % Self.blockSize * width)
    if let rows = blocks[block] { return rows[offset..<offset + width] }
    let rows = AlignedBuffer<Float>(count: Self.blockSize * width, zero: 0)
    blocks[block] = rows
    return rows[offset..<offset + width]
  }

  /// Σ_{i ∈ I_u} B_ij = −Σ_{i ∈ I_u, i ≠ j} P_ij / P_jj
  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { sums in
      sums.initialize(repeating: 0)
      let items = training.items(of: user)
      for item in items { Kernels.addScaled(row(Int(item)), by: 1, to: Extent(sums)) }
      for item in items { sums[Int(item)] -= row(Int(item))[Int(item)] }
      for item in 0..<itemCount { scores[item] = -sums[item] / row(item)[item] }
    }
  }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    self.items.withRow(user) { profile in
      for (index, item) in items.enumerated() {
        let row = row(Int(item))
        let own = row[Int(item)]
        var sum = Kernels.indexedSum(indices: profile, dense: row)
        if training.contains(user: user, item: item) { sum -= own }
        scores[index] = -sum / own
      }
    }
  }

  private static let tensorName = "item.inverse"

  static func recognises(_ weights: TensorBundle) -> Bool { Array(weights.tensors.keys) == [tensorName] }

  /// | name | shape |
  /// |---|---|
  /// | `item.inverse` (P) | items × items |
  var weights: TensorBundle {
    var values: [Float] = []
    values.reserveCapacity(parameterCount)
    for item in 0..<itemCount { values += row(item)[0..<itemCount].elements }
    return TensorBundle([Self.tensorName: .init(shape: [itemCount, itemCount], values: values)])
  }

  var parameterCount: Int { itemCount * itemCount }
}
