/// The observed entries of one user or item, as element-wise ALS sees them: one run of memory per factor.
///
/// Arrays have room up to the next multiple of 16 entries, where `columns` hold zero and the others any
/// finite number.
public struct ObservedEntries {
  public let count: Int
  /// The other side's factors: factor f of entry n is `columns[f · stride + n]`.
  public let columns: Extent<Float>
  /// A multiple of 16, at least `count`.
  public let stride: Int
  /// By how much each entry outweighs a missing one: w − c.
  public let excessWeights: Extent<Float>
  /// r̂ of each entry.
  public let predictions: Extent<Float>

  public init(
    count: Int, columns: Extent<Float>, stride: Int, excessWeights: Extent<Float>,
    predictions: Extent<Float>
  ) {
    let padded = (count + 15) & ~15
    demand(
      count >= 0 && stride >= padded && min(excessWeights.count, predictions.count) >= padded,
      "\(count) entries and their padding do not fit \(excessWeights.count) weights, \(stride) apart")
    self.count = count
    self.columns = columns
    self.stride = stride
    self.excessWeights = excessWeights
    self.predictions = predictions
  }
}

extension Kernels {
  /// One cycle of element-wise ALS over the factors of one row p (He et al., SIGIR 2016, eq. 12 and 13), for
  /// observed ratings of 1 with weight 1: for each factor f in turn, with v = w − c,
  ///
  ///     p_f ← (Σₙ (1 − vₙ·r̂ₙᶠ)·qₙf − c·Σ_{k≠f} p_k·s_kf) / (Σₙ vₙ·qₙf² + c·s_ff + λ),   r̂ₙᶠ = r̂ₙ − p_f·qₙf
  ///
  /// and r̂ₙ follows p_f. With r̂ₙᶠ written out, the first sum is Σₙ (1 − vₙ·r̂ₙ)·qₙf + p_f·Σₙ vₙ·qₙf². The move of
  /// one factor is carried into r̂ in the pass over the next, so that a factor costs one pass over the entries.
  /// A factor whose denominator is zero stays as it is.
  ///
  /// Complexity: O(factors × (entries + width)).
  ///
  /// - Parameters:
  ///   - row: p; zero from `factors` on.
  ///   - gram: S, as many rows and columns as p has entries, symmetric.
  ///   - missingWeight: c, by which S is multiplied.
  ///   - penalty: λ.
  public static func elementwiseCycle(
    _ row: Extent<Float>, factors: Int, entries: ObservedEntries, gram: Extent<Float>, missingWeight: Float,
    penalty: Float
  ) {
    let width = row.count
    demandMatrix(gram, width, width)
    demand(
      0...width ~= factors && entries.columns.count >= factors &* entries.stride,
      "\(entries.columns.count) floats are not the \(factors) factors of entries \(entries.stride) apart")
    let (row, gram) = (row.pointer, UnsafePointer(gram.pointer))
    let (count, stride, columns) = (entries.count, entries.stride, UnsafePointer(entries.columns.pointer))
    let (excessWeights, predictions) = (
      UnsafePointer(entries.excessWeights.pointer), entries.predictions.pointer
    )
    var previous = columns
    var move = SIMD16<Float>.zero
    for f in 0..<factors {
      let column = columns + f &* stride
      var slopes = SIMD16<Float>.zero
      var squares = SIMD16<Float>.zero
      for n in Swift.stride(from: 0, to: count, by: 16) {
        let q: SIMD16<Float> = column.vector(n)
        let v: SIMD16<Float> = excessWeights.vector(n)
        let before: SIMD16<Float> = predictions.vector(n)
        let prediction = before.addingProduct(move, previous.vector(n))
        predictions.store(prediction, at: n)
        slopes = slopes.addingProduct(q, SIMD16(repeating: 1).addingProduct(-v, prediction))
        squares = squares.addingProduct(v * q, q)
      }
      let square = squares.total()
      let own = row[f]
      let curvature = gram[f &* width &+ f]
      var others = SIMD8<Float>.zero
      for k in Swift.stride(from: 0, to: width, by: 8) {
        others = others.addingProduct(row.vector(k), gram.vector(f &* width &+ k))
      }
      let numerator =
        slopes.total() + own * square - missingWeight * (others.total() - own * curvature)
      let denominator = square + missingWeight * curvature + penalty
      if denominator > 0 { row[f] = numerator / denominator }
      move = SIMD16(repeating: row[f] - own)
      previous = column
    }
    for n in Swift.stride(from: 0, to: count, by: 16) {
      let before: SIMD16<Float> = predictions.vector(n)
      predictions.store(before.addingProduct(move, previous.vector(n)), at: n)
    }
  }

