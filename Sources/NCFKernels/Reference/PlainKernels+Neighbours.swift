extension PlainKernels {
  public static func countItems(
    users: UnsafePointer<Int32>, count: Int, offsets: UnsafePointer<Int>, items: UnsafePointer<Int32>,
    counts: UnsafeMutablePointer<Int32>
  ) {
    for user in UnsafeBufferPointer(start: users, count: count) {
      for position in offsets[Int(user)]..<offsets[Int(user) + 1] { counts[Int(items[position])] += 1 }
    }
  }

  public static func sparseDotProduct(
    indices: UnsafePointer<Int32>, values: UnsafePointer<Float>, count: Int, dense: UnsafePointer<Float>
  ) -> Float {
    (0..<count).reduce(0) { $0 + values[$1] * dense[Int(indices[$1])] }
  }
}
