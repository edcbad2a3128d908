extension Kernels {
  /// counts[i] += 1 for every item i of every listed user: how many of the users have each item.
  ///
  /// - Parameter offsets: Where each user's items begin in `items`.
  public static func countItems(
    users: UnsafePointer<Int32>, count: Int, offsets: UnsafePointer<Int>, items: UnsafePointer<Int32>,
    counts: UnsafeMutablePointer<Int32>
  ) {
    for b in 0..<count {
      let user = Int(users[b])
      for position in offsets[user]..<offsets[user &+ 1] { counts[Int(items[position])] &+= 1 }
    }
  }

  /// Σₖ values[k] · dense[indices[k]]: a sparse vector times a dense one.
  public static func sparseDotProduct(
    indices: UnsafePointer<Int32>, values: UnsafePointer<Float>, count: Int, dense: UnsafePointer<Float>
  ) -> Float {
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
}
