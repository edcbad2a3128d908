extension PlainKernels {
  public static func elasticNetCycle(
    _ weights: UnsafeMutablePointer<Float>, correlations: UnsafeMutablePointer<Float>,
    gram: UnsafePointer<Float>, count: Int, stride: Int, penalty: ElasticNetPenalty
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
    _ weights: UnsafePointer<Float>, correlations: UnsafePointer<Float>, count: Int,
    penalty: ElasticNetPenalty
  ) -> Double {
    let (l1, l2) = (Double(penalty.l1), Double(penalty.l2))
    return (0..<count).reduce(0) { sum, k in
      let (w, c) = (Double(weights[k]), Double(correlations[k]))
      let excess = max(0, (penalty.isNonNegative ? c : abs(c)) - l1)
      return sum + l1 * abs(w) + 0.5 * l2 * w * w - w * c + excess * excess / (2 * l2)
    }
  }

  public static func gatherSquare(
    _ matrix: UnsafePointer<Float>, stride: Int, indices: UnsafePointer<Int32>, count: Int,
    into target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    for k in 0..<count {
      for l in 0..<count {
        target[k * targetStride + l] = matrix[Int(indices[k]) * stride + Int(indices[l])]
      }
    }
  }

  public static func addRows(
    _ matrix: UnsafePointer<Float>, stride: Int, indices: UnsafePointer<Int32>,
    factors: UnsafePointer<Float>, count: Int, to target: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count {
      for n in 0..<stride { target[n] += factors[k] * matrix[Int(indices[k]) * stride + n] }
    }
  }
}
