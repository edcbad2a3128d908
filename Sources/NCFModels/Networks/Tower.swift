import NCFKernels

/// The MLP tower (He et al. 2017, eq. 10) over a chunk of a batch, with its activations and gradients.
///
/// a₀ = [p_u; q_i], aₗ = max(aₗ₋₁·Wₗ + bₗ, 0). Weights are stored inputs × outputs; the backward pass uses
/// transposed copies, which the caller keeps up to date.
final class Tower {
  private let layers: [DenseBlock.Layer]
  private let capacity: Int
  /// a₀ … a_L, each `capacity` × padded width.
  private let activations: [AlignedBuffer<Float>]
  /// ∂loss/∂a₀ … ∂loss/∂a_L.
  private let gradients: [AlignedBuffer<Float>]
  private let transposed: TransposedLayers
  private var products: Products

  /// The products of one chunk size.
  private struct Products {
    let rows: Int
    let forward: [MatrixProduct]
    let weightGradients: [MatrixProduct]
    let accumulatingWeightGradients: [MatrixProduct]
    let inputGradients: [MatrixProduct]

    init(_ layers: [DenseBlock.Layer], rows: Int) {
      self.rows = rows
      forward = layers.map { MatrixProduct(.plain, rows: rows, inner: $0.inputs, columns: $0.outputs) }
      weightGradients = layers.map {
        MatrixProduct(.transposedLeft, rows: $0.inputs, inner: rows, columns: $0.outputs)
      }
      accumulatingWeightGradients = layers.map {
        MatrixProduct(
          .transposedLeft, rows: $0.inputs, inner: rows, columns: $0.outputs, accumulates: true)
      }
      inputGradients = layers.map { MatrixProduct(.plain, rows: rows, inner: $0.outputs, columns: $0.inputs) }
    }
  }

  /// - Parameter capacity: Rows of the largest chunk.
  init(_ layers: [DenseBlock.Layer], transposed: TransposedLayers, inputWidth: Int, capacity: Int) {
    self.layers = layers
    self.transposed = transposed
    self.capacity = capacity
    let widths = [inputWidth] + layers.map(\.outputs)
    activations = widths.map { AlignedBuffer(count: capacity * $0, zero: 0) }
    gradients = widths.map { AlignedBuffer(count: capacity * $0, zero: 0) }
    products = Products(layers, rows: capacity)
  }

  /// The tower's input a₀, which the caller fills.
  var input: UnsafeMutablePointer<Float> { activations[0].pointer }
  /// The last layer's activations a_L.
  var output: UnsafeMutablePointer<Float> { activations[layers.count].pointer }
  /// ∂loss/∂a_L, which the caller fills before `backward`.
  var outputGradients: UnsafeMutablePointer<Float> { gradients[layers.count].pointer }
  /// ∂loss/∂a₀ after `backward`.
  var inputGradients: UnsafeMutablePointer<Float> { gradients[0].pointer }

  /// Prepares for chunks of `rows` rows; a change of size costs a look-up of compiled products.
  func resize(rows: Int) {
    if rows != products.rows { products = Products(layers, rows: rows) }
  }

  /// a₀ → a_L.
  func forward(_ parameters: UnsafePointer<Float>) {
    for (index, layer) in layers.enumerated() {
      let output = activations[index + 1].pointer
      products.forward[index](activations[index].pointer, parameters + layer.weights, output)
      Kernels.addBiasAndRectify(
        output, rows: products.rows, columns: layer.outputs, bias: parameters + layer.bias)
    }
  }

  /// ∂loss/∂a_L → ∂loss/∂a₀, adding the layers' gradients into the block `blockGradients`.
  /// - Parameter isFirstChunk: Weight gradients replace what the block holds; bias gradients always add.
  func backward(into blockGradients: UnsafeMutablePointer<Float>, isFirstChunk: Bool) {
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let gradient = gradients[index + 1].pointer
      Kernels.rectifierGradients(
        gradient, activations: activations[index + 1].pointer, rows: products.rows, columns: layer.outputs,
        biasGradients: blockGradients + layer.bias)
      let weightGradient =
        isFirstChunk ? products.weightGradients[index] : products.accumulatingWeightGradients[index]
      weightGradient(activations[index].pointer, gradient, blockGradients + layer.weights)
      products.inputGradients[index](gradient, transposed[index], gradients[index].pointer)
    }
  }
}
