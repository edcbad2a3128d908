extension Kernels {
  /// matrix[rows×columns] = max(matrix + bias, 0), bias[columns] added to every row (He et al. 2017, eq. 10).
  public static func addBiasAndRectify(
    _ matrix: UnsafeMutablePointer<Float>, rows: Int, columns: Int, bias: UnsafePointer<Float>
  ) {
    if columns.isMultiple(of: 16) {
      addBiasAndRectify(SIMD16<Float>.self, matrix, rows, columns, bias)
    } else {
      addBiasAndRectify(SIMD8<Float>.self, matrix, rows, columns, bias)
    }
  }

  @inline(__always)
  private static func addBiasAndRectify<V: FloatVector>(
    _ type: V.Type, _ matrix: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int,
    _ bias: UnsafePointer<Float>
  ) {
    for column in stride(from: 0, to: columns, by: V.scalarCount) {
      let offset: V = bias.vector(column)
      var position = column
      for _ in 0..<rows {
        let sum = matrix.vector(position) + offset
        matrix.store(sum.rectified(), at: position)
        position &+= columns
      }
    }
  }

  /// Takes gradients[rows×columns] back through the rectifier whose output was `activations`, and adds their
  /// column sums to biasGradients[columns].
  public static func rectifierGradients(
    _ gradients: UnsafeMutablePointer<Float>, activations: UnsafePointer<Float>, rows: Int, columns: Int,
    biasGradients: UnsafeMutablePointer<Float>
  ) {
    if columns.isMultiple(of: 16) {
      rectifierGradients(SIMD16<Float>.self, gradients, activations, rows, columns, biasGradients)
    } else {
      rectifierGradients(SIMD8<Float>.self, gradients, activations, rows, columns, biasGradients)
    }
  }

  @inline(__always)
  private static func rectifierGradients<V: FloatVector>(
    _ type: V.Type, _ gradients: UnsafeMutablePointer<Float>, _ activations: UnsafePointer<Float>,
    _ rows: Int,
    _ columns: Int, _ biasGradients: UnsafeMutablePointer<Float>
  ) {
    for column in stride(from: 0, to: columns, by: V.scalarCount) {
      var sum: V = biasGradients.vector(column)
      var position = column
      for _ in 0..<rows {
        let output: V = activations.vector(position)
        let gradient = gradients.vector(position, as: V.self).passing(where: output)
        gradients.store(gradient, at: position)
        sum += gradient
        position &+= columns
      }
      biasGradients.store(sum, at: column)
    }
  }

  /// logits[b] += matrix[b] · weights, matrix[rows×columns]: the prediction unit.
  public static func predictionLogits(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, weights: UnsafePointer<Float>,
    logits: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let values = matrix + row &* columns
      var sum = SIMD8<Float>.zero
      for k in stride(from: 0, to: columns, by: 8) {
        sum = sum.addingProduct(values.vector(k), weights.vector(k))
      }
      logits[row] += sum.total()
    }
  }

  /// The gradients of `predictionLogits`: gradients[b] = dz[b]·weights, weightGradients += Σ_b dz[b]·matrix[b].
  public static func predictionGradients(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, weights: UnsafePointer<Float>,
    logitGradients: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>,
    weightGradients: UnsafeMutablePointer<Float>
  ) {
    for k in stride(from: 0, to: columns, by: 8) {
      let h: SIMD8<Float> = weights.vector(k)
      var sum: SIMD8<Float> = weightGradients.vector(k)
      var position = k
      for row in 0..<rows {
        let dz = SIMD8<Float>(repeating: logitGradients[row])
        sum = sum.addingProduct(dz, matrix.vector(position))
        gradients.store(dz * h, at: position)
        position &+= columns
      }
      weightGradients.store(sum, at: k)
    }
  }
}

extension Kernels {
  /// target[0..<count] += factor · source; `count` is a multiple of 8.
  public static func addScaled(
    _ source: UnsafePointer<Float>, by factor: Float, count: Int, to target: UnsafeMutablePointer<Float>
  ) {
    for k in stride(from: 0, to: count, by: 8) {
      let sum: SIMD8<Float> = target.vector(k)
      target.store(sum.addingProduct(source.vector(k), SIMD8(repeating: factor)), at: k)
    }
  }
}
