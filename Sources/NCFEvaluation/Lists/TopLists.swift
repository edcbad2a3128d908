import NCFData

/// The lists of the best ten items, one for each case of a task, with what the metrics of lists need to know beside them.
public struct TopLists: Sendable {
  /// How many items a list has, unless fewer can be recommended.
  public static let length = 10

  /// A case's held-out item, and where it stands.
  public struct HeldOut: Hashable, Sendable {
    public let item: Int32
    public let rank: Rank
    /// How many items it stands among, without itself.
    public let competitorCount: Int
  }

  /// List after list, the best item first.
  public private(set) var items: [Int32] = []
  /// Where each list begins in `items`; shape `caseCount + 1`.
  public private(set) var offsets = [0]
  /// Of each case.
  public private(set) var heldOut: [HeldOut] = []
  public let popularity: ItemPopularity

  init(popularity: ItemPopularity, caseCount: Int) {
    self.popularity = popularity
    items.reserveCapacity(caseCount * Self.length)
    offsets.reserveCapacity(caseCount + 1)
    heldOut.reserveCapacity(caseCount)
  }

  mutating func append(_ list: some Sequence<Int32>, of case: HeldOut) {
    items.append(contentsOf: list)
    offsets.append(items.count)
    heldOut.append(`case`)
  }

  public var caseCount: Int { heldOut.count }

  /// One case's list, the best item first.
  public subscript(index: Int) -> ArraySlice<Int32> { items[offsets[index]..<offsets[index + 1]] }

  /// How often each item is recommended; shape `itemCount`.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: popularity.counts.count)
    for item in items { counts[Int(item)] += 1 }
    return counts
  }

  /// The mean over lists that are not empty of what a list gives; 0 if all are.
  func mean(_ value: (ArraySlice<Int32>) -> Double) -> Double {
    var (sum, count) = (0.0, 0)
    for index in 0..<caseCount where !self[index].isEmpty {
      sum += value(self[index])
      count += 1
    }
    return sum / Double(max(1, count))
  }
}

/// How often each item was chosen in the training data.
public struct ItemPopularity: Hashable, Sendable {
  /// Each item's users; shape `itemCount`.
  public let counts: [Int]
  public let interactionCount: Int
  /// Users with at least one interaction.
  public let userCount: Int
  /// Whether each item is in the long tail: not among the most popular ones that together have 80 % of the interactions
  /// (of equally popular ones, those with the lower number are taken first); shape `itemCount`.
  public let isInLongTail: [Bool]

  static let headShare = 0.8

  /// - Parameter known: The training interactions, with those that were held out of them for validation: popularity is
  ///   one of the data set, and so the same for all its runs.
  public init(_ known: InteractionMatrix) {
    var counts = [Int](repeating: 0, count: known.itemCount)
    for item in known.items { counts[Int(item)] += 1 }
    userCount = (0..<known.userCount).count { !known.items(of: $0).isEmpty }
    interactionCount = known.interactionCount
    var tail = [Bool](repeating: true, count: counts.count)
    var missing = Self.headShare * Double(interactionCount)
    for item in counts.indices.sorted(by: { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }) {
      if missing <= 0 { break }
      tail[item] = false
      missing -= Double(counts[item])
    }
    (self.counts, isInLongTail) = (counts, tail)
  }
}
