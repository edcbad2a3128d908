import NCFKernels
import NCFRandom
import Testing

@Suite struct LayersTests {
  /// Activations as a rectifier leaves them, so that about half of them are exactly zero.
  private func rectified(_ count: Int, _ generator: inout SeededGenerator) -> AlignedBuffer<Float> {
    let buffer = generator.floats(count)
    for k in 0..<count { buffer.pointer[k] = max(buffer.pointer[k], 0) }
    return buffer
  }

  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func addBiasAndRectify(columns: Int, rows: Int) {
    var generator = SeededGenerator(seed: 9, stream: "layers")
    let matrix = generator.floats(rows * columns + 16)
    let bias = generator.floats(columns)
    // A sum of exactly zero, on the rectifier's corner.
    matrix.pointer[columns - 1] = -bias.pointer[columns - 1]
    let expected = matrix.copy()
    Kernels.addBiasAndRectify(matrix.pointer, rows: rows, columns: columns, bias: bias.pointer)
    PlainKernels.addBiasAndRectify(expected.pointer, rows: rows, columns: columns, bias: bias.pointer)
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
      gradients.pointer, activations: activations.pointer, rows: rows, columns: columns,
      biasGradients: biasGradients.pointer)
    PlainKernels.rectifierGradients(
      expectedGradients.pointer, activations: activations.pointer, rows: rows, columns: columns,
      biasGradients: expectedBias.pointer)
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
      matrix.pointer, rows: rows, columns: columns, weights: weights.pointer, logits: logits.pointer)
    PlainKernels.predictionLogits(
      matrix.pointer, rows: rows, columns: columns, weights: weights.pointer, logits: expected.pointer)
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
      matrix.pointer, rows: rows, columns: columns, weights: weights.pointer,
      logitGradients: logitGradients.pointer, gradients: gradients.pointer,
      weightGradients: weightGradients.pointer)
    PlainKernels.predictionGradients(
      matrix.pointer, rows: rows, columns: columns, weights: weights.pointer,
      logitGradients: logitGradients.pointer, gradients: expectedGradients.pointer,
      weightGradients: expectedWeights.pointer)
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
    Kernels.addScaled(source.pointer, by: factor, count: count, to: target.pointer)
    PlainKernels.addScaled(source.pointer, by: factor, count: count, to: expected.pointer)
    #expect(deviation(target, expected) <= roundingTolerance(terms: 2))
    #expect(target.values[count...].elementsEqual(expected.values[count...]))
  }
}
