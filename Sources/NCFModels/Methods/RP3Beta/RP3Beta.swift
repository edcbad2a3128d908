import Foundation
import NCFData
import NCFKernels
import NCFWeights

/// Random walks of three steps with a penalty on popularity, RP3beta (Paudel et al., TiiS 2017).
///
///     w(i, j) = Σ_{u ∈ U_i ∩ U_j} (1/|U_i|)^α · (1/|I_u|)^α / |U_j|^β
///     ŷ(u, j) = Σ_{i ∈ I_u : j ∈ N_k(i)} w(i, j)
///
/// A walk goes from the user to one of their items i, on to one of that item's users, and on to one of their items
/// j. N_k(i) are the k items with the largest w(i, ·). The first step's probability is the same for all of a user's items
/// and does not change the order.
///
/// The code of Dacrema et al. (RecSys 2019) goes on from there: each item's kept weights are divided by their sum
/// (`normalised_rows`), and of those into each item j, too, only the k largest are kept (`rows_and_columns`).
public struct RP3Beta: Method {
  public let name = "rp3beta"
  public let title = "RP3beta"
  public let summary = "random walks of three steps over users and items, with a penalty on popular items"
  public let style = LineStyle(colour: "#882255", marker: 14, isDashed: true)

  public struct Settings: MethodSettings {
    public var neighbours = 100
    public var alpha = 1.0
    public var beta = 0.6
    public var normalisesRows = false
    public var keptNeighbours = KeptNeighbours.rows

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.neighbours, \.neighbours),
      Setting(.alpha, \.alpha),
      Setting(.beta, \.beta),
      Setting(.normalisedRows, \.normalisesRows, default: .unspoken),
      Setting(.keptNeighbours, \.keptNeighbours, default: .unspoken),
    ]

    public mutating func complete(_ given: GivenSettings) {
      if neighbours == 0 { keptNeighbours = .rows }
    }
  }

  /// Of which sets of weights the largest are kept.
  public enum KeptNeighbours: String, SettingChoice {
    /// Of those from each item.
    case rows
    /// Of those from each item, and then of those into each item.
    case rowsAndColumns = "rows_and_columns"
  }

  public init() {}

  /// Counting walks: an interaction meets every other item of its user, a hundred or so.
  public func relativeCost(of settings: Settings) -> Double { 200 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    neighbourMemory(training, largestCount: settings.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(RP3BetaFit(settings, data.training))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "item") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    RP3BetaModel(training, try Neighbours(weights, of: "item", rowCount: training.itemCount))
  }
}

extension Hyperparameter {
  public static let alpha = Hyperparameter(
    "alpha", .number(0...4),
    "α, the power to which the probabilities of a walk are raised (RP3beta)")
  public static let beta = Hyperparameter(
    "beta", .number(0...4),
    "β, by how much popular items are held back: divided by their popularity to the power β (RP3beta)")
  public static let normalisedRows = Hyperparameter(
    "normalised_rows", .flag,
    "whether the walks kept from each item are divided by their sum (false if not given; RP3beta)")
  public static let keptNeighbours = Hyperparameter(
    "kept_neighbours", RP3Beta.KeptNeighbours.domain,
    "of what the neighbours are the largest: the walks from each item (rows, if not given), or also those into each (RP3beta)"
  )
}

/// Scores items by the walks that reach them from the user's items.
final class RP3BetaModel: FittedModel, CatalogueRecommender {
  private let training: InteractionMatrix
  private let neighbours: Neighbours
  private let lists: NeighbourLists

  init(_ training: InteractionMatrix, _ neighbours: Neighbours) {
    self.training = training
    self.neighbours = neighbours
    lists = NeighbourLists(neighbours)
  }

  var itemCount: Int { training.itemCount }

  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    let sums = Extent(scores)
    for item in training.items(of: user) {
      lists.withRow(Int(item)) { Kernels.addSparse(indices: $0, values: $1, to: sums) }
    }
  }

  /// The items that walks from item after item reach (`Neighbours.weights`).
  var weights: TensorBundle { neighbours.weights(of: "item") }
}

/// Walks of three steps from an item to its users, on to their items, with damped probabilities (Paudel et al.,
/// TiiS 2017, section 4):
///
///     w(i, j) = Σ_{u ∈ U_i ∩ U_j} (1/|U_i|)^α · (1/|I_u|)^α / |U_j|^β
struct RandomWalk: Similarity {
  private let training: InteractionMatrix
  private let common: CommonItems
  /// |I_u|^−α; shape users.
  private let userWeights: AlignedBuffer<Float>
  /// |U_i|^−α and |U_i|^−β; shape items.
  private let starts: [Float]
  private let penalties: [Float]

  init(_ training: InteractionMatrix, alpha: Double, beta: Double) {
    self.training = training
    common = CommonItems(ItemColumns(training), training)
    userWeights = AlignedBuffer(count: training.userCount, zero: 0)
    for user in 0..<training.userCount {
      userWeights[user] = Self.damped(training.items(of: user).count, alpha)
    }
    starts = training.itemFrequencies.map { Self.damped($0, alpha) }
    penalties = training.itemFrequencies.map { Self.damped($0, beta) }
  }

  private static func damped(_ count: Int, _ exponent: Double) -> Float {
    count == 0 ? 0 : Float(pow(Double(count), -exponent))
  }

  var rowCount: Int { training.itemCount }

  /// w(item, ·). Complexity: O(Σ_u |I_u|² + items²) for all items together.
  func fill(_ weights: Extent<Float>, for item: Int) {
    common.sum(userWeights, with: item, to: weights)
    for other in 0..<training.itemCount { weights[other] *= starts[item] * penalties[other] }
  }
}

/// Finds the items that walks from every item most likely reach.
struct RP3BetaFit: ClosedForm {
  private let training: InteractionMatrix
  private let settings: RP3Beta.Settings
  private var search: NeighbourSearch

  init(_ settings: RP3Beta.Settings, _ training: InteractionMatrix) {
    (self.settings, self.training) = (settings, training)
    let walks = RandomWalk(training, alpha: settings.alpha, beta: settings.beta)
    search = NeighbourSearch(walks, largestCount: settings.neighbours)
  }

  mutating func step() -> RP3BetaModel? {
    guard var neighbours = search.step() else { return nil }
    if settings.normalisesRows { neighbours = neighbours.normalisedRows }
    if settings.keptNeighbours == .rowsAndColumns {
      neighbours = neighbours.transposed.keepingLargest(settings.neighbours).transposed
    }
    return RP3BetaModel(training, neighbours)
  }
}
