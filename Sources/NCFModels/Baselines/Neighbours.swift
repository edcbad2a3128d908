import NCFKernels

/// The nearest neighbours of each row of a matrix, be the rows items or users, with their similarities.
///
/// Invariant: the neighbours of a row ascend by id, and none is the row itself.
struct Neighbours {
  /// Where each row's neighbours begin; shape rows + 1.
  private(set) var offsets: [Int]
  private(set) var ids: [Int32]
  private(set) var similarities: [Float]

  init(offsets: [Int], ids: [Int32], similarities: [Float]) {
    self.offsets = offsets
    self.ids = ids
    self.similarities = similarities
  }

  /// Chooses each row's neighbours from those with a positive similarity.
  ///
  /// Complexity: O(rows²), and the cost of the similarities.
  ///
  /// - Parameters:
  ///   - largestCount: How many neighbours a row has at most; nil for all. Of equally similar rows, the one with
  ///     the lower id comes first.
  ///   - fill: Writes the similarity of a row to every row into zeroed memory.
  init(
    rowCount: Int, largestCount: Int?,
    similarities fill: (_ row: Int, _ similarities: UnsafeMutablePointer<Float>) -> Void
  ) {
    self.init(offsets: [0], ids: [], similarities: [])
    let dense = AlignedBuffer<Float>(count: rowCount, zero: 0)
    var candidates: [Candidate] = []
    for row in 0..<rowCount {
      dense.fill(0)
      fill(row, dense.pointer)
      candidates.removeAll(keepingCapacity: true)
      for other in 0..<rowCount where dense.pointer[other] > 0 && other != row {
        candidates.append(Candidate(id: Int32(other), similarity: dense.pointer[other]))
      }
      if let largestCount { candidates.keepFirst(largestCount) }
      candidates.sort { $0.id < $1.id }
      ids += candidates.map(\.id)
      similarities += candidates.map(\.similarity)
      offsets.append(ids.count)
    }
  }

  var rowCount: Int { offsets.count - 1 }

  /// Where a row's neighbours lie in `ids` and `similarities`.
  func range(of row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}

/// A row that may become a neighbour.
private struct Candidate: Comparable {
  let id: Int32
  let similarity: Float

  /// The more similar row comes first; of equals, the one with the lower id.
  static func < (left: Candidate, right: Candidate) -> Bool {
    left.similarity != right.similarity ? left.similarity > right.similarity : left.id < right.id
  }
}

extension Array where Element: Comparable {
  /// Keeps the `count` least elements, in any order (Hoare's quickselect, 1961). Complexity: O(n) on average.
  fileprivate mutating func keepFirst(_ count: Int) {
    guard count < self.count else { return }
    var (low, high) = (0, self.count - 1)
    while low < high {
      let pivot = self[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while self[left] < pivot { left += 1 }
        while pivot < self[right] { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if count - 1 <= right {
        high = right
      } else if count - 1 >= left {
        low = left
      } else {
        break
      }
    }
    removeLast(self.count - count)
  }
}
