/// The parameters of a table or a layer with their moments, row by row, as separate arrays in aligned memory.
public final class ParameterRows {
  public let rowCount: Int
  /// Floats per row; a multiple of 8.
  public let width: Int
  public let parameters: AlignedBuffer<Float>
  /// The first moment (Adam), or nothing.
  public let first: AlignedBuffer<Float>
  /// The second moment or the sum of squares (Adam, RMSprop, Adagrad), or nothing.
  public let second: AlignedBuffer<Float>
  /// The step in which each row's moments were last written.
  public let lastSteps: AlignedBuffer<Int32>

  public init(rowCount: Int, width: Int, usesFirstMoment: Bool, usesSecondMoment: Bool) {
    demand(rowCount >= 0 && width.isMultiple(of: 8), "no table has \(rowCount) rows of \(width) floats")
    self.rowCount = rowCount
    self.width = width
    parameters = AlignedBuffer(count: rowCount * width, zero: 0)
    first = AlignedBuffer(count: usesFirstMoment ? rowCount * width : 0, zero: 0)
    second = AlignedBuffer(count: usesSecondMoment ? rowCount * width : 0, zero: 0)
    lastSteps = AlignedBuffer(count: rowCount, zero: 0)
  }

  /// The parameters of all rows, as kernels read them.
  public var view: RowView { RowView(parameters.pointer, stride: width, width: width, rowCount: rowCount) }
}

/// The distinct rows that a batch reads from one table, in the order in which they first occur.
///
/// A row may occur several times in a batch, but the optimiser updates it once, with the sum of its gradients.
/// The selection gives each distinct row a slot, into which its gradients are summed.
public final class RowSelection {
  /// The distinct rows; shape at least `count`.
  let distinctRows: AlignedBuffer<Int32>
  private let slotOfMember: AlignedBuffer<Int32>
  public private(set) var count = 0
  /// Members of the latest batch.
  private var batch = 0

  /// The batch in which each row was last seen, and its slot there.
  private let stamps: AlignedBuffer<UInt32>
  private let slotOfRow: AlignedBuffer<Int32>
  private var stamp: UInt32 = 0

  /// - Parameters:
  ///   - rowCount: Rows of the table.
  ///   - capacity: The largest batch.
  public init(rowCount: Int, capacity: Int) {
    distinctRows = AlignedBuffer(count: min(rowCount, capacity), zero: 0)
    slotOfMember = AlignedBuffer(count: capacity, zero: 0)
    stamps = AlignedBuffer(count: rowCount, zero: 0)
    slotOfRow = AlignedBuffer(count: rowCount, zero: 0)
  }

  /// The distinct rows.
  public var rows: RowIndices { RowIndices(tested: distinctRows.pointer, count: count, below: rowCount) }

  /// The slot of each batch member's row: `rows[slots[b]]` is its row.
  public var slots: RowIndices { RowIndices(tested: slotOfMember.pointer, count: batch, below: count) }

  /// Selects the rows of a batch. Complexity: O(batch).
  public func select(_ indices: RowIndices) {
    let batch = indices.count
    demand(
      batch <= slotOfMember.count && indices.bound <= rowCount,
      "\(batch) rows below \(indices.bound) do not fit a selection of \(slotOfMember.count) among \(rowCount)"
    )
    if stamp == .max {
      stamps.fill(0)
      stamp = 0
    }
    stamp += 1
    var distinct = 0
    let (stamps, slotOfRow, rows, slots) = (
      stamps.pointer, slotOfRow.pointer, distinctRows.pointer, slotOfMember.pointer
    )
    let indices = indices.pointer
    for b in 0..<batch {
      let row = Int(indices[b])
      if stamps[row] != stamp {
        stamps[row] = stamp
        slotOfRow[row] = Int32(truncatingIfNeeded: distinct)
        rows[distinct] = indices[b]
        distinct &+= 1
      }
      slots[b] = slotOfRow[row]
    }
    count = distinct
    self.batch = batch
  }

  /// Rows of the table that the selection is of.
  var rowCount: Int { stamps.count }

  /// The slot of a row in the latest selection, or nil if no member of that batch has it.
  public func slot(of row: Int) -> Int? {
    demand(0..<rowCount ~= row, "there is no row \(row)")
    return knownSlot(of: row)
  }

  /// Of a row that there is.
  @inline(__always)
  func knownSlot(of row: Int) -> Int? {
    stamps.pointer[row] == stamp ? Int(slotOfRow.pointer[row]) : nil
  }
}
