import CVector

/// The parameters of a dot product with biases, z = p_u·q_i + b_u + b_i + b, as kernels step through them.
public struct BiasedFactors {
  /// p_u and q_i; rows of a multiple of 8 floats, zero beyond the factors.
  public let users: RowView
  public let items: RowView
  /// b_u and b_i, and b; nil without biases.
  public let biases: Biases?

  public struct Biases {
    public let users: Extent<Float>
    public let items: Extent<Float>
    /// One number.
    public let all: Extent<Float>

    public init(users: Extent<Float>, items: Extent<Float>, all: Extent<Float>) {
      demand(all.count == 1, "there is one bias of all, not \(all.count)")
      (self.users, self.items, self.all) = (users, items, all)
    }
  }

  public init(users: RowView, items: RowView, biases: Biases?) {
    demand(
      users.width == items.width
        && biases.map { $0.users.count >= users.rowCount && $0.items.count >= items.rowCount } ?? true,
      "the biases are those of other tables")
    (self.users, self.items, self.biases) = (users, items, biases)
  }
}

extension Kernels {
  /// One step of stochastic gradient descent on the log loss for each instance (u, i, y) in turn (Rendle et al.,
  /// RecSys 2020, section 3.1): with z = p_u·q_i + b_u + b_i + b and g = y − σ(z),
  ///
  ///     p_u += η(g·q_i − λp_u),   q_i += η(g·p_u − λq_i),   b_u += η(g − λb_u),   and so b_i and b
  ///
  /// with p_u and q_i on the right-hand sides as they were before the step.
  ///
  /// - Parameters:
  ///   - labels: y, 0 or 1.
  ///   - rate: η.
  ///   - penalty: λ.
  ///   - logits: Takes z of each instance, before its step.
  public static func logisticDescent(
    _ factors: BiasedFactors, pairs: PairIndices, labels: Extent<Float>, rate: Float, penalty: Float,
    logits: Extent<Float>
  ) {
    let (count, width) = (pairs.count, factors.users.width)
    demandPairs(factors.users, factors.items, pairs, width: width)
    demand(
      min(labels.count, logits.count) >= count,
      "\(count) instances have \(labels.count) labels and \(logits.count) logits")
    let (labels, logits) = (UnsafePointer(labels.pointer), logits.pointer)
    if width.isMultiple(of: 16) {
      logisticDescent(SIMD16<Float>.self, factors, pairs, labels, count, width, rate, penalty, logits)
    } else {
      logisticDescent(SIMD8<Float>.self, factors, pairs, labels, count, width, rate, penalty, logits)
    }
  }

  /// How many instances ahead rows are fetched: tables of a few megabytes lie beyond the first two caches, and one
  /// instance takes less time than its rows take to arrive.
  private static let instancesAhead = 4

  @inline(__always)
  private static func logisticDescent<V: FloatVector>(
    _ type: V.Type, _ factors: BiasedFactors, _ pairs: PairIndices, _ labels: UnsafePointer<Float>,
    _ count: Int, _ width: Int, _ rate: Float, _ penalty: Float, _ logits: UnsafeMutablePointer<Float>
  ) {
    let (users, items) = (factors.users, factors.items)
    let pairs = (users: pairs.users.pointer, items: pairs.items.pointer)
    let biases = factors.biases.map {
      (users: $0.users.pointer, items: $0.items.pointer, all: $0.all.pointer)
    }
    let keptShare = 1 - rate * penalty
    let kept = V(repeating: keptShare)
    for b in 0..<count {
      let later = min(b &+ instancesAhead, count &- 1)
      fetch(users.pointer + Int(pairs.users[later]) &* users.stride, width)
      fetch(items.pointer + Int(pairs.items[later]) &* items.stride, width)
      let (user, item) = (Int(pairs.users[b]), Int(pairs.items[b]))
      let p = users.pointer + user &* users.stride
      let q = items.pointer + item &* items.stride
      var z = dotProduct(type, p, q, width)
      if let biases { z += biases.users[user] + biases.items[item] + biases.all.pointee }
      logits[b] = z
      let step = rate * (labels[b] - logistic(z))
      if let biases {
        biases.users[user] = biases.users[user] * keptShare + step
        biases.items[item] = biases.items[item] * keptShare + step
        biases.all.pointee = biases.all.pointee * keptShare + step
      }
      let move = V(repeating: step)
      for k in stride(from: 0, to: width, by: V.scalarCount) {
        let (pk, qk): (V, V) = (p.vector(k), q.vector(k))
        p.store((kept * pk).addingProduct(move, qk), at: k)
        q.store((kept * qk).addingProduct(move, pk), at: k)
      }
    }
  }

  /// Asks for every cache line of a row.
  @inline(__always)
  private static func fetch(_ row: UnsafeMutablePointer<Float>, _ width: Int) {
    for k in stride(from: 0, to: width, by: 16) { cvector_prefetch(row + k) }
  }

  /// p·q, in four sums, so that one addition need not wait for another.
  @inline(__always)
  private static func dotProduct<V: FloatVector>(
    _ type: V.Type, _ p: UnsafePointer<Float>, _ q: UnsafePointer<Float>, _ width: Int
  ) -> Float {
    var (first, second, third, fourth) = (V.zero, V.zero, V.zero, V.zero)
    let lanes = V.scalarCount
    let whole = width &- width % (4 &* lanes)
    for k in stride(from: 0, to: whole, by: 4 &* lanes) {
      first = first.addingProduct(p.vector(k), q.vector(k))
      second = second.addingProduct(p.vector(k &+ lanes), q.vector(k &+ lanes))
      third = third.addingProduct(p.vector(k &+ 2 &* lanes), q.vector(k &+ 2 &* lanes))
      fourth = fourth.addingProduct(p.vector(k &+ 3 &* lanes), q.vector(k &+ 3 &* lanes))
    }
    for k in stride(from: whole, to: width, by: lanes) {
      first = first.addingProduct(p.vector(k), q.vector(k))
    }
    return ((first + second) + (third + fourth)).total()
  }
}
