extension Kernels {
  /// One step of stochastic gradient descent for each triplet (u, i, j) in turn (BPR, Rendle et al., UAI 2009,
  /// figure 4): with x = p_u·(q_i − q_j) and s = σ(−x),
  ///
  ///     p_u += η(s·(q_i − q_j) − λp_u),   q_i += η(s·p_u − λq_i),   q_j += η(−s·p_u − λq_j)
  ///
  /// - Parameters:
  ///   - rate: η.
  ///   - penalty: λ.
  ///   - margins: Takes x of each triplet, before its step.
  public static func pairwiseDescent(
    users: RowView, items: RowView, triplets: TripletIndices, rate: Float, penalty: Float,
    margins: Extent<Float>
  ) {
    let (count, width) = (triplets.count, users.width)
    demandTriplets(users, items, triplets, width: width)
    demand(margins.count >= count, "\(count) triplets have more margins than \(margins.count)")
    let margins = margins.pointer
    if width.isMultiple(of: 16) {
      pairwiseDescent(SIMD16<Float>.self, users, items, triplets, count, width, rate, penalty, margins)
    } else {
      pairwiseDescent(SIMD8<Float>.self, users, items, triplets, count, width, rate, penalty, margins)
    }
  }

  @inline(__always)
  private static func pairwiseDescent<V: FloatVector>(
    _ type: V.Type, _ users: RowView, _ items: RowView, _ triplets: TripletIndices, _ count: Int,
    _ width: Int, _ rate: Float, _ penalty: Float, _ margins: UnsafeMutablePointer<Float>
  ) {
    let kept = V(repeating: 1 - rate * penalty)
    let triplets = pointers(triplets)
    for b in 0..<count {
      let p = users.pointer + Int(triplets.users[b]) &* users.stride
      let positive = items.pointer + Int(triplets.positives[b]) &* items.stride
      let negative = items.pointer + Int(triplets.negatives[b]) &* items.stride
      let x = margin(type, p, positive, negative, width)
      margins[b] = x
      let step = V(repeating: rate * logistic(-x))
      for k in stride(from: 0, to: width, by: V.scalarCount) {
        let pk: V = p.vector(k)
        let qi: V = positive.vector(k)
        let qj: V = negative.vector(k)
        let move = step * pk
        p.store((kept * pk).addingProduct(step, qi - qj), at: k)
        positive.store(move.addingProduct(kept, qi), at: k)
        negative.store((-move).addingProduct(kept, qj), at: k)
      }
    }
  }

  /// margins[b] = p_u·(q_i − q_j).
  public static func pairwiseMargins(
    users: RowView, items: RowView, triplets: TripletIndices, margins: Extent<Float>
  ) {
    let (count, width) = (triplets.count, users.width)
    demandTriplets(users, items, triplets, width: width)
    demand(margins.count >= count, "\(count) triplets have more margins than \(margins.count)")
    let (triplets, margins) = (pointers(triplets), margins.pointer)
    for b in 0..<count {
      margins[b] = margin(
        SIMD8<Float>.self, users.pointer + Int(triplets.users[b]) &* users.stride,
        items.pointer + Int(triplets.positives[b]) &* items.stride,
        items.pointer + Int(triplets.negatives[b]) &* items.stride, width)
    }
  }

  /// The gradients of `pairwiseMargins`, given dx = ∂loss/∂margins, and of a penalty on each occurrence of a row:
  /// userGradients[slot(u)] += dx·(q_i − q_j) + λp_u, itemGradients[slot(i)] += dx·p_u + λq_i,
  /// itemGradients[slot(j)] += −dx·p_u + λq_j.
  ///
  /// - Parameter penalty: λ.
  public static func pairwiseGradients(
    users: RowView, items: RowView, triplets: TripletIndices, marginGradients: Extent<Float>, penalty: Float,
    slots: TripletIndices, userGradients: RowView, itemGradients: RowView
  ) {
    let (count, width) = (triplets.count, users.width)
    demandTriplets(users, items, triplets, width: width)
    demandTriplets(userGradients, itemGradients, slots, width: width)
    demand(
      marginGradients.count >= count && slots.count == count,
      "\(count) triplets have \(marginGradients.count) gradients and \(slots.count) slots")
    let (triplets, slots) = (pointers(triplets), pointers(slots))
    let marginGradients = marginGradients.pointer
    let lambda = SIMD8<Float>(repeating: penalty)
    for b in 0..<count {
      let p = users.pointer + Int(triplets.users[b]) &* users.stride
      let positive = items.pointer + Int(triplets.positives[b]) &* items.stride
      let negative = items.pointer + Int(triplets.negatives[b]) &* items.stride
      let userGradient = userGradients.pointer + Int(slots.users[b]) &* userGradients.stride
      let positiveGradient = itemGradients.pointer + Int(slots.positives[b]) &* itemGradients.stride
      let negativeGradient = itemGradients.pointer + Int(slots.negatives[b]) &* itemGradients.stride
      let dx = SIMD8<Float>(repeating: marginGradients[b])
      for k in stride(from: 0, to: width, by: 8) {
        let pk: SIMD8<Float> = p.vector(k)
        let qi: SIMD8<Float> = positive.vector(k)
        let qj: SIMD8<Float> = negative.vector(k)
        let userSum: SIMD8<Float> = userGradient.vector(k)
        userGradient.store(userSum.addingProduct(dx, qi - qj).addingProduct(lambda, pk), at: k)
        let positiveSum: SIMD8<Float> = positiveGradient.vector(k)
        positiveGradient.store(positiveSum.addingProduct(dx, pk).addingProduct(lambda, qi), at: k)
        let negativeSum: SIMD8<Float> = negativeGradient.vector(k)
        negativeGradient.store(negativeSum.addingProduct(-dx, pk).addingProduct(lambda, qj), at: k)
      }
    }
  }

  /// Ends the program unless the tables have each triplet's rows, and so many whole vectors in each.
  @inline(__always)
  private static func demandTriplets(
    _ users: RowView, _ items: RowView, _ triplets: TripletIndices, width: Int
  ) {
    users.demandRows(triplets.users, width: width)
    items.demandRows(triplets.positives, width: width)
  }

  @inline(__always)
  private static func pointers(
    _ triplets: TripletIndices
  ) -> (users: UnsafePointer<Int32>, positives: UnsafePointer<Int32>, negatives: UnsafePointer<Int32>) {
    (triplets.users.pointer, triplets.positives.pointer, triplets.negatives.pointer)
  }

  @inline(__always)
  private static func margin<V: FloatVector>(
    _ type: V.Type, _ p: UnsafePointer<Float>, _ positive: UnsafePointer<Float>,
    _ negative: UnsafePointer<Float>, _ width: Int
  ) -> Float {
    var sum = V.zero
    for k in stride(from: 0, to: width, by: V.scalarCount) {
      sum = sum.addingProduct(p.vector(k), positive.vector(k) - negative.vector(k))
    }
    return sum.total()
  }
}
