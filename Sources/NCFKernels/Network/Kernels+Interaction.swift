/// Rows of an embedding table as kernels see them: where the columns in question begin, and how far rows lie apart.
public struct RowView {
  public let pointer: UnsafeMutablePointer<Float>
  public let stride: Int

  public init(_ pointer: UnsafeMutablePointer<Float>, stride: Int) {
    self.pointer = pointer
    self.stride = stride
  }
}

/// The users and items of a batch: row indices into two tables.
public struct PairIndices {
  public let users: UnsafePointer<Int32>
  public let items: UnsafePointer<Int32>

  public init(users: UnsafePointer<Int32>, items: UnsafePointer<Int32>) {
    self.users = users
    self.items = items
  }
}

extension Kernels {
  /// logits[b] += Σₖ weights[k] · p_u[k] · q_i[k] for each pair (u, i) of the batch (GMF, He et al. 2017, eq. 9).
  public static func interactionLogits(
    users: RowView, items: RowView, pairs: PairIndices, count: Int, weights: UnsafePointer<Float>, width: Int,
    logits: UnsafeMutablePointer<Float>
  ) {
    if width == 8 {
      // The usual small case: the weights stay in one register.
      let h: SIMD8<Float> = weights.vector(0)
      for b in 0..<count {
        let p: SIMD8<Float> = users.pointer.vector(Int(pairs.users[b]) &* users.stride)
        let q: SIMD8<Float> = items.pointer.vector(Int(pairs.items[b]) &* items.stride)
        logits[b] += (p * q * h).total()
      }
      return
    }
    for b in 0..<count {
      let p = users.pointer + Int(pairs.users[b]) &* users.stride
      let q = items.pointer + Int(pairs.items[b]) &* items.stride
      var sum = SIMD8<Float>.zero
      for k in Swift.stride(from: 0, to: width, by: 8) {
        let pk: SIMD8<Float> = p.vector(k)
        sum = sum.addingProduct(pk * q.vector(k), weights.vector(k))
      }
      logits[b] += sum.total()
    }
  }

  /// The gradients of `interactionLogits`, given dz = ∂loss/∂logits:
  /// userGradients[slot(u)] += dz·weights⊙q_i, itemGradients[slot(i)] += dz·weights⊙p_u,
  /// weightGradients += dz·p_u⊙q_i.
  public static func interactionGradients(
    users: RowView, items: RowView, pairs: PairIndices, count: Int, weights: UnsafePointer<Float>, width: Int,
    logitGradients: UnsafePointer<Float>, slots: PairIndices, userGradients: RowView, itemGradients: RowView,
    weightGradients: UnsafeMutablePointer<Float>
  ) {
    if width == 8 {
      let h: SIMD8<Float> = weights.vector(0)
      var weightSum: SIMD8<Float> = weightGradients.vector(0)
      for b in 0..<count {
        let p: SIMD8<Float> = users.pointer.vector(Int(pairs.users[b]) &* users.stride)
        let q: SIMD8<Float> = items.pointer.vector(Int(pairs.items[b]) &* items.stride)
        let dz = SIMD8<Float>(repeating: logitGradients[b])
        let dzh = dz * h
        let userSlot = Int(slots.users[b]) &* userGradients.stride
        let itemSlot = Int(slots.items[b]) &* itemGradients.stride
        let userSum: SIMD8<Float> = userGradients.pointer.vector(userSlot)
        let itemSum: SIMD8<Float> = itemGradients.pointer.vector(itemSlot)
        userGradients.pointer.store(userSum.addingProduct(dzh, q), at: userSlot)
        itemGradients.pointer.store(itemSum.addingProduct(dzh, p), at: itemSlot)
        weightSum = weightSum.addingProduct(dz * p, q)
      }
      weightGradients.store(weightSum, at: 0)
      return
    }
    for b in 0..<count {
      let p = users.pointer + Int(pairs.users[b]) &* users.stride
      let q = items.pointer + Int(pairs.items[b]) &* items.stride
      let userGradient = userGradients.pointer + Int(slots.users[b]) &* userGradients.stride
      let itemGradient = itemGradients.pointer + Int(slots.items[b]) &* itemGradients.stride
      let dz = SIMD8<Float>(repeating: logitGradients[b])
      for k in Swift.stride(from: 0, to: width, by: 8) {
        let pk: SIMD8<Float> = p.vector(k)
        let qk: SIMD8<Float> = q.vector(k)
        let dzh: SIMD8<Float> = dz * weights.vector(k)
        let userSum: SIMD8<Float> = userGradient.vector(k)
        let itemSum: SIMD8<Float> = itemGradient.vector(k)
        let weightSum: SIMD8<Float> = weightGradients.vector(k)
        userGradient.store(userSum.addingProduct(dzh, qk), at: k)
        itemGradient.store(itemSum.addingProduct(dzh, pk), at: k)
        weightGradients.store(weightSum.addingProduct(dz * pk, qk), at: k)
      }
    }
  }
}
