extension Kernels {
  /// target[b] = source[indices[b]] for `count` rows of `width` floats.
  public static func gather(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int, into target: RowView
  ) {
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

  /// target[slots[b]] += source[b] for `count` rows of `width` floats.
  public static func scatterAdd(
    _ source: RowView, slots: UnsafePointer<Int32>, count: Int, width: Int, into target: RowView
  ) {
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
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int, offset: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
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
