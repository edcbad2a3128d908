extension Kernels {
  /// target[k][b] = source[indices[b]][k] for `count` rows of `width` floats: the gathered rows as columns, so that
  /// one factor of many rows is one run of memory.
  ///
  /// - Parameter targetStride: The distance between rows of the target; at least `count` rounded up to a multiple
  ///   of 16. Columns from `count` up to that multiple become zero.
  public static func gatherTransposed(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    let whole = count & ~7
    for b in stride(from: 0, to: whole, by: 8) {
      let rows = (
        source.pointer + Int(indices[b]) &* source.stride,
        source.pointer + Int(indices[b &+ 1]) &* source.stride,
        source.pointer + Int(indices[b &+ 2]) &* source.stride,
        source.pointer + Int(indices[b &+ 3]) &* source.stride,
        source.pointer + Int(indices[b &+ 4]) &* source.stride,
        source.pointer + Int(indices[b &+ 5]) &* source.stride,
        source.pointer + Int(indices[b &+ 6]) &* source.stride,
        source.pointer + Int(indices[b &+ 7]) &* source.stride
      )
      for k in stride(from: 0, to: width, by: 8) {
        storeTransposed(
          (
            rows.0.vector(k), rows.1.vector(k), rows.2.vector(k), rows.3.vector(k), rows.4.vector(k),
            rows.5.vector(k), rows.6.vector(k), rows.7.vector(k)
          ), target + (k &* targetStride &+ b), targetStride)
      }
    }
    let padded = (count + 15) & ~15
    guard whole < padded else { return }
    for k in 0..<width {
      let row = target + k &* targetStride
      for b in stride(from: whole, to: padded, by: 8) { row.store(SIMD8<Float>.zero, at: b) }
      for b in whole..<count { row[b] = source.pointer[Int(indices[b]) &* source.stride &+ k] }
    }
  }
}
