import NCFKernels
import NCFRandom
import Testing

@Suite struct RowSelectionTests {
  /// Batch after batch over the same selection: no batch may see what an earlier one left.
  @Test(arguments: [(rows: 50, capacity: 20), (rows: 5, capacity: 64), (rows: 300, capacity: 300)])
  func agreesWithADictionary(table: (rows: Int, capacity: Int)) {
    var generator = SeededGenerator(seed: 6, stream: "selection")
    let selection = RowSelection(rowCount: table.rows, capacity: table.capacity)
    for _ in 0..<40 {
      let count = 1 + Int(generator.uniform(below: UInt32(table.capacity)))
      let batch = generator.indices(count, below: table.rows)
      selection.select(batch.rows(below: table.rows))

      var slots: [Int32: Int] = [:]
      var distinct: [Int32] = []
      for row in batch.values where slots[row] == nil {
        slots[row] = distinct.count
        distinct.append(row)
      }
      #expect(selection.count == distinct.count)
      #expect((0..<selection.count).map { Int32(selection.rows[$0]) } == distinct)
      #expect((0..<count).map { selection.slots[$0] } == batch.values.map { slots[$0]! })
      #expect((0..<table.rows).allSatisfy { selection.slot(of: $0) == slots[Int32($0)] })
    }
  }

  @Test func anEmptyBatchSelectsNothing() {
    let selection = RowSelection(rowCount: 4, capacity: 4)
    let batch = AlignedBuffer<Int32>(count: 4, zero: 2)
    selection.select(batch.rows(below: 4))
    #expect(selection.count == 1 && selection.slot(of: 2) == 0)
    selection.select(batch.rows(below: 4)[0..<0])
    #expect(selection.count == 0 && selection.slot(of: 2) == nil)
  }
}
