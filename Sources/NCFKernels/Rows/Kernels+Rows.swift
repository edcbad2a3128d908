extension Kernels {
  /// target[b] = source[indices[b]], rows of the target's width.
  public static func gather(_ source: RowView, indices: RowIndices, into target: RowView) {
    let (count, width) = (indices.count, target.width)
    source.demandRows(indices, width: width)
    demand(target.rowCount >= count, "\(count) rows do not fit into \(target.rowCount)")
    let indices = indices.pointer
    if width.isMultiple(of: 16) {
      gather(SIMD16<Float>.self, source, indices, count, width, target)
    } else {
      gather(SIMD8<Float>.self, source, indices, count, width, target)
    }
  }

  @inline(__always)
  private static func gather<V: FloatVector>(
    _ type: V.Type, _ source: RowView, _ indices: UnsafePointer<Int32>, _ count: Int, _ width: Int,
    _ target: RowView
  ) {
    for b in 0..<count {
      let from = source.pointer + Int(indices[b]) &* source.stride
      let to = target.pointer + b &* target.stride
      for k in stride(from: 0, to: width, by: V.scalarCount) { to.store(from.vector(k, as: V.self), at: k) }
    }
  }

  /// target[slots[b]] += source[b], rows of the source's width.
  public static func scatterAdd(_ source: RowView, slots: RowIndices, into target: RowView) {
    let (count, width) = (slots.count, source.width)
    target.demandRows(slots, width: width)
    demand(source.rowCount >= count, "\(count) rows are more than \(source.rowCount)")
    let slots = slots.pointer
    if width.isMultiple(of: 16) {
      scatterAdd(SIMD16<Float>.self, source, slots, count, width, target)
    } else {
      scatterAdd(SIMD8<Float>.self, source, slots, count, width, target)
    }
  }

  @inline(__always)
  private static func scatterAdd<V: FloatVector>(
    _ type: V.Type, _ source: RowView, _ slots: UnsafePointer<Int32>, _ count: Int, _ width: Int,
    _ target: RowView
  ) {
    for b in 0..<count {
      let from = source.pointer + b &* source.stride
      let to = target.pointer + Int(slots[b]) &* target.stride
      for k in stride(from: 0, to: width, by: V.scalarCount) {
        to.store(to.vector(k, as: V.self) + from.vector(k), at: k)
      }
    }
  }

  /// target[b] = max(offset + source[indices[b]], 0): a tower's first layer over items whose half of the
  /// product is known already. `target` rows lie next to each other.
  public static func gatherAddRectify(
    _ source: RowView, indices: RowIndices, offset: Extent<Float>, into target: Extent<Float>
  ) {
    let (count, width) = (indices.count, offset.count)
    source.demandRows(indices, width: width)
    demand(target.count >= count &* width, "\(count) rows of \(width) do not fit into \(target.count) floats")
    let (offset, target) = (UnsafePointer(offset.pointer), target.pointer)
    let indices = indices.pointer
    for b in 0..<count {
      let from = source.pointer + Int(indices[b]) &* source.stride
      let to = target + b &* width
      for k in stride(from: 0, to: width, by: 8) {
        let sum: SIMD8<Float> = from.vector(k) + offset.vector(k)
        to.store(sum.rectified(), at: k)
      }
    }
  }
}

extension Kernels {
  /// target[k][b] = source[indices[b]][k]: the gathered rows as columns, so that one factor of many rows is one run of
  /// memory.
  ///
  /// - Parameter targetStride: The distance between rows of the target; at least the number of indices rounded up to a
  ///   multiple of 16. Columns from that number up to the multiple become zero.
  public static func gatherTransposed(
    _ source: RowView, indices: RowIndices, into target: Extent<Float>, targetStride: Int
  ) {
    let (count, width) = (indices.count, source.width)
    source.demandRows(indices, width: width)
    demand(
      targetStride >= (count + 15) & ~15 && target.count >= width &* targetStride,
      "\(width) rows of \(targetStride) for \(count) do not fit into \(target.count) floats")
    let (target, indices) = (target.pointer, indices.pointer)
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

extension Kernels {
  /// products[b] = row · source[indices[b]].
  public static func dotProducts(
    _ row: Extent<Float>, _ source: RowView, indices: RowIndices, into products: Extent<Float>
  ) {
    let (count, width) = (indices.count, row.count)
    source.demandRows(indices, width: width)
    demand(products.count >= count, "\(count) rows have more products than \(products.count)")
    let (row, products) = (UnsafePointer(row.pointer), products.pointer)
    let indices = indices.pointer
    for b in 0..<count {
      let other = source.pointer + Int(indices[b]) &* source.stride
      var sum = SIMD8<Float>.zero
      for k in stride(from: 0, to: width, by: 8) {
        sum = sum.addingProduct(row.vector(k), other.vector(k))
      }
      products[b] = sum.total()
    }
  }

  /// Σₖ values[k]², summed in double precision over blocks of 8; their number is a multiple of 8.
  public static func squaredNorm(_ values: Extent<Float>) -> Double {
    let count = values.count
    demand(count & 7 == 0, "\(count) floats are no whole vectors")
    let values = UnsafePointer(values.pointer)
    var total = SIMD8<Double>.zero
    for k in stride(from: 0, to: count, by: 8) {
      let value = SIMD8<Double>(values.vector(k, as: SIMD8<Float>.self))
      total.addProduct(value, value)
    }
    return total.sum()
  }
}
