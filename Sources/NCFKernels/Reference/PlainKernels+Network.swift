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
