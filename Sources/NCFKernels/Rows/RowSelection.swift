/// The distinct rows that a batch reads from one table, in the order in which they first occur.
///
/// A row may occur several times in a batch, but the optimiser updates it once, with the sum of its gradients.
/// The selection gives each distinct row a slot, into which its gradients are summed.
public final class RowSelection {
  /// The distinct rows; shape `count`.
  public let rows: AlignedBuffer<Int32>
  /// The slot of each batch member's row: `rows[slots[b]]` is its row; shape `capacity`.
  public let slots: AlignedBuffer<Int32>
  public private(set) var count = 0

  /// The batch in which each row was last seen, and its slot there.
  private let stamps: AlignedBuffer<UInt32>
  private let slotOfRow: AlignedBuffer<Int32>
  private var stamp: UInt32 = 0

  /// - Parameters:
  ///   - rowCount: Rows of the table.
  ///   - capacity: The largest batch.
  public init(rowCount: Int, capacity: Int) {
    rows = AlignedBuffer(count: min(rowCount, capacity), zero: 0)
    slots = AlignedBuffer(count: capacity, zero: 0)
    stamps = AlignedBuffer(count: rowCount, zero: 0)
    slotOfRow = AlignedBuffer(count: rowCount, zero: 0)
  }

  /// Selects the rows of a batch. Complexity: O(batch).
  public func select(_ indices: UnsafePointer<Int32>, count batch: Int) {
    demand(0...slots.count ~= batch, "a batch of \(batch) does not fit a selection of \(slots.count)")
    if stamp == .max {
      stamps.fill(0)
      stamp = 0
    }
    stamp += 1
    var distinct = 0
    let (stamps, slotOfRow, rows, slots) = (
      stamps.pointer, slotOfRow.pointer, rows.pointer, slots.pointer
    )
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
  }

  /// Rows of the table that the selection is of.
  var rowCount: Int { stamps.count }

  /// The slot of a row in the latest selection, or nil if no member of that batch has it.
  @inline(__always)
  public func slot(of row: Int) -> Int? { stamps.pointer[row] == stamp ? Int(slotOfRow.pointer[row]) : nil }
}
