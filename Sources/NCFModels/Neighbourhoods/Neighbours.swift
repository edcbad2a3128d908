import NCFData
import NCFDiagnostics
import NCFKernels
import NCFWeights

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

  /// No rows yet.
  fileprivate init() { self.init(offsets: [0], ids: [], similarities: []) }

  /// Adds the next row with the best of its candidates; all of them, if nothing is said.
  fileprivate mutating func append(_ candidates: [RankedIndex], largestCount: Int?) {
    var kept = candidates
    if let largestCount { kept.keepFirst(largestCount) }
    kept.sort { $0.id < $1.id }
    ids += kept.map(\.id)
    similarities += kept.map(\.value)
    offsets.append(ids.count)
  }

  var rowCount: Int { offsets.count - 1 }

  /// Where a row's neighbours lie in `ids` and `similarities`.
  func range(of row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}

/// Neighbours as kernels take them, tested once.
struct NeighbourLists {
  private let neighbours: Neighbours
  private let ids: IndexRows

  init(_ neighbours: Neighbours) {
    self.neighbours = neighbours
    ids = IndexRows(offsets: neighbours.offsets, numbers: neighbours.ids, below: neighbours.rowCount)
  }

  /// Calls `body` with a row's neighbours and their similarities, which are good for the time of the call.
  @inline(__always)
  func withRow<Result>(_ row: Int, _ body: (RowIndices, UnsafeBufferPointer<Float>) -> Result) -> Result {
    ids.withRow(row) { ids in
      neighbours.similarities.withUnsafeBufferPointer { similarities in
        body(ids, UnsafeBufferPointer(rebasing: similarities[neighbours.range(of: row)]))
      }
    }
  }
}

extension Neighbours {
  /// The rows whose neighbour each row is, with the similarity that they gave it.
  ///
  /// Complexity: O(neighbours + rows).
  var transposed: Neighbours {
    var counts = [Int](repeating: 0, count: rowCount)
    for id in ids { counts[Int(id)] += 1 }
    let starts = counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    var cursors = starts
    var (rows, values) = ([Int32](repeating: 0, count: ids.count), [Float](repeating: 0, count: ids.count))
    for row in 0..<rowCount {
      for position in range(of: row) {
        let cursor = cursors[Int(ids[position])]
        (rows[cursor], values[cursor]) = (Int32(row), similarities[position])
        cursors[Int(ids[position])] += 1
      }
    }
    return Neighbours(offsets: starts, ids: rows, similarities: values)
  }

  /// The most similar neighbours of each row.
  func keepingLargest(_ count: Int) -> Neighbours {
    var kept = Neighbours()
    for row in 0..<rowCount {
      kept.append(
        range(of: row).map { RankedIndex(id: ids[$0], value: similarities[$0]) }, largestCount: count)
    }
    return kept
  }

  /// The same neighbours with similarities that add up to 1 in each row that has any; they are positive.
  var normalisedRows: Neighbours {
    var values = similarities
    for row in 0..<rowCount {
      let sum = values[range(of: row)].reduce(0.0) { $0 + Double($1) }
      for position in range(of: row) { values[position] = Float(Double(values[position]) / sum) }
    }
    return Neighbours(offsets: offsets, ids: ids, similarities: values)
  }

  /// The same neighbours with each similarity times what its neighbour weighs.
  func weighted(by weights: [Float]) -> Neighbours {
    Neighbours(
      offsets: offsets, ids: ids, similarities: zip(ids, similarities).map { weights[Int($0)] * $1 })
  }
}

/// What makes some rows more similar to a row than others.
protocol Similarity {
  var rowCount: Int { get }
  /// Writes the similarity of a row to every row into zeroed memory.
  func fill(_ similarities: Extent<Float>, for row: Int)
}

/// Chooses each row's neighbours from those with a similarity other than zero, some rows in each step.
///
/// Complexity: O(rows²), and the cost of the similarities.
struct NeighbourSearch {
  /// Similarities that are looked at in a step, at least.
  private static let stretch = 1 << 17

  private let similarity: any Similarity
  private let largestCount: Int?
  private let rowsPerStep: Int
  private let dense: AlignedBuffer<Float>
  private var neighbours = Neighbours()

  /// - Parameters:
  ///   - largestCount: How many neighbours a row has at most; 0 for all. Of equally similar rows, the one with the lower
  ///     id comes first.
  ///   - rowsPerStep: Where a row's similarities take longer than to look at them.
  init(_ similarity: any Similarity, largestCount: Int, rowsPerStep: Int? = nil) {
    self.similarity = similarity
    self.largestCount = largestCount == 0 ? nil : largestCount
    self.rowsPerStep = rowsPerStep ?? Self.stretch / max(1, similarity.rowCount) + 1
    dense = AlignedBuffer(count: similarity.rowCount, zero: 0)
  }

