import NCFData
import NCFKernels
import NCFWeights

/// User-based nearest neighbours (Resnick et al., CSCW 1994; on implicit feedback as in Dacrema et al., RecSys
/// 2019).
///
///     ŷ(u, i) = b_i·Σ_{v ∈ N_k(u) ∩ U_i} a_v·s(v, u)
///
/// s is one of the similarities of `ColumnSimilarity`, the cosine where nothing else is said. a_v and b_i are 1, or the
/// shares of user and item in the `InteractionWeights`, which then weigh in s too. U_i are the users of item i, and N_k(u)
/// the k users most similar to u; or, with `reverse_neighbours`, the users v among whose k most similar ones u is, with
/// s(u, v) in place of s(v, u), which is what the code of Dacrema et al. computes.
public struct UserKNN: Method {
  public let name = "userknn"
  public let title = "UserKNN"
  public let summary =
    "user-based nearest neighbours by the cosine of the users' item vectors, or other similarities"
  public let style = LineStyle(colour: "#332288", marker: 6, isDashed: true)

  public struct Settings: MethodSettings {
    public var neighbourhood = NeighbourhoodSettings()
    public var reversesNeighbours = false

    public init() {}

    public static let declarations: [Setting<Settings>] =
      NeighbourhoodSettings.declarations.map { $0.within(\.neighbourhood) } + [
        Setting(.reverseNeighbours, \.reversesNeighbours, default: .unspoken)
      ]

    public mutating func complete(_ given: GivenSettings) { neighbourhood.complete(given) }
  }

  public init() {}

  /// Counting pairs: an interaction meets every other user of its item, a few hundred.
  public func relativeCost(of settings: Settings) -> Double { 500 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    neighbourMemory(training.transposed, largestCount: settings.neighbourhood.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(UserKNNFit(settings, data.training))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { UserKNNModel.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try UserKNNModel(weights, for: training)
  }
}

extension Hyperparameter {
  public static let reverseNeighbours = Hyperparameter(
    "reverse_neighbours", .flag,
    "count the users who have the user among their nearest, not those nearest to the user (false if not given; UserKNN)"
  )
}

/// Scores items by the similarity of those of the user's neighbours who have them.
final class UserKNNModel: FittedModel, CatalogueRecommender {
  private let training: InteractionMatrix
  private let neighbours: Neighbours
  private let items: IndexRows
  /// b; nil for 1.
  private let itemWeights: [Float]?

  init(_ training: InteractionMatrix, _ neighbours: Neighbours, itemWeights: [Float]? = nil) {
    self.training = training
    self.neighbours = neighbours
    items = training.itemLists
    self.itemWeights = itemWeights
  }

  var itemCount: Int { training.itemCount }

  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    let sums = Extent(scores)
    for position in neighbours.range(of: user) {
      items.withRow(Int(neighbours.ids[position])) {
        Kernels.addIndicator(indices: $0, value: neighbours.similarities[position], to: sums)
      }
    }
    guard let itemWeights else { return }
    for item in scores.indices { scores[item] *= itemWeights[item] }
  }

  /// The neighbours of user after user (`Neighbours.weights`), and, if items weigh differently:
  ///
  /// | name | shape |
  /// |---|---|
  /// | `item.weight` (b) | items |
  var weights: TensorBundle {
    var bundle = neighbours.weights(of: "user")
    if let itemWeights {
      bundle[Self.itemWeight] = TensorBundle.Tensor(shape: [itemWeights.count], values: itemWeights)
    }
    return bundle
  }

  private static let itemWeight = "item.weight"

  static func recognises(_ weights: TensorBundle) -> Bool {
    Neighbours.areHeld(by: weights, of: "user", beside: [itemWeight])
  }

  /// - Throws: `InputError` if a tensor is missing or of another shape.
  convenience init(_ weights: TensorBundle, for training: InteractionMatrix) throws {
    self.init(
      training, try Neighbours(weights, of: "user", rowCount: training.userCount),
      itemWeights: weights[Self.itemWeight] == nil
        ? nil : try weights.values(of: Self.itemWeight, shape: [training.itemCount]))
  }
}

/// Finds the neighbours of every user.
struct UserKNNFit: ClosedForm {
  private let training: InteractionMatrix
  private let weights: InteractionWeights?
  private let reversesNeighbours: Bool
  private var search: NeighbourSearch

  init(_ settings: UserKNN.Settings, _ training: InteractionMatrix) {
    self.training = training
    let neighbourhood = settings.neighbourhood
    weights = InteractionWeights(training, neighbourhood.featureWeights)
    reversesNeighbours = settings.reversesNeighbours
    let similarity = ColumnSimilarity(
      training.transposed, measure: neighbourhood.measure, shrinkage: neighbourhood.shrinkage,
      weights: weights.map { ($0.items, $0.users) })
    search = NeighbourSearch(similarity, largestCount: neighbourhood.neighbours)
  }

  mutating func step() -> UserKNNModel? {
    guard var neighbours = search.step() else { return nil }
    if reversesNeighbours { neighbours = neighbours.transposed }
    guard let weights else { return UserKNNModel(training, neighbours) }
    let itemsAreEqual = weights.items.allSatisfy { $0 == 1 }
    return UserKNNModel(
      training, neighbours.weighted(by: weights.users), itemWeights: itemsAreEqual ? nil : weights.items)
  }
}
