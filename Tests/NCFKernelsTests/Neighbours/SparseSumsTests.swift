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
    let sum = Kernels.indexedSum(indices: indices.pointer, count: count, dense: dense.pointer)
    let plain = PlainKernels.indexedSum(indices: indices.pointer, count: count, dense: dense.pointer)
    #expect(abs(sum - plain) <= roundingTolerance(terms: count))
  }

  @Test(arguments: KernelCases.counts)
  func sparseVectorsAddUp(count: Int) {
    var generator = SeededGenerator(seed: 2, stream: "sparse")
    let (sums, values) = (generator.floats(Self.size), generator.floats(count))
    let indices = generator.indices(count, below: Self.size)
    let (expected, before) = (sums.copy(), sums.copy())
    Kernels.addSparse(indices: indices.pointer, values: values.pointer, count: count, to: sums.pointer)
    PlainKernels.addSparse(
      indices: indices.pointer, values: values.pointer, count: count, to: expected.pointer)
    #expect(sums.bits == expected.bits && sums.bits != before.bits)
    Kernels.addIndicator(indices: indices.pointer, value: 0.5, count: count, to: sums.pointer)
    PlainKernels.addIndicator(indices: indices.pointer, value: 0.5, count: count, to: expected.pointer)
    #expect(sums.bits == expected.bits)
  }

  /// Users 0 and 2 of three, with items of their own and one in common; user 1 is not listed.
  @Test func itemsOfTheListedUsersGetTheirWeights() {
    let offsets = [0, 2, 3, 5]
    let items: [Int32] = [0, 1, 2, 1, 3]
    var sums: [Float] = [10, 0, 0, 0]
    Kernels.addWeightedItems(
      users: [0, 2], count: 2, offsets: offsets, items: items, weights: [0.5, 9, 0.25], sums: &sums)
    #expect(sums == [10.5, 0.75, 0, 0.25])
    var plain: [Float] = [10, 0, 0, 0]
    PlainKernels.addWeightedItems(
      users: [0, 2], count: 2, offsets: offsets, items: items, weights: [0.5, 9, 0.25], sums: &plain)
    #expect(sums == plain)
  }
}
