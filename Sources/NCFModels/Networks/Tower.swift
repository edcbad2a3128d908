import NCFKernels

/// The MLP tower (He et al. 2017, eq. 10) over a chunk of a batch, with its activations and gradients.
///
/// a₀ = [p_u; q_i], aₗ = max(aₗ₋₁·Wₗ + bₗ, 0). Weights are stored inputs × outputs; the backward pass uses
/// transposed copies, which the caller keeps up to date.
final class Tower {
  private let layers: [DenseBlock.Layer]
  /// a₀ … a_L, each `capacity` × padded width.
  private let activations: [AlignedBuffer<Float>]
  /// ∂loss/∂a₀ … ∂loss/∂a_L; none where nothing goes backward.
  private let gradients: [AlignedBuffer<Float>]
  private let transposed: TransposedLayers?
  private let inputWidth: Int
  private var products: Products

  /// The products of one chunk size, compiled for it.
  private struct Products {
    let rows: Int
    /// The first layer whose product is there.
    let first: Int
    /// Of each layer from the first on.
    let forward: [MatrixProduct]
    let weightGradients: [MatrixProduct]
    let accumulatingWeightGradients: [MatrixProduct]
    let inputGradients: [MatrixProduct]

    init(_ layers: [DenseBlock.Layer], rows: Int, from first: Int, goesBackward: Bool) {
      self.rows = rows
      self.first = first
      let layers = layers.dropFirst(first)
      forward = layers.map { MatrixProduct(.plain, rows: rows, inner: $0.inputs, columns: $0.outputs) }
      let backward = goesBackward ? layers : []
      weightGradients = backward.map {
        MatrixProduct(.transposedLeft, rows: $0.inputs, inner: rows, columns: $0.outputs)
      }
      accumulatingWeightGradients = backward.map {
        MatrixProduct(
          .transposedLeft, rows: $0.inputs, inner: rows, columns: $0.outputs, accumulates: true)
      }
      inputGradients = backward.map {
        MatrixProduct(.plain, rows: rows, inner: $0.outputs, columns: $0.inputs)
      }
    }
  }

  /// - Parameters:
  ///   - transposed: What the backward pass multiplies by; nil if there is no backward pass.
  ///   - capacity: Rows of the largest chunk.
  init(_ layers: [DenseBlock.Layer], transposed: TransposedLayers?, inputWidth: Int, capacity: Int) {
    self.layers = layers
    self.transposed = transposed
    self.inputWidth = inputWidth
    let widths = [inputWidth] + layers.map(\.outputs)
    activations = widths.map { AlignedBuffer(count: capacity * $0, zero: 0) }
    gradients = transposed == nil ? [] : widths.map { AlignedBuffer(count: capacity * $0, zero: 0) }
    products = Products([], rows: 0, from: 0, goesBackward: false)
  }

  /// The tower's input a₀, which the caller fills.
  var input: RowView { RowView(activations[0].extent, width: inputWidth) }
  /// The first layer's activations a₁, which the caller fills where it goes on from there.
  var firstLayer: Extent<Float> { activations[1].extent }
  /// The last layer's activations a_L.
  var output: Extent<Float> { activations[layers.count].extent }
  /// ∂loss/∂a_L, which the caller fills before `backward`.
  var outputGradients: Extent<Float> { gradients[layers.count].extent }
  /// ∂loss/∂a₀ after `backward`.
  var inputGradients: RowView { RowView(gradients[0].extent, width: inputWidth) }

  /// Prepares for chunks of `rows` rows that go forward from a layer on; a change costs a look-up of compiled products.
  func resize(rows: Int, from first: Int) {
    guard rows != products.rows || first != products.first else { return }
    products = Products(layers, rows: rows, from: first, goesBackward: transposed != nil)
  }

  /// a_first → a_L.
  func forward(_ parameters: Extent<Float>, from first: Int) {
    for (index, layer) in layers.enumerated().dropFirst(first) {
      let output = activations[index + 1].extent
      products.forward[index - first](activations[index].extent, parameters[layer.weights], output)
      Kernels.addBiasAndRectify(
        output, rows: products.rows, columns: layer.outputs, bias: parameters[layer.bias])
    }
  }

  /// ∂loss/∂a_L → ∂loss/∂a₀, adding the layers' gradients into the block `blockGradients`.
  /// - Parameter isFirstChunk: Weight gradients replace what the block holds; bias gradients always add.
  func backward(into blockGradients: Extent<Float>, isFirstChunk: Bool) {
    guard let transposed else { preconditionFailure("the tower was made without a backward pass") }
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let gradient = gradients[index + 1].extent
      Kernels.rectifierGradients(
        gradient, activations: activations[index + 1].extent, rows: products.rows, columns: layer.outputs,
        biasGradients: blockGradients[layer.bias])
      let weightGradient =
        isFirstChunk ? products.weightGradients[index] : products.accumulatingWeightGradients[index]
      weightGradient(activations[index].extent, gradient, blockGradients[layer.weights])
      products.inputGradients[index](gradient, transposed[index], gradients[index].extent)
    }
  }
}

/// Transposed copies of the hidden layers' weights, which the backward pass multiplies by.
final class TransposedLayers {
  private let layers: [DenseBlock.Layer]
  /// One for each layer: outputs × inputs.
  private let copies: [AlignedBuffer<Float>]

  init(_ layers: [DenseBlock.Layer]) {
    self.layers = layers
    copies = layers.map { AlignedBuffer(count: $0.inputs * $0.outputs, zero: 0) }
  }

  subscript(_ layer: Int) -> Extent<Float> { copies[layer].extent }

  /// Brings the copies up to date with the parameters.
  /// - Parameter share: The part of the work to do.
  func refresh(_ parameters: Extent<Float>, share: WorkShare) {
    for (layer, copy) in zip(layers, copies) {
      let rows = share.range(of: layer.inputs, granularity: 8)
      Kernels.transpose(
        parameters[layer.weights][(rows.lowerBound * layer.outputs)...], rows: rows.count,
        columns: layer.outputs, into: copy.extent[rows.lowerBound...], targetStride: layer.inputs)
    }
  }
}
