extension Kernels {
  /// counts[i] += 1 for every item i of every listed user: how many of the users have each item.
  ///
  /// - Parameter items: Of each user there is.
  public static func countItems(users: RowIndices, items: IndexRows, counts: Extent<Int32>) {
    demandLists(users, items, sums: counts.count)
    let (count, users, counts) = (users.count, users.pointer, counts.pointer)
    items.withPointers { offsets, items in
      for b in 0..<count {
        let user = Int(users[b])
        for position in offsets[user]..<offsets[user &+ 1] { counts[Int(items[position])] &+= 1 }
      }
    }
  }

  /// sums[i] += weights[u] for every item i of every listed user u.
  ///
  /// - Parameters:
  ///   - items: Of each user there is.
  ///   - weights: One number for each user there is.
  public static func addWeightedItems(
    users: RowIndices, items: IndexRows, weights: Extent<Float>, sums: Extent<Float>
  ) {
    demandLists(users, items, sums: sums.count)
    demand(weights.count >= users.bound, "\(users.bound) users have more weights than \(weights.count)")
    let (count, users) = (users.count, users.pointer)
    let (weights, sums) = (weights.pointer, sums.pointer)
    items.withPointers { offsets, items in
      for b in 0..<count {
        let user = Int(users[b])
        let weight = weights[user]
        for position in offsets[user]..<offsets[user &+ 1] { sums[Int(items[position])] += weight }
      }
    }
  }

  @inline(__always)
  private static func demandLists(_ users: RowIndices, _ items: IndexRows, sums: Int) {
    demand(
      users.bound <= items.count && items.bound <= sums,
      "\(items.count) lists of items below \(items.bound) do not fit \(users.bound) users and \(sums) sums")
  }

  /// Ends the program unless each index is one of a dense vector's.
  @inline(__always)
  private static func demandDense(_ indices: RowIndices, _ count: Int) {
    demand(indices.bound <= count, "an index below \(indices.bound) may be none of \(count)")
  }

  @inline(__always)
  private static func demandValues(_ indices: RowIndices, _ count: Int) {
    demand(indices.count == count, "\(indices.count) indices have not \(count) values")
  }

  /// Σₖ values[k] · dense[indices[k]]: a sparse vector times a dense one.
  public static func sparseDotProduct(
    indices: RowIndices, values: UnsafeBufferPointer<Float>, dense: Extent<Float>
  ) -> Float {
    demandDense(indices, dense.count)
    demandValues(indices, values.count)
    let count = indices.count
    guard let values = values.baseAddress else { return 0 }
    let (indices, dense) = (indices.pointer, dense.pointer)
    // Four sums, so that one addition need not wait for another.
    var sums = SIMD4<Float>.zero
    let whole = count & ~3
    for k in stride(from: 0, to: whole, by: 4) {
      let picked = SIMD4(
        dense[Int(indices[k])], dense[Int(indices[k &+ 1])], dense[Int(indices[k &+ 2])],
        dense[Int(indices[k &+ 3])])
      let weights = UnsafeRawPointer(values + k).loadUnaligned(as: SIMD4<Float>.self)
      sums = sums.addingProduct(weights, picked)
    }
    for k in whole..<count { sums[0] += values[k] * dense[Int(indices[k])] }
    return sums.sum()
  }

  /// sums[indices[k]] += values[k]: a sparse vector added to a dense one.
  public static func addSparse(
    indices: RowIndices, values: UnsafeBufferPointer<Float>, to sums: Extent<Float>
  ) {
    demandDense(indices, sums.count)
    demandValues(indices, values.count)
    let count = indices.count
    guard let values = values.baseAddress else { return }
    let (indices, sums) = (indices.pointer, sums.pointer)
    for k in 0..<count { sums[Int(indices[k])] += values[k] }
  }

  /// sums[indices[k]] += value: a multiple of a set's indicator vector added to a dense one.
  public static func addIndicator(indices: RowIndices, value: Float, to sums: Extent<Float>) {
    demandDense(indices, sums.count)
    let (count, indices, sums) = (indices.count, indices.pointer, sums.pointer)
    for k in 0..<count { sums[Int(indices[k])] += value }
  }

  /// Σₖ dense[indices[k]].
  public static func indexedSum(indices: RowIndices, dense: Extent<Float>) -> Float {
    demandDense(indices, dense.count)
    let (count, indices, dense) = (indices.count, indices.pointer, dense.pointer)
    // Four sums, so that one addition need not wait for another.
    var sums = SIMD4<Float>.zero
    let whole = count & ~3
    for k in stride(from: 0, to: whole, by: 4) {
      sums += SIMD4(
        dense[Int(indices[k])], dense[Int(indices[k &+ 1])], dense[Int(indices[k &+ 2])],
        dense[Int(indices[k &+ 3])])
    }
    for k in whole..<count { sums[0] += dense[Int(indices[k])] }
    return sums.sum()
  }
}
