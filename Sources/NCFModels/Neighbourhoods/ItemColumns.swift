import NCFData
import NCFKernels

/// An interaction matrix by item: compressed sparse columns, with the place of each entry among the rows.
struct ItemColumns {
  /// Where each item's entries begin; shape `itemCount + 1`.
  let offsets: [Int]
  /// The users of each item, ascending; shape `interactionCount`.
  let users: [Int32]
  /// Where each entry lies in the matrix's `items`; shape `interactionCount`.
  let positions: [Int32]
  private let userCount: Int

  /// Complexity: O(interactions + items).
  init(_ matrix: InteractionMatrix) {
    var starts = [0]
    for frequency in matrix.itemFrequencies { starts.append(starts.last! + frequency) }
    var cursors = starts
    var users = [Int32](repeating: 0, count: matrix.interactionCount)
    var positions = users
    for user in 0..<matrix.userCount {
      for position in matrix.offsets[user]..<matrix.offsets[user + 1] {
        let item = Int(matrix.items[position])
        users[cursors[item]] = Int32(user)
        positions[cursors[item]] = Int32(position)
        cursors[item] += 1
      }
    }
    offsets = starts
    userCount = matrix.userCount
    self.users = users
    self.positions = positions
  }

  /// Where an item's entries lie in `users` and `positions`.
  func range(of item: Int) -> Range<Int> { offsets[item]..<offsets[item + 1] }
}

extension ItemColumns {
  /// The users of each item.
  var userLists: IndexRows { IndexRows(offsets: offsets, numbers: users, below: userCount) }
}

/// How often items occur together, by lists that are tested once.
struct CommonItems {
  /// The users of each item, and the items of each user.
  private let users: IndexRows
  private let items: IndexRows

  init(_ columns: ItemColumns, _ matrix: InteractionMatrix) {
    (users, items) = (columns.userLists, matrix.itemLists)
  }

  /// counts[j] += |U_i ∩ U_j| for an item i and every item j of the matrix, i itself included.
  func count(with item: Int, into counts: AlignedBuffer<Int32>) {
    users.withRow(item) { Kernels.countItems(users: $0, items: items, counts: counts.extent) }
  }

  /// sums[j] += Σ_{u ∈ U_i ∩ U_j} weights[u] for an item i and every item j of the matrix, i itself included.
  func sum(_ weights: AlignedBuffer<Float>, with item: Int, to sums: Extent<Float>) {
    users.withRow(item) {
      Kernels.addWeightedItems(users: $0, items: items, weights: weights.extent, sums: sums)
    }
  }
}

extension InteractionMatrix {
  /// The items of each user, as kernels take them.
  var itemLists: IndexRows { IndexRows(offsets: offsets, numbers: items, below: itemCount) }
}

extension InteractionMatrix {
  /// The number of interactions of each item; shape `itemCount`.
  var itemFrequencies: [Int] {
    var frequencies = [Int](repeating: 0, count: itemCount)
    for item in items { frequencies[Int(item)] += 1 }
    return frequencies
  }
}

extension InteractionMatrix {
  /// The matrix with users and items exchanged, without timestamps.
  ///
  /// Complexity: O(interactions + items).
  var transposed: InteractionMatrix {
    let columns = ItemColumns(self)
    return InteractionMatrix(offsets: columns.offsets, items: columns.users, itemCount: userCount)
  }
}
