import NCFKernels
import NCFRandom
import Testing

/// Gathering and scattering rows. All of it is exact: the kernels add in the order of the plain loops.
@Suite struct RowsTests {
  private static let rowCount = 11

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func gatherCopiesTheChosenColumns(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 3, stream: "gather")
    let (tableStride, targetStride) = (width + 16, 2 * width + 8)
    let table = generator.floats(Self.rowCount * tableStride)
    let indices = generator.indices(count, below: Self.rowCount)
    let target = generator.floats(count * targetStride)
    let expected = target.copy()
    let source = RowView(table.extent[8...], width: width, stride: tableStride)
    Kernels.gather(
      source, indices: indices.rows(below: Self.rowCount),
      into: RowView(target.extent[width...], width: width, stride: targetStride))
    PlainKernels.gather(
      source, indices: indices.rows(below: Self.rowCount),
      into: RowView(expected.extent[width...], width: width, stride: targetStride))
    #expect(target.bits == expected.bits)
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func scatterSumsRepeatedSlots(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 4, stream: "scatter")
    let (sourceStride, targetStride) = (2 * width, width + 24)
    let source = generator.floats(count * sourceStride)
    let slots = generator.indices(count, below: Self.rowCount)
    let target = generator.floats(Self.rowCount * targetStride)
    let expected = target.copy()
    let rows = RowView(source.extent[width...], width: width, stride: sourceStride)
    Kernels.scatterAdd(
      rows, slots: slots.rows(below: Self.rowCount),
      into: RowView(target.extent[8...], width: width, stride: targetStride))
    PlainKernels.scatterAdd(
      rows, slots: slots.rows(below: Self.rowCount),
      into: RowView(expected.extent[8...], width: width, stride: targetStride))
    #expect(target.bits == expected.bits)
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func gatherAddRectifyIsTheFirstLayer(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 5, stream: "rectify")
    let table = generator.floats(Self.rowCount * (width + 8))
    let indices = generator.indices(count, below: Self.rowCount)
    let offset = generator.floats(width)
    let target = generator.floats(count * width + 8)
    let expected = target.copy()
    let source = RowView(table.extent, width: width, stride: width + 8)
    Kernels.gatherAddRectify(
      source, indices: indices.rows(below: Self.rowCount), offset: offset.extent, into: target.extent)
    PlainKernels.gatherAddRectify(
      source, indices: indices.rows(below: Self.rowCount), offset: offset.extent, into: expected.extent)
    #expect(deviation(target, expected) == 0)
    #expect(target.values[..<(count * width)].contains(0) && target.values.contains { $0 > 0 })
  }
}