  /// What the observed entries of a row add to the loss over all entries: Σₙ (1 − r̂ₙ)² − cₙ·r̂ₙ², with
  /// cₙ = 1 − vₙ (He et al., SIGIR 2016, eq. 7, with the missing part summed over every entry).
  public static func observedLoss(_ entries: ObservedEntries) -> Double {
    var total = 0.0
    let (excessWeights, predictions) = (entries.excessWeights.pointer, entries.predictions.pointer)
    for n in 0..<entries.count {
      let prediction = Double(predictions[n])
      let missingWeight = 1 - Double(excessWeights[n])
      total += (1 - prediction) * (1 - prediction) - missingWeight * prediction * prediction
    }
    return total
  }
}

extension Kernels {
  /// target[b] = source[indices[b]] and sums += source[indices[b]], rows of as many floats as there are sums; rows of
  /// the target lie next to each other.
  public static func gatherAndSum(
    _ source: RowView, indices: RowIndices, into target: Extent<Float>, sums: Extent<Float>
  ) {
    let (count, width) = (indices.count, sums.count)
    source.demandRows(indices, width: width)
    demand(target.count >= count &* width, "\(count) rows of \(width) do not fit into \(target.count) floats")
    let (target, sums, indices) = (target.pointer, sums.pointer, indices.pointer)
    var column = 0
    // Four sums stay in registers while all rows pass.
    while width &- column >= 64 {
      let (from, to, sum) = (source.pointer + column, target + column, sums + column)
      var (a, b): (SIMD16<Float>, SIMD16<Float>) = (sum.vector(0), sum.vector(16))
      var (c, d): (SIMD16<Float>, SIMD16<Float>) = (sum.vector(32), sum.vector(48))
      for k in 0..<count {
        let (row, copy) = (from + Int(indices[k]) &* source.stride, to + k &* width)
        a += copied(row, to: copy, at: 0)
        b += copied(row, to: copy, at: 16)
        c += copied(row, to: copy, at: 32)
        d += copied(row, to: copy, at: 48)
      }
      sum.store(a, at: 0)
      sum.store(b, at: 16)
      sum.store(c, at: 32)
      sum.store(d, at: 48)
      column &+= 64
    }
    while column < width {
      let (from, to) = (source.pointer + column, target + column)
      var sum: SIMD8<Float> = sums.vector(column)
      for k in 0..<count {
        sum += copied(from + Int(indices[k]) &* source.stride, to: to + k &* width, at: 0)
      }
      sums.store(sum, at: column)
      column &+= 8
    }
  }

  @inline(__always)
  private static func copied<V: FloatVector>(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, at offset: Int
  ) -> V {
    let values: V = source.vector(offset)
    target.store(values, at: offset)
    return values
  }

  /// The inner product of two vectors of as many floats, a multiple of 8, summed in double precision.
  public static func dotProduct(_ first: Extent<Float>, _ second: Extent<Float>) -> Double {
    let count = first.count
    demand(count == second.count && count & 7 == 0, "\(count) and \(second.count) floats have no product")
    let (first, second) = (UnsafePointer(first.pointer), UnsafePointer(second.pointer))
    var total = SIMD8<Double>.zero
    for k in stride(from: 0, to: count, by: 8) {
      total.addProduct(
        SIMD8<Double>(first.vector(k, as: SIMD8<Float>.self)),
        SIMD8<Double>(second.vector(k, as: SIMD8<Float>.self)))
    }
    return total.sum()
  }
}
