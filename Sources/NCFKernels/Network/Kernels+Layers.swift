extension Kernels {
  /// matrix[rows×columns] = max(matrix + bias, 0), bias[columns] added to every row (He et al. 2017, eq. 10).
  public static func addBiasAndRectify(_ matrix: Extent<Float>, rows: Int, columns: Int, bias: Extent<Float>)
  {
    demandMatrix(matrix, rows, columns)
    demand(bias.count >= columns, "\(columns) columns have more biases than \(bias.count)")
    let (matrix, bias) = (matrix.pointer, UnsafePointer(bias.pointer))
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
    _ gradients: Extent<Float>, activations: Extent<Float>, rows: Int, columns: Int,
    biasGradients: Extent<Float>
  ) {
    demandMatrix(gradients, rows, columns)
    demandMatrix(activations, rows, columns)
    demand(biasGradients.count >= columns, "\(columns) columns have more biases than \(biasGradients.count)")
    let (gradients, activations) = (gradients.pointer, UnsafePointer(activations.pointer))
    let biasGradients = biasGradients.pointer
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
    _ matrix: Extent<Float>, rows: Int, columns: Int, weights: Extent<Float>, logits: Extent<Float>
  ) {
    demandMatrix(matrix, rows, columns)
    demand(
      weights.count >= columns && logits.count >= rows,
      "\(rows) rows of \(columns) have \(logits.count) logits by \(weights.count) weights")
    let (matrix, weights) = (UnsafePointer(matrix.pointer), UnsafePointer(weights.pointer))
    let logits = logits.pointer
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
    _ matrix: Extent<Float>, rows: Int, columns: Int, weights: Extent<Float>, logitGradients: Extent<Float>,
    gradients: Extent<Float>, weightGradients: Extent<Float>
  ) {
    demandMatrix(matrix, rows, columns)
    demandMatrix(gradients, rows, columns)
    demand(
      min(weights.count, weightGradients.count) >= columns && logitGradients.count >= rows,
      "\(rows) rows of \(columns) have \(logitGradients.count) gradients by \(weights.count) weights")
    let (matrix, weights) = (UnsafePointer(matrix.pointer), UnsafePointer(weights.pointer))
    let (logitGradients, gradients) = (logitGradients.pointer, gradients.pointer)
    let weightGradients = weightGradients.pointer
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
  /// Ends the program unless an extent holds a matrix of whole vectors.
  @inline(__always)
  static func demandMatrix(_ matrix: Extent<Float>, _ rows: Int, _ columns: Int) {
    demand(
      rows >= 0 && columns >= 0 && columns & 7 == 0 && matrix.count >= rows &* columns,
      "\(matrix.count) floats are no \(rows)×\(columns) matrix")
  }

  /// target += factor · source, of as many elements: a multiple of 8.
  public static func addScaled(_ source: Extent<Float>, by factor: Float, to target: Extent<Float>) {
    demand(
      source.count == target.count && source.count & 7 == 0,
      "\(source.count) floats cannot be added to \(target.count)")
    addScaled(UnsafePointer(source.pointer), by: factor, count: source.count, to: target.pointer)
  }

  @inline(__always)
  static func addScaled(
    _ source: UnsafePointer<Float>, by factor: Float, count: Int, to target: UnsafeMutablePointer<Float>
  ) {
    for k in stride(from: 0, to: count, by: 8) {
      let sum: SIMD8<Float> = target.vector(k)
      target.store(sum.addingProduct(source.vector(k), SIMD8(repeating: factor)), at: k)
    }
  }
}
