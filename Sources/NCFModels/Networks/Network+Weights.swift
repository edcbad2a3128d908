import NCFKernels
import NCFWeights

/// Names and shapes of the tensors, as a PyTorch module with these members would have them:
///
/// | name | shape |
/// |---|---|
/// | `mf_user.weight`, `mf_item.weight` | users × factors, items × factors |
/// | `mlp_user.weight`, `mlp_item.weight` | users × embedding, items × embedding |
/// | `tower.N.weight`, `tower.N.bias` | outputs × inputs, outputs |
/// | `prediction.weight` (if it is learned), `prediction.bias` | 1 × (factors + last layer), 1 |
extension Network {
  /// The parameters as of the latest `settle`.
  var weights: TensorBundle {
    var bundle = TensorBundle()
    for tensor in tensors {
      let values = (0..<tensor.shape.reduce(1, *)).map { tensor.position($0).pointee }
      bundle[tensor.name] = TensorBundle.Tensor(shape: tensor.shape, values: values)
    }
    return bundle
  }

  /// Replaces the parameters. The optimiser's moments stay as they are.
  /// - Throws: `InputError` if a tensor is missing or of another shape.
  func restore(_ weights: TensorBundle) throws {
    for tensor in tensors {
      let values = try weights.values(of: tensor.name, shape: tensor.shape)
      for (index, value) in values.enumerated() { tensor.position(index).pointee = value }
    }
  }

  /// A tensor as the outside sees it, and where each of its elements lies in memory.
  private struct PlacedTensor {
    let name: String
    let shape: [Int]
    let position: (Int) -> UnsafeMutablePointer<Float>
  }

  private var tensors: [PlacedTensor] { embeddingTensors + towerTensors + predictionTensors }

  private var embeddingTensors: [PlacedTensor] {
    [("user", users), ("item", items)].flatMap { side, table in
      (shape.hasInteraction ? [columns("mf_\(side).weight", table, from: 0, width: shape.factors)] : [])
        + (shape.hasTower
          ? [columns("mlp_\(side).weight", table, from: shape.paddedFactors, width: shape.embeddingWidth)]
          : [])
    }
  }

  private func columns(_ name: String, _ table: ParameterRows, from column: Int, width: Int) -> PlacedTensor {
    PlacedTensor(name: name, shape: [table.rowCount, width]) { element in
      table.parameters.pointer + (element / width * table.width + column + element % width)
    }
  }

  private var towerTensors: [PlacedTensor] {
    let start = parameters
    return block.layers.enumerated().flatMap { index, layer in
      let (inputs, outputs) = (shape.layers[index], shape.layers[index + 1])
      return [
        PlacedTensor(name: "tower.\(index).weight", shape: [outputs, inputs]) { [self] element in
          let row = paddedInput(element % inputs, ofLayer: index)
          return start + (layer.weights + row * layer.outputs + element / inputs)
        },
        PlacedTensor(name: "tower.\(index).bias", shape: [outputs]) { start + (layer.bias + $0) },
      ]
    }
  }

  private var predictionTensors: [PlacedTensor] {
    let (start, block, factors) = (parameters, block, shape.factors)
    let towerPositions = predictionTowerPositions
    let bias = PlacedTensor(name: "prediction.bias", shape: [1]) { _ in start + block.predictionBias }
    guard shape.learnsPrediction else { return [bias] }
    return [
      PlacedTensor(name: "prediction.weight", shape: [1, factors + towerPositions.count]) { element in
        element < factors
          ? start + (block.interactionWeights + element)
          : start + (block.towerWeights + towerPositions[element - factors])
      },
      bias,
    ]
  }
}
