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

extension Kernels {
  /// sums[i] += weights[u] for every item i of every listed user u.
  ///
  /// - Parameters:
  ///   - offsets: Where each user's items begin in `items`.
  ///   - weights: One number for each user there is.
  public static func addWeightedItems(
    users: UnsafePointer<Int32>, count: Int, offsets: UnsafePointer<Int>, items: UnsafePointer<Int32>,
    weights: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let user = Int(users[b])
      let weight = weights[user]
      for position in offsets[user]..<offsets[user &+ 1] { sums[Int(items[position])] += weight }
    }
  }

  /// sums[indices[k]] += values[k]: a sparse vector added to a dense one.
  public static func addSparse(
    indices: UnsafePointer<Int32>, values: UnsafePointer<Float>, count: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { sums[Int(indices[k])] += values[k] }
  }

  /// sums[indices[k]] += value: a multiple of a set's indicator vector added to a dense one.
  public static func addIndicator(
    indices: UnsafePointer<Int32>, value: Float, count: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { sums[Int(indices[k])] += value }
  }

  /// Σₖ dense[indices[k]].
  public static func indexedSum(
    indices: UnsafePointer<Int32>, count: Int, dense: UnsafePointer<Float>
  ) -> Float {
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
