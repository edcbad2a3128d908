import NCFData
import NCFWeights

/// Ranking by popularity, the same for every user (He et al. 2017, section 4.1).
///
///     ŷ(u, i) = the number of training interactions of item i
public struct ItemPop: Method {
  public let name = "itempop"
  public let title = "ItemPop"
  public let summary = "popularity: the number of training interactions of the item"
  public let style = LineStyle(colour: "#595959", marker: 2, isDashed: true)

  public struct Settings: MethodSettings {
    public init() {}

    public static let declarations: [Setting<Settings>] = []
  }

  public init() {}

  /// One addition per interaction.
  public func relativeCost(of settings: Settings) -> Double { 1 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int { 16 * training.itemCount }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(ItemPopFit(training: data.training))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { ItemPopModel.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    ItemPopModel(counts: try weights.values(of: ItemPopModel.tensorName, shape: [training.itemCount]))
  }
}

/// Counts interactions: one step.
struct ItemPopFit: ClosedForm {
  let training: InteractionMatrix

  func step() -> ItemPopModel? { ItemPopModel(counts: training.itemFrequencies.map(Float.init)) }
}

final class ItemPopModel: FittedModel {
  /// Interactions of each item; whole numbers.
  private let counts: [Float]

  init(counts: [Float]) { self.counts = counts }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (index, item) in items.enumerated() { scores[index] = counts[Int(item)] }
  }

  static let tensorName = "item.count"

  static func recognises(_ weights: TensorBundle) -> Bool { Array(weights.tensors.keys) == [tensorName] }

  /// | name | shape |
  /// |---|---|
  /// | `item.count` | items |
  var weights: TensorBundle {
    TensorBundle([Self.tensorName: TensorBundle.Tensor(shape: [counts.count], values: counts)])
  }
}
