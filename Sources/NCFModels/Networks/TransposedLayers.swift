import NCFKernels

/// Transposed copies of the hidden layers' weights, which the backward pass multiplies by.
final class TransposedLayers {
  private let layers: [DenseBlock.Layer]
  /// One for each layer: outputs × inputs.
  private let copies: [AlignedBuffer<Float>]

  init(_ layers: [DenseBlock.Layer]) {
    self.layers = layers
    copies = layers.map { AlignedBuffer(count: $0.inputs * $0.outputs, zero: 0) }
  }

  subscript(_ layer: Int) -> UnsafePointer<Float> { UnsafePointer(copies[layer].pointer) }

  /// Brings the copies up to date with the parameters.
  /// - Parameter share: The part of the work to do.
  func refresh(_ parameters: UnsafePointer<Float>, share: WorkShare) {
    for (layer, copy) in zip(layers, copies) {
      let rows = share.range(of: layer.inputs, granularity: 8)
      Kernels.transpose(
        parameters + (layer.weights + rows.lowerBound * layer.outputs), rows: rows.count,
        columns: layer.outputs,
        into: copy.pointer + rows.lowerBound, targetStride: layer.inputs)
    }
  }
}
