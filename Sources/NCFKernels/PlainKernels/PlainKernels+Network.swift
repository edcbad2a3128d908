import Foundation

/// What networks and their training are made of.
extension PlainKernels {
  public static func interactionLogits(
    users: RowView, items: RowView, pairs: PairIndices, weights: Extent<Float>, logits: Extent<Float>
  ) {
    for b in 0..<pairs.count {
      let (user, item) = (pairs.users[b], pairs.items[b])
      for k in 0..<weights.count { logits[b] += weights[k] * users[user, k] * items[item, k] }
    }
  }

  public static func interactionGradients(
    others: RowView, otherIndices: RowIndices, weights: Extent<Float>, logitGradients: Extent<Float>,
    slots: RowIndices, gradients: RowView
  ) {
    for b in 0..<otherIndices.count {
      for k in 0..<weights.count {
        gradients[slots[b], k] += logitGradients[b] * weights[k] * others[otherIndices[b], k]
      }
    }
  }

  public static func interactionWeightGradients(
    users: RowView, items: RowView, pairs: PairIndices, logitGradients: Extent<Float>,
    weightGradients: Extent<Float>
  ) {
    for b in 0..<pairs.count {
      let (user, item) = (pairs.users[b], pairs.items[b])
      for k in 0..<weightGradients.count {
        weightGradients[k] += logitGradients[b] * users[user, k] * items[item, k]
      }
    }
  }

  public static func addBiasAndRectify(_ matrix: Extent<Float>, rows: Int, columns: Int, bias: Extent<Float>)
  {
    for position in 0..<(rows * columns) {
      matrix[position] = max(matrix[position] + bias[position % columns], 0)
    }
  }

  public static func rectifierGradients(
    _ gradients: Extent<Float>, activations: Extent<Float>, rows: Int, columns: Int,
    biasGradients: Extent<Float>
  ) {
    for position in 0..<(rows * columns) {
      if activations[position] <= 0 { gradients[position] = 0 }
      biasGradients[position % columns] += gradients[position]
    }
  }

  public static func predictionLogits(
    _ matrix: Extent<Float>, rows: Int, columns: Int, weights: Extent<Float>, logits: Extent<Float>
  ) {
    for position in 0..<(rows * columns) {
      logits[position / columns] += matrix[position] * weights[position % columns]
    }
  }

  public static func predictionGradients(
    _ matrix: Extent<Float>, rows: Int, columns: Int, weights: Extent<Float>, logitGradients: Extent<Float>,
    gradients: Extent<Float>, weightGradients: Extent<Float>
  ) {
    for position in 0..<(rows * columns) {
      let dz = logitGradients[position / columns]
      gradients[position] = dz * weights[position % columns]
      weightGradients[position % columns] += dz * matrix[position]
    }
  }

  public static func logisticLoss(
    logits: Extent<Float>, labels: Extent<Float>, count: Int, scale: Float, gradients: Extent<Float>
  ) -> Double {
    var total = 0.0
    for b in 0..<count {
      let (z, y) = (Double(logits[b]), Double(labels[b]))
      total += max(z, 0) - z * y + log1p(exp(-abs(z)))
      gradients[b] = scale * Float(1 / (1 + exp(-z)) - y)
    }
    return total
  }

  public static func addScaled(_ source: Extent<Float>, by factor: Float, to target: Extent<Float>) {
    for k in 0..<source.count { target[k] += factor * source[k] }
  }
}

/// Steps of stochastic gradient descent, on single instances and on triplets.
extension PlainKernels {
  public static func logisticDescent(
    _ factors: BiasedFactors, pairs: PairIndices, labels: Extent<Float>, rate: Float, penalty: Float,
    logits: Extent<Float>
  ) {
    for b in 0..<pairs.count {
      let (user, item) = (pairs.users[b], pairs.items[b])
      let (p, q) = (factors.users[user], factors.items[item])
      logits[b] = (0..<p.count).reduce(0) { $0 + p[$1] * q[$1] }
      if let biases = factors.biases { logits[b] += biases.users[user] + biases.items[item] + biases.all[0] }
      let gradient = labels[b] - Float(1 / (1 + exp(-Double(logits[b]))))
      for k in 0..<p.count {
        let (pk, qk) = (p[k], q[k])
        p[k] += rate * (gradient * qk - penalty * pk)
        q[k] += rate * (gradient * pk - penalty * qk)
      }
      if let biases = factors.biases {
        biases.users[user] += rate * (gradient - penalty * biases.users[user])
        biases.items[item] += rate * (gradient - penalty * biases.items[item])
        biases.all[0] += rate * (gradient - penalty * biases.all[0])
      }
    }
  }

  public static func pairwiseDescent(
    users: RowView, items: RowView, triplets: TripletIndices, rate: Float, penalty: Float,
    margins: Extent<Float>
  ) {
    for b in 0..<triplets.count {
      let p = users[triplets.users[b]]
      let (positive, negative) = (items[triplets.positives[b]], items[triplets.negatives[b]])
      margins[b] = (0..<p.count).reduce(0) { $0 + p[$1] * (positive[$1] - negative[$1]) }
      let s = Float(1 / (1 + exp(Double(margins[b]))))
      for k in 0..<p.count {
        let (pk, qi, qj) = (p[k], positive[k], negative[k])
        p[k] += rate * (s * (qi - qj) - penalty * pk)
        positive[k] += rate * (s * pk - penalty * qi)
        negative[k] += rate * (-s * pk - penalty * qj)
      }
    }
  }

  public static func pairwiseMargins(
    users: RowView, items: RowView, triplets: TripletIndices, margins: Extent<Float>
  ) {
    for b in 0..<triplets.count {
      let p = users[triplets.users[b]]
      let (positive, negative) = (items[triplets.positives[b]], items[triplets.negatives[b]])
      margins[b] = (0..<p.count).reduce(0) { $0 + p[$1] * (positive[$1] - negative[$1]) }
    }
  }

  public static func pairwiseGradients(
    users: RowView, items: RowView, triplets: TripletIndices, marginGradients: Extent<Float>, penalty: Float,
    slots: TripletIndices, userGradients: RowView, itemGradients: RowView
  ) {
    for b in 0..<triplets.count {
      let p = users[triplets.users[b]]
      let (positive, negative) = (items[triplets.positives[b]], items[triplets.negatives[b]])
      let dx = marginGradients[b]
      for k in 0..<p.count {
        let (pk, qi, qj) = (p[k], positive[k], negative[k])
        userGradients[slots.users[b], k] += dx * (qi - qj) + penalty * pk
        itemGradients[slots.positives[b], k] += dx * pk + penalty * qi
        itemGradients[slots.negatives[b], k] += -dx * pk + penalty * qj
      }
    }
  }
}
