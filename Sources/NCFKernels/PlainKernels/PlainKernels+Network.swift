import Foundation

extension PlainKernels {
  public static func interactionLogits(
    users: RowView, items: RowView, pairs: PairIndices, count: Int, weights: UnsafePointer<Float>, width: Int,
    logits: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      for k in 0..<width {
        let p = users.pointer[Int(pairs.users[b]) * users.stride + k]
        let q = items.pointer[Int(pairs.items[b]) * items.stride + k]
        logits[b] += weights[k] * p * q
      }
    }
  }

  public static func interactionGradients(
    others: RowView, otherIndices: UnsafePointer<Int32>, count: Int, weights: UnsafePointer<Float>,
    width: Int,
    logitGradients: UnsafePointer<Float>, slots: UnsafePointer<Int32>, gradients: RowView
  ) {
    for b in 0..<count {
      for k in 0..<width {
        let other = others.pointer[Int(otherIndices[b]) * others.stride + k]
        gradients.pointer[Int(slots[b]) * gradients.stride + k] += logitGradients[b] * weights[k] * other
      }
    }
  }

  public static func interactionWeightGradients(
    users: RowView, items: RowView, pairs: PairIndices, count: Int, width: Int,
    logitGradients: UnsafePointer<Float>, weightGradients: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      for k in 0..<width {
        let p = users.pointer[Int(pairs.users[b]) * users.stride + k]
        let q = items.pointer[Int(pairs.items[b]) * items.stride + k]
        weightGradients[k] += logitGradients[b] * p * q
      }
    }
  }

  public static func addBiasAndRectify(
    _ matrix: UnsafeMutablePointer<Float>, rows: Int, columns: Int, bias: UnsafePointer<Float>
  ) {
    for position in 0..<(rows * columns) {
      matrix[position] = max(matrix[position] + bias[position % columns], 0)
    }
  }

  public static func rectifierGradients(
    _ gradients: UnsafeMutablePointer<Float>, activations: UnsafePointer<Float>, rows: Int, columns: Int,
    biasGradients: UnsafeMutablePointer<Float>
  ) {
    for position in 0..<(rows * columns) {
      if activations[position] <= 0 { gradients[position] = 0 }
      biasGradients[position % columns] += gradients[position]
    }
  }

  public static func predictionLogits(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, weights: UnsafePointer<Float>,
    logits: UnsafeMutablePointer<Float>
  ) {
    for position in 0..<(rows * columns) {
      logits[position / columns] += matrix[position] * weights[position % columns]
    }
  }

  public static func predictionGradients(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, weights: UnsafePointer<Float>,
    logitGradients: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>,
    weightGradients: UnsafeMutablePointer<Float>
  ) {
    for position in 0..<(rows * columns) {
      let dz = logitGradients[position / columns]
      gradients[position] = dz * weights[position % columns]
      weightGradients[position % columns] += dz * matrix[position]
    }
  }

  public static func logisticLoss(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Float>, count: Int, scale: Float,
    gradients: UnsafeMutablePointer<Float>
  ) -> Double {
    var total = 0.0
    for b in 0..<count {
      let (z, y) = (Double(logits[b]), Double(labels[b]))
      total += max(z, 0) - z * y + log1p(exp(-abs(z)))
      gradients[b] = scale * Float(1 / (1 + exp(-z)) - y)
    }
    return total
  }

  public static func gather(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int, into target: RowView
  ) {
    for b in 0..<count {
      for k in 0..<width {
        target.pointer[b * target.stride + k] = source.pointer[Int(indices[b]) * source.stride + k]
      }
    }
  }

  public static func scatterAdd(
    _ source: RowView, slots: UnsafePointer<Int32>, count: Int, width: Int, into target: RowView
  ) {
    for b in 0..<count {
      for k in 0..<width {
        target.pointer[Int(slots[b]) * target.stride + k] += source.pointer[b * source.stride + k]
      }
    }
  }

  public static func gatherAddRectify(
    _ source: RowView, indices: UnsafePointer<Int32>, count: Int, width: Int, offset: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      for k in 0..<width {
        target[b * width + k] = max(source.pointer[Int(indices[b]) * source.stride + k] + offset[k], 0)
      }
    }
  }
}

