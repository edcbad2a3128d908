import NCFKernels
import NCFRandom

extension SeededGenerator {
  /// Numbers drawn uniformly from a range.
  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> AlignedBuffer<Float> {
    let buffer = AlignedBuffer<Float>(count: count, zero: 0)
    for k in 0..<count {
      buffer[k] = range.lowerBound + Float(uniform()) * (range.upperBound - range.lowerBound)
    }
    return buffer
  }

  /// Indices from 0 to `bound` − 1, with repetitions.
  mutating func indices(_ count: Int, below bound: Int) -> AlignedBuffer<Int32> {
    let buffer = AlignedBuffer<Int32>(count: count, zero: 0)
    for k in 0..<count { buffer[k] = Int32(uniform(below: UInt32(bound))) }
    return buffer
  }
}

extension AlignedBuffer {
  /// A copy of the elements. Unlike `elements` it stays good where this was the buffer's last use.
  var values: [Element] { withExtendedLifetime(self) { Array(elements) } }
}

extension AlignedBuffer where Element == Int32 {
  /// The numbers as rows of a table, which are good as long as the buffer lives.
  func rows(below bound: Int) -> RowIndices { RowIndices(UnsafeBufferPointer(elements), below: bound) }
}

extension AlignedBuffer where Element == Float {
  func copy() -> AlignedBuffer<Float> {
    let other = AlignedBuffer<Float>(count: count, zero: 0)
    for (k, value) in values.enumerated() { other[k] = value }
    return other
  }

  var bits: [UInt32] { values.map(\.bitPattern) }
}

/// The largest |x − y| of two buffers; infinite where just one of x and y is not a number.
func deviation(_ x: AlignedBuffer<Float>, _ y: AlignedBuffer<Float>) -> Float {
  precondition(x.count == y.count)
  return zip(x.values, y.values).reduce(0) { worst, pair in
    if pair.0.isNaN != pair.1.isNaN { return .infinity }
    return pair.0 == pair.1 || pair.0.isNaN ? worst : max(worst, abs(pair.0 - pair.1))
  }
}

/// How far two sums of `terms` numbers of magnitude at most 1 may lie apart when one of them adds in another
/// order or with fused products. Each addition rounds by at most 2⁻²⁴ of a partial sum, which for random signs is
/// of the order √terms, and the errors of `terms` additions accumulate like √terms: terms · 2⁻²⁴, doubled.
func roundingTolerance(terms: Int) -> Float { Float(max(terms, 4)) * 0x1p-23 }

/// The widths and batch sizes over which kernels are held against their plain twins: one and several vectors of
/// 8 and 16 lanes, and counts around a vector's and a chunk's length.
enum KernelCases {
  static let widths = [8, 16, 24, 40, 256]
  static let counts = [1, 7, 8, 9, 255, 256]
}

/// Tables of few rows, so that the rows of a batch recur, which lie further apart than they are wide.
struct SampleTables {
  static let (userCount, itemCount) = (6, 9)
  let width: Int
  let users: AlignedBuffer<Float>
  let items: AlignedBuffer<Float>

  init(width: Int, using generator: inout SeededGenerator) {
    self.width = width
    users = generator.floats(Self.userCount * (width + 8))
    items = generator.floats(Self.itemCount * (width + 16))
  }

  var userView: RowView { userView(users) }
  var itemView: RowView { itemView(items) }

  /// Rows that lie as the users' do.
  func userView(_ table: AlignedBuffer<Float>) -> RowView {
    RowView(table.extent, width: width, stride: width + 8)
  }

  /// Rows that lie as the items' do.
  func itemView(_ table: AlignedBuffer<Float>) -> RowView {
    RowView(table.extent, width: width, stride: width + 16)
  }
}
