import NCFKernels

/// Where the parameters outside the embedding tables lie in one block, which the optimiser moves as a whole:
/// weights and biases of each hidden layer, then the prediction unit's weights and bias.
struct DenseBlock {
  struct Layer {
    /// Padded widths.
    let inputs: Int
    let outputs: Int
    /// Weights[inputs × outputs] and bias[outputs] as offsets into the block.
    let weights: Int
    let bias: Int
  }

  let layers: [Layer]
  /// Offsets of the prediction unit's weights over the interaction part and over the tower, and of its bias.
  let interactionWeights: Int
  let towerWeights: Int
  let predictionBias: Int
  /// Floats in the block, a multiple of 16.
  let width: Int

  init(_ shape: NetworkShape) {
    var end = 0
    func take(_ count: Int) -> Int {
      defer { end += count }
      return end
    }
    let widths = shape.paddedLayers
    layers = zip(widths, widths.dropFirst()).map { inputs, outputs in
      Layer(inputs: inputs, outputs: outputs, weights: take(inputs * outputs), bias: take(outputs))
    }
    interactionWeights = take(shape.paddedFactors)
    towerWeights = take(widths.last ?? 0)
    predictionBias = take(8)
    width = (end + 15) & ~15
  }
}
