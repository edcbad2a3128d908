/// What Table 1 of the paper says of a data set, and a little more.
public struct DatasetStatistics: Hashable, Sendable {
  public let userCount: Int
  public let itemCount: Int
  public let trainingInteractionCount: Int
  public let testCaseCount: Int
  /// The fewest interactions that a user has, held-out ones counted.
  public let minimumPerUser: Int
  /// The median of the users' numbers of interactions, held-out ones counted.
  public let medianPerUser: Double
  /// The most interactions that a user has, held-out ones counted.
  public let maximumPerUser: Int

  public init(of dataset: Dataset) {
    userCount = dataset.userCount
    itemCount = dataset.itemCount
    trainingInteractionCount = dataset.training.interactionCount
    testCaseCount = dataset.test.caseCount

    let offsets = dataset.training.offsets
    var counts = zip(offsets.dropFirst(), offsets).map { $0 - $1 }
    for user in dataset.test.users { counts[Int(user)] += 1 }
    counts.sort()
    minimumPerUser = counts.first ?? 0
    maximumPerUser = counts.last ?? 0
    let middle = counts.count / 2
    medianPerUser =
      switch counts.count {
      case 0: 0
      case let count where count.isMultiple(of: 2): Double(counts[middle - 1] + counts[middle]) / 2
      default: Double(counts[middle])
      }
  }

  /// All interactions, training and held out: the paper's "Interaction#".
  public var interactionCount: Int { trainingInteractionCount + testCaseCount }

  /// The share of user-item pairs that are interactions, from 0 to 1.
  public var density: Double {
    let pairs = Double(userCount) * Double(itemCount)
    return pairs == 0 ? 0 : Double(interactionCount) / pairs
  }

  /// The share of user-item pairs that are not interactions: the paper's "Sparsity".
  public var sparsity: Double { 1 - density }
}
