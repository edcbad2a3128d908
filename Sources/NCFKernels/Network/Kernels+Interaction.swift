extension Kernels {
  /// logits[b] += Σₖ weights[k] · p_u[k] · q_i[k] for each pair (u, i) of the batch (GMF, He et al. 2017, eq. 9).
  ///
  /// - Parameters:
  ///   - weights: As many as factors.
  ///   - logits: One for each pair.
  public static func interactionLogits(
    users: RowView, items: RowView, pairs: PairIndices, weights: Extent<Float>, logits: Extent<Float>
  ) {
    let (count, width) = (pairs.count, weights.count)
    demandPairs(users, items, pairs, width: width)
    demand(logits.count >= count, "\(count) pairs have more logits than \(logits.count)")
    let (weights, logits) = (UnsafePointer(weights.pointer), logits.pointer)
    let pairs = (users: pairs.users.pointer, items: pairs.items.pointer)
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
    others: RowView, otherIndices: RowIndices, weights: Extent<Float>, logitGradients: Extent<Float>,
    slots: RowIndices, gradients: RowView
  ) {
    let (count, width) = (otherIndices.count, weights.count)
    others.demandRows(otherIndices, width: width)
    gradients.demandRows(slots, width: width)
    demand(
      slots.count == count && logitGradients.count >= count,
      "\(count) rows have \(slots.count) slots and \(logitGradients.count) gradients")
    let (weights, logitGradients) = (UnsafePointer(weights.pointer), logitGradients.pointer)
    let (otherIndices, slots) = (otherIndices.pointer, slots.pointer)
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
    users: RowView, items: RowView, pairs: PairIndices, logitGradients: Extent<Float>,
    weightGradients: Extent<Float>
  ) {
    let (count, width) = (pairs.count, weightGradients.count)
    demandPairs(users, items, pairs, width: width)
    demand(logitGradients.count >= count, "\(count) pairs have more gradients than \(logitGradients.count)")
    let (logitGradients, weightGradients) = (logitGradients.pointer, weightGradients.pointer)
    let pairs = (users: pairs.users.pointer, items: pairs.items.pointer)
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

  /// Ends the program unless the tables have each pair's rows, and so many whole vectors in each.
  @inline(__always)
  static func demandPairs(_ users: RowView, _ items: RowView, _ pairs: PairIndices, width: Int) {
    users.demandRows(pairs.users, width: width)
    items.demandRows(pairs.items, width: width)
  }
}
