import NCFDiagnostics
import NCFRandom

/// A data set made from interactions as people have them.
///
///     let options = try PreparationOptions(format: .movielensCSV, core: 20)
///     let prepared = try PreparedDataset(named: "ml-20m", contentsOf: "ratings.csv", options: options)
///     try DatasetWriter.write(prepared, into: "Data/ml-20m")
///
/// In this order:
///
/// 1. Records with a rating below the minimum are left out.
/// 2. Of several records of the same user and item, the latest stays.
/// 3. Users with fewer than max(2, k) interactions and items with fewer than k are left out, again and again until
///    all that are left have enough.
/// 4. Users and items are numbered from 0 in the order of their identifiers: as numbers if all of them are whole
///    numbers, otherwise by their bytes. Since readers take the number of items from the training interactions,
///    the last item changes places with the last one that is trained on, if it is only ever held out.
/// 5. Each user's latest interaction is held out. Of two at the same second, and in a file without times, the one
///    that stands later in the file is the later one.
/// 6. Each held-out item gets negatives: drawn uniformly, without repetition, from the items that the user has not
///    interacted with.
///
/// Same interactions, options and seed, same data set.
public struct PreparedDataset: Sendable {
  public let name: String
  public let training: InteractionMatrix
  public let test: RankingTask
  /// When each held-out interaction happened, in seconds since 1970; nil if the file does not say.
  public let heldOutTimestamps: [Int64]?
  /// The users' identifiers, by their numbers.
  public let userIdentifiers: [[UInt8]]
  /// The items' identifiers, by their numbers.
  public let itemIdentifiers: [[UInt8]]
  public let summary: PreparationSummary

  /// - Throws: `InputError` with file and line if the file is malformed, or if too little is left of it.
  public init(named name: String, contentsOf path: String, options: PreparationOptions) throws {
    let log = try InteractionLog(
      contentsOf: path, format: options.format, columns: options.columns, minimumRating: options.minimumRating
    )
    var history = InteractionHistory(log)
    let distinct = history.items.count
    history.reduceToCore(userMinimum: max(2, options.core), itemMinimum: options.core)
    guard !history.items.isEmpty else {
      throw InputError(
        .badContent, file: path,
        problem:
          "no users and items are left that have \(max(2, options.core)) and \(options.core) interactions",
        remedy: "choose a smaller --core")
    }
    let split = HistorySplit(history, users: log.users, items: log.items)
    self.name = name
    (training, heldOutTimestamps) = (split.training, split.heldOutTimestamps)
    test = try Self.task(split, options, file: path)
    userIdentifiers = split.users.map { Array(log.users.bytes(of: Int($0))) }
    itemIdentifiers = split.items.map { Array(log.items.bytes(of: Int($0))) }
    summary = PreparationSummary(
      records: log.recordCount, belowMinimumRating: log.belowMinimumRating,
      duplicates: log.userNumbers.count - distinct, outsideCore: distinct - history.items.count,
      usersOutsideCore: log.users.count - split.users.count,
      itemsOutsideCore: log.items.count - split.items.count,
      interactions: history.items.count, hasTimes: log.times != nil)
  }

  private static func task(
    _ split: HistorySplit, _ options: PreparationOptions, file: String
  ) throws -> RankingTask {
    var generator = SeededGenerator(seed: options.seed, stream: "prepared negatives")
    let (itemCount, count) = (split.items.count, options.negativeCount)
    var negatives: [Int32] = []
    negatives.reserveCapacity(split.users.count * count)
    for user in split.users.indices {
      var seen = Array(split.training.items(of: user))
      seen.insert(
        split.heldOutItems[user], at: seen.firstIndex { $0 > split.heldOutItems[user] } ?? seen.count)
      guard itemCount - seen.count >= count else {
        throw InputError(
          .badContent, file: file,
          problem: "a user has \(seen.count) of the \(itemCount) items, which leaves "
            + "\(itemCount - seen.count) for \(count) negatives",
          remedy: "choose fewer --negatives, or a smaller --core")
      }
      negatives += UnseenItemSampler.sample(count, unseenIn: seen, itemCount: itemCount, using: &generator)
    }
    return RankingTask(
      users: split.users.indices.map { Int32($0) }, heldOutItems: split.heldOutItems,
      negativeOffsets: (0...split.users.count).map { $0 * count }, negatives: negatives)
  }
}
