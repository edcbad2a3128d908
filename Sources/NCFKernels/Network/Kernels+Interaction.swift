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

  /// One side's gradients of `interactionLogits`, given dz = ∂loss/∂logits, for users or for items:
  /// gradients[slots[b]] += dz[b]·weights⊙(the other side's row).
  public static func interactionGradients(
    others: RowView, otherIndices: UnsafePointer<Int32>, count: Int, weights: UnsafePointer<Float>,
    width: Int,
    logitGradients: UnsafePointer<Float>, slots: UnsafePointer<Int32>, gradients: RowView
  ) {
    if width == 8 {
      let h: SIMD8<Float> = weights.vector(0)
      for b in 0..<count {
        let other: SIMD8<Float> = others.pointer.vector(Int(otherIndices[b]) &* others.stride)
        let slot = Int(slots[b]) &* gradients.stride
        let sum: SIMD8<Float> = gradients.pointer.vector(slot)
        gradients.pointer.store(sum.addingProduct(logitGradients[b] * h, other), at: slot)
      }
      return
    }
    for b in 0..<count {
      let other = others.pointer + Int(otherIndices[b]) &* others.stride
      let gradient = gradients.pointer + Int(slots[b]) &* gradients.stride
      let dz = SIMD8<Float>(repeating: logitGradients[b])
      for k in Swift.stride(from: 0, to: width, by: 8) {
        let sum: SIMD8<Float> = gradient.vector(k)
        let dzh: SIMD8<Float> = dz * weights.vector(k)
        gradient.store(sum.addingProduct(dzh, other.vector(k)), at: k)
      }
    }
  }

  /// The prediction weights' gradients of `interactionLogits`: weightGradients += Σ_b dz[b]·p_u⊙q_i.
  public static func interactionWeightGradients(
    users: RowView, items: RowView, pairs: PairIndices, count: Int, width: Int,
    logitGradients: UnsafePointer<Float>, weightGradients: UnsafeMutablePointer<Float>
  ) {
    for k in Swift.stride(from: 0, to: width, by: 8) {
      var sum: SIMD8<Float> = weightGradients.vector(k)
      for b in 0..<count {
        let p: SIMD8<Float> = users.pointer.vector(Int(pairs.users[b]) &* users.stride &+ k)
        let q: SIMD8<Float> = items.pointer.vector(Int(pairs.items[b]) &* items.stride &+ k)
        sum = sum.addingProduct(logitGradients[b] * p, q)
      }
      weightGradients.store(sum, at: k)
    }
  }
}
