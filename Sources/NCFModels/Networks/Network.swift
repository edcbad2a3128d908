import Foundation
import NCFKernels
import NCFRandom

/// The parameters of GMF, MLP or NeuMF (He et al. 2017, section 3), and the optimiser that moves them.
///
///     z = h_GMF · (p_u ⊙ q_i) + h_MLP · a_L(p'_u, q'_i) + b,   ŷ = σ(z)
///
/// GMF has the first term only, MLP the second only; NeuMF has both, with separate embeddings (eq. 12).
final class Network {
  let shape: NetworkShape
  let block: DenseBlock
  let optimiser: Optimiser
  /// One row per user and per item: interaction factors, then tower embedding (`NetworkShape`).
  let users: ParameterRows
  let items: ParameterRows
  /// Everything else (`DenseBlock`), as one row.
  let dense: ParameterRows

  init(_ shape: NetworkShape, optimiser: Optimiser) {
    self.shape = shape
    self.optimiser = optimiser
    block = DenseBlock(shape)
    users = optimiser.makeRows(rowCount: shape.userCount, width: shape.rowWidth)
    items = optimiser.makeRows(rowCount: shape.itemCount, width: shape.rowWidth)
    dense = optimiser.makeRows(rowCount: 1, width: block.width)
    if !shape.learnsPrediction { fixPrediction() }
  }

  /// Sets the weights of a prediction unit that is not learned, and not among the tensors either.
  private func fixPrediction() {
    for k in 0..<shape.factors { parameters[block.interactionWeights][k] = 1 }
    for position in predictionTowerPositions { parameters[block.towerWeights][position] = 1 }
  }

  /// The block's parameters.
  var parameters: Extent<Float> { dense.parameters.extent }

  /// Brings every embedding up to date with the optimiser's last step.
  func settle() {
    optimiser.settle(users)
    optimiser.settle(items)
  }
}

/// Where the parameters outside the embedding tables lie in one block, which the optimiser moves as a whole:
/// weights and biases of each hidden layer, then the prediction unit's weights and bias.
struct DenseBlock {
  struct Layer {
    /// Padded widths.
    let inputs: Int
    let outputs: Int
    /// Where the weights (inputs × outputs) and the bias (outputs) lie in the block.
    let weights: Range<Int>
    let bias: Range<Int>
  }

  let layers: [Layer]
  /// Where the prediction unit's weights over the interaction part and over the tower lie, and its bias.
  let interactionWeights: Range<Int>
  let towerWeights: Range<Int>
  let predictionBias: Int
  /// Floats in the block, a multiple of 16.
  let width: Int

  init(_ shape: NetworkShape) {
    var end = 0
    func take(_ count: Int) -> Range<Int> {
      defer { end += count }
      return end..<end + count
    }
    let widths = shape.paddedLayers
    layers = zip(widths, widths.dropFirst()).map { inputs, outputs in
      Layer(inputs: inputs, outputs: outputs, weights: take(inputs * outputs), bias: take(outputs))
    }
    interactionWeights = take(shape.paddedFactors)
    towerWeights = take(widths.last ?? 0)
    predictionBias = take(8).lowerBound
    width = (end + 15) & ~15
  }
}

extension Network {
  /// Of the embeddings, where nothing else is said: that of the authors' code.
  static let usualDeviation = 0.01

  /// Draws all parameters. Each part draws from a stream of its own, so that GMF and NeuMF of one seed begin with the
  /// same factors. A prediction unit that is not learned is all ones.
  ///
  /// - Parameter deviation: The embeddings' standard deviation; with `.paper`, that of all parameters.
  func initialise(
    seed: UInt64, deviation: Double = usualDeviation, as initialisation: Initialisation = .authorsCode
  ) {
    fill(users, "user", seed, deviation)
    fill(items, "item", seed, deviation)
    for (index, layer) in block.layers.enumerated() {
      let (inputs, outputs) = (shape.layers[index], shape.layers[index + 1])
      var weights = WeightSource(
        initialisation, SeededGenerator(seed: seed, stream: "initialise.tower.\(index)"),
        limit: (6 / Double(inputs + outputs)).squareRoot(), deviation: deviation)
      for input in 0..<inputs {
        let row = parameters[layer.weights][(paddedInput(input, ofLayer: index) * layer.outputs)...]
        for output in 0..<outputs { row[output] = weights.next() }
      }
      guard initialisation == .paper else { continue }
      for output in 0..<outputs { parameters[layer.bias][output] = weights.next() }
    }
    guard shape.learnsPrediction else { return }
    let fanIn = shape.factors + (shape.layers.last ?? 0)
    var weights = WeightSource(
      initialisation, SeededGenerator(seed: seed, stream: "initialise.prediction"),
      limit: (3 / Double(fanIn)).squareRoot(), deviation: deviation)
    for k in 0..<shape.factors { parameters[block.interactionWeights][k] = weights.next() }
    for position in predictionTowerPositions { parameters[block.towerWeights][position] = weights.next() }
    if initialisation == .paper { parameters[block.predictionBias] = weights.next() }
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

extension ParameterRows {
  /// Fills columns, row after row, from N(0, deviation²).
  func fillNormal(columns: Range<Int>, deviation: Double, using generator: inout SeededGenerator) {
    var spare: Double?
    for row in 0..<rowCount {
      for column in columns {
        parameters[row * width + column] = Float(deviation * generator.normal(keeping: &spare))
      }
    }
  }
}

/// What the parameters of GMF, MLP and NeuMF are before the first step.
public enum Initialisation: String, SettingChoice {
  /// Embeddings from N(0, 0.01²), hidden layers glorot-uniform, the prediction unit lecun-uniform, biases zero.
  case authorsCode = "authors_code"
  /// Everything from N(0, 0.01²), as section 4.1 of the paper has it.
  case paper
}

/// Draws the weights of a layer one after another.
private struct WeightSource {
  private let initialisation: Initialisation
  private var generator: SeededGenerator
  private let limit: Double
  private let deviation: Double
  private var spare: Double?

  /// - Parameters:
  ///   - limit: In the authors' code weights are uniform from −limit to limit.
  ///   - deviation: In the paper they are from N(0, deviation²).
  init(_ initialisation: Initialisation, _ generator: SeededGenerator, limit: Double, deviation: Double) {
    (self.initialisation, self.generator) = (initialisation, generator)
    (self.limit, self.deviation) = (limit, deviation)
  }

  mutating func next() -> Float {
    switch initialisation {
    case .authorsCode: Float((2 * generator.uniform() - 1) * limit)
    case .paper: Float(deviation * generator.normal(keeping: &spare))
    }
  }
}

extension SeededGenerator {
  /// A number from N(0, 1). They come in pairs; the second one waits in `spare`.
  fileprivate mutating func normal(keeping spare: inout Double?) -> Double {
    if let kept = spare {
      spare = nil
      return kept
    }
    let pair = normalPair()
    spare = pair.1
    return pair.0
  }
}
