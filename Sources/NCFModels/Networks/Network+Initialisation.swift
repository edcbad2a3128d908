import Foundation
import NCFKernels
import NCFRandom

extension Network {
  /// Of the embeddings, where nothing else is said: that of the authors' code.
  static let usualDeviation = 0.01

  /// Embeddings from N(0, 0.01²), hidden layers glorot-uniform, the prediction unit lecun-uniform, biases zero, as
  /// in the authors' code; a prediction unit that is not learned is all ones. Each part draws from a stream of its own, so that GMF and NeuMF of one seed begin with
  /// the same factors.
  ///
  /// - Parameter deviation: The embeddings' standard deviation.
  func initialise(seed: UInt64, deviation: Double = usualDeviation) {
    fill(users, "user", seed, deviation)
    fill(items, "item", seed, deviation)
    for (index, layer) in block.layers.enumerated() {
      var generator = SeededGenerator(seed: seed, stream: "initialise.tower.\(index)")
      let (inputs, outputs) = (shape.layers[index], shape.layers[index + 1])
      let limit = (6 / Double(inputs + outputs)).squareRoot()
      for input in 0..<inputs {
        let row = parameters + layer.weights + paddedInput(input, ofLayer: index) * layer.outputs
        for output in 0..<outputs { row[output] = Float((2 * generator.uniform() - 1) * limit) }
      }
    }
    guard shape.learnsPrediction else {
      for k in 0..<shape.factors { parameters[block.interactionWeights + k] = 1 }
      for position in predictionTowerPositions { parameters[block.towerWeights + position] = 1 }
      return
    }
    let fanIn = shape.factors + (shape.layers.last ?? 0)
    let limit = (3 / Double(fanIn)).squareRoot()
    var generator = SeededGenerator(seed: seed, stream: "initialise.prediction")
    for k in 0..<shape.factors {
      parameters[block.interactionWeights + k] = Float((2 * generator.uniform() - 1) * limit)
    }
    for position in predictionTowerPositions {
      parameters[block.towerWeights + position] = Float((2 * generator.uniform() - 1) * limit)
    }
  }

  /// Where the row of a layer's input lies in its padded weights: the first layer's input is the user's padded
  /// embedding followed by the item's.
  func paddedInput(_ input: Int, ofLayer index: Int) -> Int {
    index == 0 && input >= shape.embeddingWidth ? input - shape.embeddingWidth + shape.paddedEmbedding : input
  }

  /// Where the tower's outputs lie under the prediction unit. Without hidden layers they are the embeddings.
  var predictionTowerPositions: [Int] {
    (0..<(shape.layers.last ?? 0)).map { block.layers.isEmpty ? paddedInput($0, ofLayer: 0) : $0 }
  }

  private func fill(_ table: ParameterRows, _ side: String, _ seed: UInt64, _ deviation: Double) {
    var generator = SeededGenerator(seed: seed, stream: "initialise.mf.\(side)")
    table.fillNormal(columns: 0..<shape.factors, deviation: deviation, using: &generator)
    generator = SeededGenerator(seed: seed, stream: "initialise.mlp.\(side)")
    let start = shape.paddedFactors
    table.fillNormal(
      columns: start..<(start + shape.embeddingWidth), deviation: deviation, using: &generator)
  }
}
