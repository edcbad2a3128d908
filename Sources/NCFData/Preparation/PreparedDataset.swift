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
/// 2. Of several records of the same user and item, the latest stays; one of a test file in any case; and where a moment
///    divides training from test, the first one.
/// 3. Users with fewer than k interactions (two at least, if one of them will be held out) and items with fewer than k are
///    left out, again and again until all that are left have enough. Where a moment divides, this looks at what
///    happened before it.
/// 4. Interactions are held out, as `HoldOut` says. Of two at the same second, and in a file without times, the one that
///    stands later in the file is the later one.
/// 5. Users and items are numbered from 0 in the order of their identifiers: as numbers if all of them are whole
///    numbers, otherwise by their bytes. Where the latest are held out, the last item changes places with the last
///    one that is trained on, if it is only ever held out: for programs that take the number of items from the
///    training file.
/// 6. Each held-out item gets negatives: drawn uniformly, without repetition, from the items that the user has not
///    interacted with.
///
/// Same files, options and seed, same data set.
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

  /// - Parameter onGuess: Told in a line what was guessed about a file, before it is read.
  /// - Throws: `InputError` with file and line if a file is malformed, or if too little is left of it.
  public init(
    named name: String, contentsOf path: String, options: PreparationOptions,
    onGuess: (String) -> Void = { _ in }
  ) throws {
    let file = try InteractionFile(path, options)
    if let guess = file.guess { onGuess(guess) }
    var log = InteractionLog(minimumRating: options.minimumRating)
    try log.read(file, columns: options.columns)
    if case .file(let test) = options.holdOut {
      let testFile = try InteractionFile(test, options)
      if let guess = testFile.guess { onGuess(guess) }
      try log.read(testFile, columns: options.columns, isTest: true)
    }
    let holdOut = options.holdOut ?? (file.format.hasOrder ? .latest : .random)
    guard holdOut != .latest || file.format.hasOrder else {
      throw InputError(
        .badContent, file: path, problem: "a sparse matrix does not say which interaction is the latest",
        remedy: "choose --hold-out random, or give a file with --test")
    }

    var summary = PreparationSummary(log, holdOut, options)
    var history: InteractionHistory
    let heldOut: [HoldOutSplit.HeldOut]
    if case .time(let moment) = holdOut {
      history = InteractionHistory(log, keepsFirst: true)
      summary.duplicates = log.userNumbers.count - history.items.count
      let split = try history.holdOut(from: moment, core: options.core, file: path)
      heldOut = split.heldOut
      summary.timeSplit = split
    } else {
      history = InteractionHistory(log)
      summary.duplicates = log.userNumbers.count - history.items.count
      summary.pairsInBothFiles = history.pairsInBothFiles
      let userMinimum = log.testStart == nil ? max(2, options.core) : options.core
      history.reduceToCore(userMinimum: userMinimum, itemMinimum: options.core)
      guard !history.items.isEmpty else { throw Self.emptyCore(path, userMinimum, options.core) }
      heldOut =
        switch holdOut {
        case .random: history.holdOutRandom(seed: options.seed, users: log.users, items: log.items)
        case .file: history.holdOutTestFile()
        default: history.holdOutLatest()
        }
    }
    guard !history.items.isEmpty else { throw Self.emptyCore(path, options.core, options.core) }
    guard !heldOut.isEmpty else {
      throw InputError(
        .badContent, file: path, problem: "no interaction is left to hold out",
        remedy: "choose a smaller --core, or another --at or --test")
    }

    let split = HoldOutSplit(
      trained: history, heldOut: heldOut, users: log.users, items: log.items, endsTrained: holdOut == .latest)
    self.name = name
    (training, heldOutTimestamps) = (split.training, split.heldOutTimestamps)
    test = try Self.task(split, options, file: path)
    userIdentifiers = split.users.map { Array(log.users.bytes(of: Int($0))) }
    itemIdentifiers = split.items.map { Array(log.items.bytes(of: Int($0))) }
    summary.count(training, test, usersRead: log.users.count, itemsRead: log.items.count)
    self.summary = summary
  }

  private static func emptyCore(_ path: String, _ users: Int, _ items: Int) -> InputError {
    InputError(
      .badContent, file: path,
      problem: "no users and items are left that have \(users) and \(items) interactions",
      remedy: "choose a smaller --core")
  }

  private static func task(
    _ split: HoldOutSplit, _ options: PreparationOptions, file: String
  ) throws -> RankingTask {
    var generator = SeededGenerator(seed: options.seed, stream: "prepared negatives")
    let (itemCount, count) = (split.items.count, options.negativeCount)
    var negatives: [Int32] = []
    negatives.reserveCapacity(split.heldOutItems.count * count)
    var start = 0
    while start < split.heldOutUsers.count {
      let user = split.heldOutUsers[start]
      let end = split.heldOutUsers[start...].firstIndex { $0 != user } ?? split.heldOutUsers.count
      let seen = (split.training.items(of: Int(user)) + split.heldOutItems[start..<end]).sorted()
      guard itemCount - seen.count >= count else {
        throw InputError(
          .badContent, file: file,
          problem: "a user has \(seen.count) of the \(itemCount) items, which leaves "
            + "\(itemCount - seen.count) for \(count) negatives",
          remedy: "choose fewer --negatives, or a smaller --core")
      }
      for _ in start..<end {
        negatives += UnseenItemSampler.sample(count, unseenIn: seen, itemCount: itemCount, using: &generator)
      }
      start = end
    }
    return RankingTask(
      users: split.heldOutUsers, heldOutItems: split.heldOutItems,
      negativeOffsets: (0...split.heldOutUsers.count).map { $0 * count }, negatives: negatives)
  }
}

