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
      let values = (0..<tensor.shape.reduce(1, *)).map { tensor.memory[tensor.position($0)] }
      bundle[tensor.name] = TensorBundle.Tensor(shape: tensor.shape, values: values)
    }
    return bundle
  }

  /// Replaces the parameters. The optimiser's moments stay as they are.
  /// - Throws: `InputError` if a tensor is missing or of another shape.
  func restore(_ weights: TensorBundle) throws {
    for tensor in tensors {
      let values = try weights.values(of: tensor.name, shape: tensor.shape)
      for (index, value) in values.enumerated() { tensor.memory[tensor.position(index)] = value }
    }
  }

  /// A tensor as the outside sees it, and where each of its elements lies in memory.
  private struct PlacedTensor {
    let name: String
    let shape: [Int]
    let memory: Extent<Float>
    let position: (Int) -> Int
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
    PlacedTensor(name: name, shape: [table.rowCount, width], memory: table.parameters.extent) { element in
      element / width * table.width + column + element % width
    }
  }

  private var towerTensors: [PlacedTensor] {
    block.layers.enumerated().flatMap { index, layer in
      let (inputs, outputs) = (shape.layers[index], shape.layers[index + 1])
      return [
        PlacedTensor(
          name: "tower.\(index).weight", shape: [outputs, inputs], memory: parameters[layer.weights]
        ) { [self] element in
          paddedInput(element % inputs, ofLayer: index) * layer.outputs + element / inputs
        },
        PlacedTensor(name: "tower.\(index).bias", shape: [outputs], memory: parameters[layer.bias]) { $0 },
      ]
    }
  }

  private var predictionTensors: [PlacedTensor] {
    let (block, factors) = (block, shape.factors)
    let towerPositions = predictionTowerPositions
    let bias = PlacedTensor(name: "prediction.bias", shape: [1], memory: parameters) { _ in
      block.predictionBias
    }
    guard shape.learnsPrediction else { return [bias] }
    return [
      PlacedTensor(
        name: "prediction.weight", shape: [1, factors + towerPositions.count], memory: parameters
      ) { element in
        element < factors
          ? block.interactionWeights.lowerBound + element
          : block.towerWeights.lowerBound + towerPositions[element - factors]
      },
      bias,
    ]
  }
}
