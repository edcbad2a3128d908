/// Rows of floats as kernels see them: those of an embedding table, or some columns of each, or of a batch.
public struct RowView {
  let pointer: UnsafeMutablePointer<Float>
  /// How far rows lie apart.
  let stride: Int
  /// Columns that may be touched.
  public let width: Int
  public let rowCount: Int

  @inline(__always)
  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, width: Int, rowCount: Int) {
    (self.pointer, self.stride, self.width, self.rowCount) = (pointer, stride, width, rowCount)
  }

  /// As many rows as the memory has.
  /// - Parameter stride: How far rows lie apart; next to each other if nothing is said.
  public init(_ memory: Extent<Float>, width: Int, stride: Int? = nil) {
    let stride = stride ?? width
    demand(width >= 0 && stride >= max(1, width), "rows of \(width) floats cannot lie \(stride) apart")
    self.init(
      memory.pointer, stride: stride, width: width,
      rowCount: memory.count < width ? 0 : (memory.count - width) / stride + 1)
  }

  /// The columns from `column` on.
  public subscript(columns range: Range<Int>) -> RowView {
    demand(range.lowerBound >= 0 && range.upperBound <= width, "rows of \(width) floats have no \(range)")
    return RowView(pointer + range.lowerBound, stride: stride, width: range.count, rowCount: rowCount)
  }

  /// A row.
  public subscript(row: Int) -> Extent<Float> {
    demand(0..<rowCount ~= row, "there is no row \(row) among \(rowCount)")
    return Extent(pointer + row &* stride, count: width)
  }

  /// An element, for code that is not in a hot loop.
  public subscript(row: Int, column: Int) -> Float {
    get { self[row][column] }
    nonmutating set { self[row][column] = newValue }
  }

  /// Ends the program unless the view has each of these rows, and so many whole vectors in each.
  @inline(__always)
  func demandRows(_ indices: RowIndices, width: Int) {
    demand(
      indices.bound <= rowCount && width <= self.width && width & 7 == 0,
      "rows below \(indices.bound) with \(width) columns are none of \(rowCount) with \(self.width)")
  }
}

/// Numbers of rows, each of which is known to be below a bound.
public struct RowIndices {
  @usableFromInline let pointer: UnsafePointer<Int32>
  public let count: Int
  /// Above every one of them.
  public let bound: Int

  /// Of what has been tested before.
  @inlinable @inline(__always)
  init(tested pointer: UnsafePointer<Int32>, count: Int, below bound: Int) {
    (self.pointer, self.count, self.bound) = (pointer, count, bound)
  }

  /// Tests each of the numbers, which have to stay as they are.
  public init(_ numbers: UnsafeBufferPointer<Int32>, below bound: Int) {
    let pointer = numbers.baseAddress ?? UnsafePointer(bitPattern: 64)!
    self.init(tested: pointer, count: numbers.count, below: bound)
    var greatest: UInt32 = 0
    // What is negative is large then.
    for k in 0..<count { greatest = max(greatest, UInt32(bitPattern: pointer[k])) }
    demand(count == 0 || Int(greatest) < bound, "row \(Int32(bitPattern: greatest)) is not below \(bound)")
  }

  @inlinable
  public subscript(index: Int) -> Int {
    demand(0 <= index && index < count, "there is no such number of a row")
    return Int(pointer[index])
  }

  public subscript(range: Range<Int>) -> RowIndices {
    demand(range.lowerBound >= 0 && range.upperBound <= count, "there are no rows \(range) among \(count)")
    return RowIndices(tested: pointer + range.lowerBound, count: range.count, below: bound)
  }
}

/// Lists of numbers below a bound, one after the other: the items of each user, the users of each item, the neighbours
/// of each row. They are tested once, when this is made, and share their memory with the arrays that it is made from.
public struct IndexRows: Sendable {
  @usableFromInline let offsets: [Int]
  @usableFromInline let numbers: [Int32]
  public let bound: Int

  /// - Parameters:
  ///   - offsets: Where each list begins in `numbers`, and where the last one ends; shape lists + 1.
  ///   - bound: Above every number.
  public init(offsets: [Int], numbers: [Int32], below bound: Int) {
    demandRows(offsets, numbers, itemCount: bound)
    (self.offsets, self.numbers, self.bound) = (offsets, numbers, bound)
  }

  @inlinable
  public var count: Int { offsets.count - 1 }

  /// Calls `body` with a list, which is good for the time of the call.
  @inlinable @inline(__always)
  public func withRow<Result>(_ row: Int, _ body: (RowIndices) throws -> Result) rethrows -> Result {
    demand(0 <= row && row < count, "there is no such list")
    return try numbers.withUnsafeBufferPointer { numbers in
      let base = numbers.baseAddress ?? UnsafePointer(bitPattern: 64)!
      let (start, end) = (offsets[row], offsets[row + 1])
      return try body(RowIndices(tested: base + start, count: end - start, below: bound))
    }
  }

  /// Calls `body` with all lists, which are good for the time of the call.
  @inline(__always)
  func withPointers<Result>(_ body: (UnsafePointer<Int>, UnsafePointer<Int32>) -> Result) -> Result {
    offsets.withUnsafeBufferPointer { offsets in
      numbers.withUnsafeBufferPointer { numbers in
        body(offsets.baseAddress!, numbers.baseAddress ?? UnsafePointer(bitPattern: 64)!)
      }
    }
  }
}

/// Ends the program unless `offsets` cut `items` into rows, and every item is one of `itemCount`.
func demandRows(_ offsets: [Int], _ items: [Int32], itemCount: Int) {
  demand(
    offsets.first == 0 && offsets.last == items.count
      && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 },
    "the offsets do not cut \(items.count) items into rows")
  demand(
    itemCount <= Int(Int32.max) && items.allSatisfy { $0 >= 0 && Int($0) < itemCount },
    "an item is none of the \(itemCount) there are")
}

/// The users and items of a batch: rows of two tables.
public struct PairIndices {
  public let users: RowIndices
  public let items: RowIndices

  /// - Parameter items: As many as users.
  public init(users: RowIndices, items: RowIndices) {
    demand(users.count == items.count, "\(users.count) users and \(items.count) items are no pairs")
    (self.users, self.items) = (users, items)
  }

  public var count: Int { users.count }

  public subscript(range: Range<Int>) -> PairIndices { PairIndices(users: users[range], items: items[range]) }
}

/// Rows of a batch of triplets (user, positive item, negative item); or the slots of these rows.
public struct TripletIndices {
  public let users: RowIndices
  public let positives: RowIndices
  public let negatives: RowIndices

  /// - Parameters:
  ///   - positives: As many as users.
  ///   - negatives: As many, below the same bound.
  public init(users: RowIndices, positives: RowIndices, negatives: RowIndices) {
    demand(
      users.count == positives.count && users.count == negatives.count
        && positives.bound == negatives.bound,
      "\(users.count) users, \(positives.count) positives and \(negatives.count) negatives are no triplets")
    (self.users, self.positives, self.negatives) = (users, positives, negatives)
  }

  public var count: Int { users.count }
}