/// What became of the interactions of a file.
public struct PreparationSummary: Sendable {
  /// Records of the file, or of both.
  public let records: Int
  /// Of these, left out because of their rating.
  public let belowMinimumRating: Int
  /// Of these, elements of a sparse matrix that are 0.
  public let storedZeros: Int
  /// Of the rest, merged with another one of the same user and item.
  public internal(set) var duplicates = 0
  /// Of these, those that stand in the training file and in the test file, and are held out.
  public internal(set) var pairsInBothFiles = 0
  /// Of the rest, left out with users or items that have too few, or that have nothing on one side of a moment.
  public private(set) var leftOut = 0
  /// Users and items that were left out so.
  public private(set) var usersLeftOut = 0
  public private(set) var itemsLeftOut = 0
  /// Interactions of the data set, held-out ones counted.
  public private(set) var interactions = 0
  /// Whether the file says when interactions happened.
  public let hasTimes: Bool

  var timeSplit: InteractionHistory.TimeSplit?
  private let minimumRating: Double?
  private let core: Int
  private let holdOut: HoldOut
  private let isChosen: Bool
  private let emptyLists: Int
  private let listsAscend: Bool
  private var (users, items, training, heldOut) = (0, 0, 0, 0)
  private var (testUsersWithoutTraining, usersWithoutTest, itemsHeldOutOnly) = (0, 0, 0)

  init(_ log: InteractionLog, _ holdOut: HoldOut, _ options: PreparationOptions) {
    (records, belowMinimumRating) = (log.recordCount, log.belowMinimumRating)
    (storedZeros, emptyLists, listsAscend) = (log.storedZeros, log.emptyLists, log.listsAscend)
    hasTimes = log.times != nil
    (minimumRating, core, self.holdOut) = (options.minimumRating, options.core, holdOut)
    isChosen = options.holdOut != nil
  }

  mutating func count(_ training: InteractionMatrix, _ test: RankingTask, usersRead: Int, itemsRead: Int) {
    (users, items) = (training.userCount, training.itemCount)
    (self.training, heldOut) = (training.interactionCount, test.caseCount)
    interactions = self.training + heldOut
    (usersLeftOut, itemsLeftOut) = (usersRead - users, itemsRead - items)
    leftOut = records - belowMinimumRating - storedZeros - duplicates - interactions
    let tested = Set(test.users)
    testUsersWithoutTraining = tested.count { training.items(of: Int($0)).isEmpty }
    usersWithoutTest = users - tested.count
    let trained = Set(training.items)
    itemsHeldOutOnly = Set(test.heldOutItems).count { !trained.contains($0) }
  }

  /// What became of the interactions, a line for each fact.
  public var lines: [String] {
    var lines = ["\(records) \(records == 1 ? "record" : "records") read"]
    func note(_ count: Int, _ thing: String?, _ text: String) {
      guard count > 0 else { return }
      lines.append("\(count)" + (thing.map { " \($0)" + (count == 1 ? "" : "s") } ?? "") + text)
    }
    note(emptyLists, "list", " without any item")
    note(storedZeros, nil, " left out, being zeros that are stored")
    note(belowMinimumRating, nil, " left out, with a rating below \(minimumRating ?? 0)")
    let merged = timeSplit == nil ? "a later one" : "an earlier one"
    note(duplicates - pairsInBothFiles, nil, " merged with \(merged) of the same pair")
    note(pairsInBothFiles, "pair", " in both files: held out, not trained on")
    if let split = timeSplit {
      note(
        split.usersWithoutBefore, "user",
        " left out, with nothing to train on before \(UTCTime.text(split.seconds)) and "
          + "\(split.interactionsWithoutBefore) interactions from then on")
      note(split.laterInteractions, nil, " left out, behind the first ones of their users from then on")
      note(
        leftOut - split.interactionsWithoutBefore - split.laterInteractions, nil,
        " left out with the --core \(core)")
    } else if leftOut > 0 || usersLeftOut > 0 || itemsLeftOut > 0 {
      lines.append(
        "\(leftOut) left out with \(usersLeftOut) users and \(itemsLeftOut) items that have too few")
    }
    lines.append(
      "\(interactions) interactions of \(users) users and \(items) items are left: \(training) to train on, "
        + "\(heldOut) held out")
    note(usersWithoutTest, "user", " with nothing held out, for training only")
    note(testUsersWithoutTraining, "user", " with nothing to train on, held out only")
    if holdOut != .latest { note(itemsHeldOutOnly, "item", " that nobody has in training, held out only") }
    if holdOut == .latest, !hasTimes {
      lines.append(
        listsAscend
          ? "no times, and all lists ascend: the largest item is held out; --hold-out random may be what you want"
          : "no column of times: the last interaction in the file is held out")
    }
    if !isChosen, holdOut == .random {
      lines.append("no order and no times: one interaction of each user is held out at random")
    }
    return lines
  }
}
