import NCFData
import NCFKernels

/// Bytes that the training of a network takes, roughly and rather too many than too few.
func networkMemory(
  of settings: NetworkTraining, on training: InteractionMatrix, factors: Int, layers: [Int]
) -> Int {
  let shape = NetworkShape(
    userCount: training.userCount, itemCount: training.itemCount, factors: factors, layers: layers)
  let (rowWidth, block) = (shape.rowWidth, DenseBlock(shape))
  let parameters = (shape.userCount + shape.itemCount) * rowWidth + block.width
  let hidden = block.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
  let threads = settings.threads
  let instances = training.interactionCount * (1 + settings.negatives)
  let batch = min(settings.batchSize, max(1, instances))

  var floats = LearnedParameters.floats(parameters, settings.learner)
  // Gradients: of the rows that a batch reads, and of the dense block for each thread.
  floats += (min(batch, shape.userCount) + min(batch, shape.itemCount)) * rowWidth + threads * block.width
  // Transposed layers, the items' share of the first layer, activations and their gradients.
  floats += hidden + shape.itemCount * (block.layers.first?.outputs ?? 0)
  floats += threads * 2 * min(batch, NetworkStep.largestChunk) * shape.paddedLayers.reduce(0, +)
  return 4 * floats + 9 * instances + 12 * batch
}

/// What a trainer with an optimiser keeps for its parameters.
enum LearnedParameters {
  /// Parameters and moments, a copy of the parameters at the best epoch, and while a checkpoint is saved a copy of
  /// all this.
  static func floats(_ parameters: Int, _ learner: Optimiser.Learner) -> Int {
    let moments =
      switch learner {
      case .adam: 2
      case .rmsprop, .adagrad: 1
      case .sgd: 0
      }
    return parameters * (2 * (1 + moments) + 3)
  }
}

/// Floating-point operations per epoch and interaction of a network, roughly: the forward and backward pass of
/// each instance, and the optimiser's work on the rows that it touches.
func networkCost(of settings: NetworkTraining, factors: Int, layers: [Int]) -> Double {
  let tower = zip(layers, layers.dropFirst()).reduce(0) { $0 + 6 * $1.0 * $1.1 }
  let rows = 60 * (factors + (layers.first ?? 0))
  return Double(1 + settings.negatives) * Double(tower + rows)
}