extension PlainKernels {
  public static func addScaled(
    _ source: UnsafePointer<Float>, by factor: Float, count: Int, to target: UnsafeMutablePointer<Float>
  ) {
    for k in 0..<count { target[k] += factor * source[k] }
  }
}

extension PlainKernels {
  public static func logisticDescent(
    _ factors: BiasedFactors, pairs: PairIndices, labels: UnsafePointer<Float>, count: Int, width: Int,
    rate: Float, penalty: Float, logits: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let (user, item) = (Int(pairs.users[b]), Int(pairs.items[b]))
      let p = factors.users.pointer + user * factors.users.stride
      let q = factors.items.pointer + item * factors.items.stride
      logits[b] = (0..<width).reduce(0) { $0 + p[$1] * q[$1] }
      if let biases = factors.biases {
        logits[b] += biases.users[user] + biases.items[item] + biases.all.pointee
      }
      let gradient = labels[b] - Float(1 / (1 + exp(-Double(logits[b]))))
      for k in 0..<width {
        let (pk, qk) = (p[k], q[k])
        p[k] += rate * (gradient * qk - penalty * pk)
        q[k] += rate * (gradient * pk - penalty * qk)
      }
      if let biases = factors.biases {
        biases.users[user] += rate * (gradient - penalty * biases.users[user])
        biases.items[item] += rate * (gradient - penalty * biases.items[item])
        biases.all.pointee += rate * (gradient - penalty * biases.all.pointee)
      }
    }
  }
}

extension PlainKernels {
  public static func pairwiseDescent(
    users: RowView, items: RowView, triplets: TripletIndices, count: Int, width: Int, rate: Float,
    penalty: Float, margins: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let p = users.pointer + Int(triplets.users[b]) * users.stride
      let positive = items.pointer + Int(triplets.positives[b]) * items.stride
      let negative = items.pointer + Int(triplets.negatives[b]) * items.stride
      margins[b] = (0..<width).reduce(0) { $0 + p[$1] * (positive[$1] - negative[$1]) }
      let s = Float(1 / (1 + exp(Double(margins[b]))))
      for k in 0..<width {
        let (pk, qi, qj) = (p[k], positive[k], negative[k])
        p[k] += rate * (s * (qi - qj) - penalty * pk)
        positive[k] += rate * (s * pk - penalty * qi)
        negative[k] += rate * (-s * pk - penalty * qj)
      }
    }
  }

  public static func pairwiseMargins(
    users: RowView, items: RowView, triplets: TripletIndices, count: Int, width: Int,
    margins: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      margins[b] = 0
      for k in 0..<width {
        let p = users.pointer[Int(triplets.users[b]) * users.stride + k]
        let qi = items.pointer[Int(triplets.positives[b]) * items.stride + k]
        let qj = items.pointer[Int(triplets.negatives[b]) * items.stride + k]
        margins[b] += p * (qi - qj)
      }
    }
  }

  public static func pairwiseGradients(
    users: RowView, items: RowView, triplets: TripletIndices, count: Int, width: Int,
    marginGradients: UnsafePointer<Float>, penalty: Float, slots: TripletIndices, userGradients: RowView,
    itemGradients: RowView
  ) {
    for b in 0..<count {
      for k in 0..<width {
        let p = users.pointer[Int(triplets.users[b]) * users.stride + k]
        let qi = items.pointer[Int(triplets.positives[b]) * items.stride + k]
        let qj = items.pointer[Int(triplets.negatives[b]) * items.stride + k]
        let dx = marginGradients[b]
        userGradients.pointer[Int(slots.users[b]) * userGradients.stride + k] += dx * (qi - qj) + penalty * p
        itemGradients.pointer[Int(slots.positives[b]) * itemGradients.stride + k] += dx * p + penalty * qi
        itemGradients.pointer[Int(slots.negatives[b]) * itemGradients.stride + k] += -dx * p + penalty * qj
      }
    }
  }
}
