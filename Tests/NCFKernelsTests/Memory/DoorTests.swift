import NCFKernels
import Testing

// Exit tests came with Swift 6.2.
#if compiler(>=6.2)
  /// What does not fit ends the program, in release builds of the unchecked kernels as well, before memory is touched.
  @Suite struct DoorTests {
    @Test func memoryHasNoElementsBeyondItsEnd() async {
      await #expect(processExitsWith: .failure) { _ = AlignedBuffer<Float>(count: 8, zero: 0)[8] }
      await #expect(processExitsWith: .failure) { _ = AlignedBuffer<Float>(count: 8, zero: 0).extent[-1] }
      await #expect(processExitsWith: .failure) { _ = AlignedBuffer<Float>(count: 8, zero: 0)[4..<9] }
      await #expect(processExitsWith: .failure) { _ = AlignedBuffer<Float>(count: 8, zero: 0).extent[9...] }
    }

    @Test func rowsAreTestedAgainstTheirBound() async {
      await #expect(processExitsWith: .failure) {
        let rows = AlignedBuffer<Int32>(count: 9, zero: 2)
        rows[8] = 3
        _ = rows.rows(below: 3)
      }
      await #expect(processExitsWith: .failure) {
        _ = AlignedBuffer<Int32>(count: 1, zero: -1).rows(below: 3)
      }
      await #expect(processExitsWith: .failure) {
        _ = IndexRows(offsets: [0, 2], numbers: [0, 5], below: 5)
      }
    }

    /// A table of three rows, and indices of a table with four.
    @Test func aKernelReadsNoRowsOfAnotherTable() async {
      await #expect(processExitsWith: .failure) {
        let (table, target) = (
          AlignedBuffer<Float>(count: 24, zero: 0), AlignedBuffer<Float>(count: 8, zero: 0)
        )
        let rows = AlignedBuffer<Int32>(count: 1, zero: 0)
        Kernels.gather(
          RowView(table.extent, width: 8), indices: rows.rows(below: 4),
          into: RowView(target.extent, width: 8))
      }
    }

    @Test func aKernelWritesNoMoreThanThereIs() async {
      await #expect(processExitsWith: .failure) {
        let (source, target) = (
          AlignedBuffer<Float>(count: 16, zero: 0), AlignedBuffer<Float>(count: 8, zero: 0)
        )
        Kernels.addScaled(source.extent, by: 1, to: target.extent)
      }
      await #expect(processExitsWith: .failure) {
        let (matrix, bias) = (
          AlignedBuffer<Float>(count: 63, zero: 0), AlignedBuffer<Float>(count: 8, zero: 0)
        )
        Kernels.addBiasAndRectify(matrix.extent, rows: 8, columns: 8, bias: bias.extent)
      }
      await #expect(processExitsWith: .failure) {
        let four = AlignedBuffer<Float>(count: 4, zero: 0)
        MatrixProduct(.plain, rows: 2, inner: 2, columns: 3)(four.extent, four.extent, four.extent)
      }
      // The loss reads whole vectors.
      await #expect(processExitsWith: .failure) {
        let four = AlignedBuffer<Float>(count: 4, zero: 0)
        _ = Kernels.logisticLoss(
          logits: four.extent, labels: four.extent, count: 4, scale: 1, gradients: four.extent)
      }
    }

    @Test func anOptimiserMovesNoRowsOfAnotherTable() async {
      await #expect(processExitsWith: .failure) {
        let optimiser = Optimiser(.adam, rate: 0.1)
        let rows = optimiser.makeRows(rowCount: 3, width: 8)
        let selection = RowSelection(rowCount: 4, capacity: 1)
        selection.select(AlignedBuffer<Int32>(count: 1, zero: 3).rows(below: 4))
        optimiser.update(rows, selection, gradients: AlignedBuffer<Float>(count: 8, zero: 0).extent)
      }
    }
  }
#endif
