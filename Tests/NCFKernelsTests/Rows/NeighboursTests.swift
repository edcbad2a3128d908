import NCFKernels
import NCFRandom
import Testing

@Suite struct NeighboursTests {
  @Test func countsEveryItemOfEveryListedUser() {
    let items = IndexRows(offsets: [0, 3, 3, 5], numbers: [0, 2, 3, 2, 4], below: 5)
    let users = AlignedBuffer<Int32>(count: 4, zero: 0)
    (users[1], users[3]) = (2, 1)
    let counts = AlignedBuffer<Int32>(count: 5, zero: 10)
    let plain = AlignedBuffer<Int32>(count: 5, zero: 10)
    // User 0 is listed twice, user 1 has no items.
    Kernels.countItems(users: users.rows(below: 3), items: items, counts: counts.extent)
    PlainKernels.countItems(users: users.rows(below: 3), items: items, counts: plain.extent)
    #expect(counts.values == [12, 10, 13, 12, 11])
    #expect(plain.values == counts.values)
  }

  @Test(arguments: [0, 1, 3, 4, 5, 8, 103])
  func sparseDotProductAgreesWithThePlainLoop(count: Int) {
    var generator = SeededGenerator(seed: 1, stream: "sparse")
    let dense = generator.floats(40)
    let values = generator.floats(count).values
    let indices = generator.indices(count, below: 40)
    let (product, expected) = values.withUnsafeBufferPointer { values in
      (
        Kernels.sparseDotProduct(indices: indices.rows(below: 40), values: values, dense: dense.extent),
        PlainKernels.sparseDotProduct(indices: indices.rows(below: 40), values: values, dense: dense.extent)
      )
    }
    #expect(abs(product - expected) <= roundingTolerance(terms: count))
  }
}
