import NCFKernels

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
  /// - Parameter indices: Rows of `table`; nil only if there are none.
  func gather(_ table: ParameterRows, _ indices: UnsafePointer<Int32>?, count: Int) {
    self.count = count
    guard let indices, count > 0 else { return }
    Kernels.gatherTransposed(
      table.view(), indices: indices, count: count, width: table.width, into: columns.pointer,
      targetStride: Self.stride(of: count))
  }

  /// The entries as the kernels see them.
  var entries: ObservedEntries {
    ObservedEntries(
      count: count, columns: columns.pointer, stride: Self.stride(of: count),
      excessWeights: excessWeights.pointer, predictions: predictions.pointer)
  }

  private static func stride(of count: Int) -> Int { (count + 15) & ~15 }
}