  /// - Returns: All rows' neighbours, once the last row has its own.
  mutating func step() -> Neighbours? {
    let rowCount = similarity.rowCount
    let end = min(rowCount, neighbours.rowCount + rowsPerStep)
    var candidates: [RankedIndex] = []
    for row in neighbours.rowCount..<end {
      dense.fill(0)
      similarity.fill(dense.extent, for: row)
      candidates.removeAll(keepingCapacity: true)
      for other in 0..<rowCount where dense[other] != 0 && other != row {
        candidates.append(RankedIndex(id: Int32(other), value: dense[other]))
      }
      neighbours.append(candidates, largestCount: largestCount)
    }
    return neighbours.rowCount == rowCount ? neighbours : nil
  }
}

/// An index with a value by which indices are ranked: the largest value first; of equals, the lower index.
struct RankedIndex: Comparable {
  let id: Int32
  let value: Float

  static func < (left: RankedIndex, right: RankedIndex) -> Bool {
    left.value != right.value ? left.value > right.value : left.id < right.id
  }
}

extension Array where Element: Comparable {
  /// Keeps the `count` least elements, in any order (Hoare's quickselect, 1961). Complexity: O(n) on average.
  mutating func keepFirst(_ count: Int) {
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

/// Neighbours as tensors, row after row:
///
/// | name | shape |
/// |---|---|
/// | `neighbour.count` | rows |
/// | `neighbour.KIND`, `neighbour.similarity` | the sum of the counts |
extension Neighbours {
  /// - Parameter kind: What the rows are: "item" or "user".
  func weights(of kind: String) -> TensorBundle {
    let counts = (0..<rowCount).map { Float(range(of: $0).count) }
    return TensorBundle([
      "neighbour.count": TensorBundle.Tensor(shape: [counts.count], values: counts),
      "neighbour.\(kind)": TensorBundle.Tensor(shape: [ids.count], values: ids.map(Float.init)),
      "neighbour.similarity": TensorBundle.Tensor(shape: [ids.count], values: similarities),
    ])
  }

  /// - Throws: `InputError` if a tensor is missing or of another shape, or if counts and ids are not those of
  ///   neighbours.
  init(_ weights: TensorBundle, of kind: String, rowCount: Int) throws {
    let counts = try weights.values(of: "neighbour.count", shape: [rowCount])
    guard let sizes = Self.wholeNumbers(counts, below: rowCount) else {
      throw Self.unfit("neighbour.count", kind)
    }
    let offsets = sizes.reduce(into: [0]) { $0.append($0.last! + Int($1)) }
    let ids = try weights.values(of: "neighbour.\(kind)", shape: [offsets.last!])
    guard let ids = Self.wholeNumbers(ids, below: rowCount) else {
      throw Self.unfit("neighbour.\(kind)", kind)
    }
    let similarities = try weights.values(of: "neighbour.similarity", shape: [offsets.last!])
    self.init(offsets: offsets, ids: ids, similarities: similarities)
  }

  /// Whether weights have the tensors of neighbours of this kind, and no others but those named.
  static func areHeld(by weights: TensorBundle, of kind: String, beside others: Set<String> = []) -> Bool {
    Set(weights.tensors.keys).subtracting(others)
      == ["neighbour.count", "neighbour.\(kind)", "neighbour.similarity"]
  }

  private static func wholeNumbers(_ values: [Float], below bound: Int) -> [Int32]? {
    let numbers = values.compactMap(Int32.init(exactly:))
    return numbers.count == values.count && numbers.allSatisfy { $0 >= 0 && $0 < bound } ? numbers : nil
  }

  private static func unfit(_ tensor: String, _ kind: String) -> InputError {
    InputError(
      .badContent,
      problem: "tensor \"\(tensor)\" holds something else than whole numbers below the \(kind)s",
      remedy: "use weights of the same data set")
  }
}

/// Bytes that neighbourhoods over a matrix's items take, roughly: as neighbours, and twice as weights.
/// - Parameter largestCount: Neighbours that an item has at most; 0 for no bound.
func neighbourMemory(_ matrix: InteractionMatrix, largestCount: Int) -> Int {
  let items = matrix.itemCount
  let largest = largestCount == 0 ? items : min(items, largestCount)
  // Two items are neighbours only if a user has both.
  let pairs = zip(matrix.offsets, matrix.offsets.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
  return 24 * min(items * largest, pairs) + 24 * items + 16 * matrix.interactionCount
}
