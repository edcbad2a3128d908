import NCFKernels
import NCFRandom
import Testing

/// Sums over sparse vectors and sets, each against its plain twin.
@Suite struct SparseSumsTests {
  private static let size = 37

  @Test(arguments: KernelCases.counts)
  func indexedSumIsTheSumOfWhatIsPicked(count: Int) {
    var generator = SeededGenerator(seed: 1, stream: "indexed sum")
    let (dense, indices) = (generator.floats(Self.size), generator.indices(count, below: Self.size))
    let sum = Kernels.indexedSum(indices: indices.rows(below: Self.size), dense: dense.extent)
    let plain = PlainKernels.indexedSum(indices: indices.rows(below: Self.size), dense: dense.extent)
    #expect(abs(sum - plain) <= roundingTolerance(terms: count))
  }

  @Test(arguments: KernelCases.counts)
  func sparseVectorsAddUp(count: Int) {
    var generator = SeededGenerator(seed: 2, stream: "sparse")
    let (sums, values) = (generator.floats(Self.size), generator.floats(count).values)
    let indices = generator.indices(count, below: Self.size)
    let (expected, before) = (sums.copy(), sums.copy())
    let rows = indices.rows(below: Self.size)
    values.withUnsafeBufferPointer {
      Kernels.addSparse(indices: rows, values: $0, to: sums.extent)
      PlainKernels.addSparse(indices: rows, values: $0, to: expected.extent)
    }
    #expect(sums.bits == expected.bits && sums.bits != before.bits)
    Kernels.addIndicator(indices: rows, value: 0.5, to: sums.extent)
    PlainKernels.addIndicator(indices: rows, value: 0.5, to: expected.extent)
    withExtendedLifetime(indices) {}
    #expect(sums.bits == expected.bits)
  }

  /// Users 0 and 2 of three, with items of their own and one in common; user 1 is not listed.
  @Test func itemsOfTheListedUsersGetTheirWeights() {
    let items = IndexRows(offsets: [0, 2, 3, 5], numbers: [0, 1, 2, 1, 3], below: 4)
    let (users, weights) = (AlignedBuffer<Int32>(count: 2, zero: 0), AlignedBuffer<Float>(count: 3, zero: 9))
    (users[1], weights[0], weights[2]) = (2, 0.5, 0.25)
    let (sums, plain) = (AlignedBuffer<Float>(count: 4, zero: 0), AlignedBuffer<Float>(count: 4, zero: 0))
    (sums[0], plain[0]) = (10, 10)
    Kernels.addWeightedItems(
      users: users.rows(below: 3), items: items, weights: weights.extent, sums: sums.extent)
    #expect(sums.values == [10.5, 0.75, 0, 0.25])
    PlainKernels.addWeightedItems(
      users: users.rows(below: 3), items: items, weights: weights.extent, sums: plain.extent)
    #expect(sums.values == plain.values)
  }
}
