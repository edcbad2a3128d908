import NCFData

/// Bytes that neighbourhoods over a matrix's items take, roughly: as neighbours, and twice as weights.
/// - Parameter largestCount: Neighbours that an item has at most; 0 for no bound.
func neighbourMemory(_ matrix: InteractionMatrix, largestCount: Int) -> Int {
  let items = matrix.itemCount
  let largest = largestCount == 0 ? items : min(items, largestCount)
  // Two items are neighbours only if a user has both.
  let pairs = zip(matrix.offsets, matrix.offsets.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
  return 24 * min(items * largest, pairs) + 24 * items + 16 * matrix.interactionCount
}
