import NCFKernels
import NCFRandom
import Testing

@Suite struct NeighboursTests {
  @Test func countsEveryItemOfEveryListedUser() {
    let offsets = [0, 3, 3, 5]
    let items: [Int32] = [0, 2, 3, 2, 4]
    var counts: [Int32] = [10, 10, 10, 10, 10]
    var plain = counts
    // User 0 is listed twice, user 1 has no items.
    Kernels.countItems(users: [0, 2, 0, 1], count: 4, offsets: offsets, items: items, counts: &counts)
    PlainKernels.countItems(users: [0, 2, 0, 1], count: 4, offsets: offsets, items: items, counts: &plain)
    #expect(counts == [12, 10, 13, 12, 11])
    #expect(plain == counts)
  }

  @Test(arguments: [0, 1, 3, 4, 5, 8, 103])
  func sparseDotProductAgreesWithThePlainLoop(count: Int) {
    var generator = SeededGenerator(seed: 1, stream: "sparse")
    let dense = generator.floats(40)
    let values = generator.floats(count)
    let indices = generator.indices(count, below: 40)
    let product = Kernels.sparseDotProduct(
      indices: indices.pointer, values: values.pointer, count: count, dense: dense.pointer)
    let expected = PlainKernels.sparseDotProduct(
      indices: indices.pointer, values: values.pointer, count: count, dense: dense.pointer)
    #expect(abs(product - expected) <= roundingTolerance(terms: count))
  }
}
