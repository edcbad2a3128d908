import NCFKernels
import NCFRandom
import Testing

@Suite struct LayersTests {
  /// Activations as a rectifier leaves them, so that about half of them are exactly zero.
  private func rectified(_ count: Int, _ generator: inout SeededGenerator) -> AlignedBuffer<Float> {
    let buffer = generator.floats(count)
    for k in 0..<count { buffer[k] = max(buffer[k], 0) }
    return buffer
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func addBiasAndRectify(columns: Int, rows: Int) {
    var generator = SeededGenerator(seed: 9, stream: "layers")
    let matrix = generator.floats(rows * columns + 16)
    let bias = generator.floats(columns)
    // A sum of exactly zero, on the rectifier's corner.
    matrix[columns - 1] = -bias[columns - 1]
    let expected = matrix.copy()
    Kernels.addBiasAndRectify(matrix.extent, rows: rows, columns: columns, bias: bias.extent)
    PlainKernels.addBiasAndRectify(expected.extent, rows: rows, columns: columns, bias: bias.extent)
    #expect(deviation(matrix, expected) == 0)
    #expect(matrix.values[..<(rows * columns)].allSatisfy { $0 >= 0 })
  }

  /// Exact: the kernel sums a column in the order of the plain loop.
  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func rectifierGradients(columns: Int, rows: Int) {
    var generator = SeededGenerator(seed: 10, stream: "layers")
    let gradients = generator.floats(rows * columns + 16)
    let activations = rectified(rows * columns, &generator)
    let biasGradients = generator.floats(columns + 16)
    let (expectedGradients, expectedBias) = (gradients.copy(), biasGradients.copy())
    Kernels.rectifierGradients(
      gradients.extent, activations: activations.extent, rows: rows, columns: columns,
      biasGradients: biasGradients.extent)
    PlainKernels.rectifierGradients(
      expectedGradients.extent, activations: activations.extent, rows: rows, columns: columns,
      biasGradients: expectedBias.extent)
    #expect(deviation(gradients, expectedGradients) == 0)
    #expect(deviation(biasGradients, expectedBias) == 0)
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func predictionLogits(columns: Int, rows: Int) {
    var generator = SeededGenerator(seed: 11, stream: "layers")
    let matrix = generator.floats(rows * columns)
    let weights = generator.floats(columns)
    let logits = generator.floats(rows + 8)
    let expected = logits.copy()
    Kernels.predictionLogits(
      matrix.extent, rows: rows, columns: columns, weights: weights.extent, logits: logits.extent)
    PlainKernels.predictionLogits(
      matrix.extent, rows: rows, columns: columns, weights: weights.extent, logits: expected.extent)
    #expect(deviation(logits, expected) <= roundingTolerance(terms: columns + 1))
    #expect(logits.values[rows...].elementsEqual(expected.values[rows...]))
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func predictionGradients(columns: Int, rows: Int) {
    var generator = SeededGenerator(seed: 12, stream: "layers")
    let matrix = generator.floats(rows * columns)
    let weights = generator.floats(columns)
    let logitGradients = generator.floats(rows)
    let gradients = generator.floats(rows * columns + 8)
    let weightGradients = generator.floats(columns + 8)
    let (expectedGradients, expectedWeights) = (gradients.copy(), weightGradients.copy())
    Kernels.predictionGradients(
      matrix.extent, rows: rows, columns: columns, weights: weights.extent,
      logitGradients: logitGradients.extent, gradients: gradients.extent,
      weightGradients: weightGradients.extent)
    PlainKernels.predictionGradients(
      matrix.extent, rows: rows, columns: columns, weights: weights.extent,
      logitGradients: logitGradients.extent, gradients: expectedGradients.extent,
      weightGradients: expectedWeights.extent)
    // Single products are exact to the last bit; the weights' gradients are sums over the rows.
    #expect(deviation(gradients, expectedGradients) == 0)
    #expect(deviation(weightGradients, expectedWeights) <= roundingTolerance(terms: rows + 1))
    #expect(weightGradients.values[columns...].elementsEqual(expectedWeights.values[columns...]))
  }

  @Test(arguments: [0, 8, 16, 24, 40, 256], [Float(1), -0.3, 0])
  func addScaled(count: Int, factor: Float) {
    var generator = SeededGenerator(seed: 13, stream: "layers")
    let source = generator.floats(count)
    let target = generator.floats(count + 8)
    let expected = target.copy()
    Kernels.addScaled(source.extent, by: factor, to: target[0..<count])
    PlainKernels.addScaled(source.extent, by: factor, to: expected[0..<count])
    #expect(deviation(target, expected) <= roundingTolerance(terms: 2))
    #expect(target.values[count...].elementsEqual(expected.values[count...]))
  }
}
