/// What Table 1 of the paper says of a data set, and a little more.
public struct DatasetStatistics: Hashable, Sendable {
  public let userCount: Int
  public let itemCount: Int
  /// Rows of the training file that are interactions, repeated ones counted.
  public let trainingRowCount: Int
  /// What is trained on: each pair of a user and an item once.
  public let trainingInteractionCount: Int
  public let testCaseCount: Int
  /// Pairs of a user and an item that are interactions, training and held out, each counted once.
  public let pairCount: Int
  /// The fewest interactions that a user has, held-out ones counted.
  public let minimumPerUser: Int
  /// The median of the users' numbers of interactions, held-out ones counted.
  public let medianPerUser: Double
  /// The most interactions that a user has, held-out ones counted.
  public let maximumPerUser: Int

  public init(of dataset: Dataset) {
    let (training, test) = (dataset.training, dataset.test)
    userCount = dataset.userCount
    itemCount = dataset.itemCount
    trainingRowCount = training.interactionCount + dataset.reading.repeatedTrainingRows
    trainingInteractionCount = training.interactionCount
    testCaseCount = test.caseCount

    var counts = zip(training.offsets.dropFirst(), training.offsets).map { $0 - $1 }
    for pair in Set(test.pairs) where !training.contains(user: Int(pair.user), item: pair.item) {
      counts[Int(pair.user)] += 1
    }
    pairCount = counts.reduce(0, +)
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

  /// All rows that are interactions, training and held out: the paper's "Interaction#".
  public var interactionCount: Int { trainingRowCount + testCaseCount }

  /// The share of user-item pairs that are interactions, from 0 to 1.
  public var density: Double {
    let pairs = Double(userCount) * Double(itemCount)
    return pairs == 0 ? 0 : Double(pairCount) / pairs
  }

  /// The share of user-item pairs that are not interactions: the paper's "Sparsity".
  public var sparsity: Double { 1 - density }
}
