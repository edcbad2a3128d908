/// Least squares: element by element, row by row, and with an elastic net.
extension PlainKernels {
  public static func elementwiseCycle(
    _ row: Extent<Float>, factors: Int, entries: ObservedEntries, gram: Extent<Float>, missingWeight: Float,
    penalty: Float
  ) {
    let width = row.count
    for f in 0..<factors {
      var (numerator, denominator) = (0.0, Double(penalty))
      for n in 0..<entries.count {
        let q = Double(entries.columns[f * entries.stride + n])
        let v = Double(entries.excessWeights[n])
        let withoutOwn = Double(entries.predictions[n]) - Double(row[f]) * q
        numerator += (1 - v * withoutOwn) * q
        denominator += v * q * q
      }
      for k in 0..<width where k != f {
        numerator -= Double(missingWeight) * Double(row[k]) * Double(gram[f * width + k])
      }
      denominator += Double(missingWeight) * Double(gram[f * width + f])
      guard denominator > 0 else { continue }
      let own = row[f]
      row[f] = Float(numerator / denominator)
      for n in 0..<entries.count {
        entries.predictions[n] += (row[f] - own) * entries.columns[f * entries.stride + n]
      }
    }
  }

  public static func observedLoss(_ entries: ObservedEntries) -> Double {
    (0..<entries.count).reduce(0) { sum, n in
      let prediction = Double(entries.predictions[n])
      let missingWeight = 1 - Double(entries.excessWeights[n])
      return sum + (1 - prediction) * (1 - prediction) - missingWeight * prediction * prediction
    }
  }

  public static func gatherAndSum(
    _ source: RowView, indices: RowIndices, into target: Extent<Float>, sums: Extent<Float>
  ) {
    let width = sums.count
    for b in 0..<indices.count {
      for k in 0..<width {
        target[b * width + k] = source[indices[b], k]
        sums[k] += target[b * width + k]
      }
    }
  }

  public static func dotProduct(_ first: Extent<Float>, _ second: Extent<Float>) -> Double {
    (0..<first.count).reduce(0) { $0 + Double(first[$1]) * Double(second[$1]) }
  }

  public static func solvePositiveDefinite(
    _ matrix: Extent<Float>, order n: Int, stride: Int, _ vector: Extent<Float>,
    into solution: Extent<Float>
  ) -> Bool {
    var u = [Double](repeating: 0, count: n * n)
    var y = [Double](repeating: 0, count: n)
    for row in 0..<n {
      for column in row..<n {
        let known = (0..<row).reduce(0.0) { $0 + u[$1 * n + row] * u[$1 * n + column] }
        let left = Double(matrix[row * stride + column]) - known
        guard column > row || left > 0 else { return false }
        u[row * n + column] = column == row ? left.squareRoot() : left / u[row * n + row]
      }
      let known = (0..<row).reduce(0.0) { $0 + u[$1 * n + row] * y[$1] }
      y[row] = (Double(vector[row]) - known) / u[row * n + row]
    }
    for row in (0..<n).reversed() {
      for column in (row + 1)..<max(row + 1, n) { y[row] -= u[row * n + column] * y[column] }
      y[row] /= u[row * n + row]
    }
    for k in 0..<stride { solution[k] = k < n ? Float(y[k]) : 0 }
    return true
  }

  // MARK: Elastic nets

  public static func elasticNetCycle(
    _ weights: Extent<Float>, correlations: Extent<Float>, gram: Extent<Float>, count: Int, stride: Int,
    penalty: ElasticNetPenalty
  ) {
    let (l1, l2) = (Double(penalty.l1), Double(penalty.l2))
    for k in 0..<count where gram[k * stride + k] + penalty.l2 > 0 {
      let curvature = Double(gram[k * stride + k])
      let z = Double(correlations[k]) + curvature * Double(weights[k])
      let size = max(0, penalty.isNonNegative ? z - l1 : abs(z) - l1)
      let optimum = Float((z < 0 ? -size : size) / (curvature + l2))
      for n in 0..<count { correlations[n] -= (optimum - weights[k]) * gram[k * stride + n] }
      weights[k] = optimum
    }
  }

  public static func elasticNetGap(
    _ weights: Extent<Float>, correlations: Extent<Float>, count: Int, penalty: ElasticNetPenalty
  ) -> Double {
    let (l1, l2) = (Double(penalty.l1), Double(penalty.l2))
    return (0..<count).reduce(0) { sum, k in
      let (w, c) = (Double(weights[k]), Double(correlations[k]))
      let excess = max(0, (penalty.isNonNegative ? c : abs(c)) - l1)
      return sum + l1 * abs(w) + 0.5 * l2 * w * w - w * c + excess * excess / (2 * l2)
    }
  }

  public static func gatherSquare(
    _ matrix: RowView, indices: RowIndices, into target: Extent<Float>, targetStride: Int
  ) {
    for k in 0..<indices.count {
      for l in 0..<indices.count { target[k * targetStride + l] = matrix[indices[k], indices[l]] }
    }
  }

  public static func addRows(
    _ matrix: RowView, indices: RowIndices, factors: UnsafeBufferPointer<Float>, to target: Extent<Float>
  ) {
    for k in 0..<indices.count {
      for n in 0..<target.count { target[n] += factors[k] * matrix[indices[k], n] }
    }
  }
}
