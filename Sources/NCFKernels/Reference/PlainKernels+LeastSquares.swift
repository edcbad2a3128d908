extension PlainKernels {
  public static func elementwiseCycle(
    _ row: UnsafeMutablePointer<Float>, factors: Int, width: Int, entries: ObservedEntries,
    gram: UnsafePointer<Float>, missingWeight: Float, penalty: Float
  ) {
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
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int,
    into target: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      for k in 0..<width {
        target[b * width + k] = source.pointer[Int(indices[b]) * source.stride + k]
        sums[k] += target[b * width + k]
      }
    }
  }

  public static func dotProduct(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, count: Int
  ) -> Double {
    (0..<count).reduce(0) { $0 + Double(first[$1]) * Double(second[$1]) }
  }

  public static func solvePositiveDefinite(
    _ matrix: UnsafeMutablePointer<Float>, order n: Int, stride: Int, _ vector: UnsafeMutablePointer<Float>,
    into solution: UnsafeMutablePointer<Float>
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
}
