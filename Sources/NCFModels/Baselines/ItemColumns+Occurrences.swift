import NCFData
import NCFKernels

extension ItemColumns {
  /// counts[j] += |U_i ∩ U_j| for an item i and every item j of the matrix, i itself included.
  func countItems(
    occurringWith item: Int, in matrix: InteractionMatrix, into counts: AlignedBuffer<Int32>
  ) {
    let range = range(of: item)
    guard !range.isEmpty else { return }
    users.withUnsafeBufferPointer { users in
      matrix.offsets.withUnsafeBufferPointer { offsets in
        matrix.items.withUnsafeBufferPointer { items in
          Kernels.countItems(
            users: users.baseAddress! + range.lowerBound, count: range.count, offsets: offsets.baseAddress!,
            items: items.baseAddress!, counts: counts.pointer)
        }
      }
    }
  }
}
