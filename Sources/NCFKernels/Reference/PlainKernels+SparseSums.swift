extension PlainKernels {
  public static func addWeightedItems(
    users: UnsafePointer<Int32>, count: Int, offsets: UnsafePointer<Int>, items: UnsafePointer<Int32>,
    weights: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    for user in UnsafeBufferPointer(start: users, count: count) {
      for position in offsets[Int(user)]..<offsets[Int(user) + 1] {
        sums[Int(items[position])] += weights[Int(user)]
      }
    }
  }

  public static func addSparse(
    indices: UnsafePointer<Int32>, values: UnsafePointer<Float>, count: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { sums[Int(indices[k])] += values[k] }
  }

  public static func addIndicator(
    indices: UnsafePointer<Int32>, value: Float, count: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { sums[Int(indices[k])] += value }
  }

  public static func indexedSum(
    indices: UnsafePointer<Int32>, count: Int, dense: UnsafePointer<Float>
  ) -> Float {
    (0..<count).reduce(0) { $0 + dense[Int(indices[$1])] }
  }
}
