import NCFData
import NCFKernels

/// The items most similar to each item, by the shrunk cosine of their user vectors (see `ItemKNN`).
///
/// Invariant: the neighbours of an item ascend by id, and none is the item itself.
struct ItemNeighbours {
  /// Where each item's neighbours begin; shape `itemCount + 1`.
  private(set) var offsets: [Int]
  private(set) var items: [Int32]
  private(set) var similarities: [Float]

  init(offsets: [Int], items: [Int32], similarities: [Float]) {
    self.offsets = offsets
    self.items = items
    self.similarities = similarities
  }

  /// Complexity: O(Σ_u |I_u|²) to count how often items occur together, and O(items) to choose the neighbours of
  /// each item.
  ///
  /// - Parameters:
  ///   - largestCount: How many neighbours an item has at most; nil for all items that share a user with it. Of
  ///     equally similar items, the one with the lower id comes first.
  ///   - shrinkage: Added to the cosine's denominator; lowers similarities that rest on few users.
  init(_ training: InteractionMatrix, largestCount: Int?, shrinkage: Double) {
    let columns = ItemColumns(training)
    let roots = training.itemFrequencies.map { Double($0).squareRoot() }
    let counts = AlignedBuffer<Int32>(count: training.itemCount, zero: 0)
    var candidates: [Candidate] = []
    self.init(offsets: [0], items: [], similarities: [])
    for item in 0..<training.itemCount {
      counts.fill(0)
      Self.count(together: columns.range(of: item), columns, training, into: counts)
      candidates.removeAll(keepingCapacity: true)
      for other in 0..<training.itemCount where counts.pointer[other] > 0 && other != item {
        let cosine = Double(counts.pointer[other]) / (roots[item] * roots[other] + shrinkage)
        candidates.append(Candidate(item: Int32(other), similarity: Float(cosine)))
      }
      if let largestCount { candidates.keepFirst(largestCount) }
      candidates.sort { $0.item < $1.item }
      items += candidates.map(\.item)
      similarities += candidates.map(\.similarity)
      offsets.append(items.count)
    }
  }

  /// Where an item's neighbours lie in `items` and `similarities`.
  func range(of item: Int) -> Range<Int> { offsets[item]..<offsets[item + 1] }

  private static func count(
    together range: Range<Int>, _ columns: ItemColumns, _ training: InteractionMatrix,
    into counts: AlignedBuffer<Int32>
  ) {
    columns.users.withUnsafeBufferPointer { users in
      training.offsets.withUnsafeBufferPointer { offsets in
        training.items.withUnsafeBufferPointer { items in
          guard !range.isEmpty else { return }
          Kernels.countItems(
            users: users.baseAddress! + range.lowerBound, count: range.count, offsets: offsets.baseAddress!,
            items: items.baseAddress!, counts: counts.pointer)
        }
      }
    }
  }
}

/// An item that may become a neighbour.
private struct Candidate: Comparable {
  let item: Int32
  let similarity: Float

  /// The more similar item comes first; of equals, the one with the lower id.
  static func < (left: Candidate, right: Candidate) -> Bool {
    left.similarity != right.similarity ? left.similarity > right.similarity : left.item < right.item
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
