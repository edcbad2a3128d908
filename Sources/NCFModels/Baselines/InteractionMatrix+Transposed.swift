import NCFData

extension InteractionMatrix {
  /// The matrix with users and items exchanged, without timestamps.
  ///
  /// Complexity: O(interactions + items).
  var transposed: InteractionMatrix {
    let columns = ItemColumns(self)
    return InteractionMatrix(offsets: columns.offsets, items: columns.users, itemCount: userCount)
  }
}
