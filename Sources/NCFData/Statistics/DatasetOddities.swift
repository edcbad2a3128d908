/// What is odd about a data set as it was published, and how it is treated.
///
///     for oddity in DatasetOddities(of: dataset).all { print("\(oddity.finding); \(oddity.treatment)") }
///
/// None of it is an error: such data sets are in use, and figures are published on them.
public struct DatasetOddities: Hashable, Sendable {
  public struct Oddity: Hashable, Sendable {
    public let kind: Kind
    /// How often it occurs, above 0; of what, `finding` says.
    public let count: Int
    /// "listed negatives that are training items of their user: 2434, in 1282 lists".
    public let finding: String
    /// What is made of it: "they compete, unless listed_positives is leave_out".
    public let treatment: String
  }

  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case repeatedTrainingRows = "repeated_training_rows"
    case unratedTrainingRows = "unrated_training_rows"
    case unratedTestRows = "unrated_test_rows"
    case trainedTestRows = "trained_test_rows"
    case repeatedTestRows = "repeated_test_rows"
    case usersWithSeveralTestRows = "users_with_several_test_rows"
    case ownTestItems = "lists_with_own_test_item"
    case listedPositives = "listed_positives"
    case repeatedNegatives = "repeated_negatives"
    case shorterLists = "shorter_lists"
    case reorderedLists = "reordered_lists"
    case untrainedTestItems = "test_rows_of_untrained_items"
    case untrainedTestUsers = "test_users_without_training"
    case untestedUsers = "users_without_test"
    case unusedIdentifiers = "unused_ids"

    /// "listed positives".
    public var words: String { rawValue.replacing("_", with: " ") }
  }

  /// Those that the data set has.
  public let all: [Oddity]

  /// Complexity: O(interactions + negatives × log interactions per user).
  public init(of dataset: Dataset) {
    all = Self.ofRows(dataset) + Self.ofLists(dataset) + Self.ofUsersAndItems(dataset)
  }

  /// The oddity of a kind, if the data set has it.
  public subscript(kind: Kind) -> Oddity? { all.first { $0.kind == kind } }

  /// "lists with own test item 86, listed positives 2434"; empty where nothing is odd.
  public var summary: String { all.map { "\($0.kind.words) \($0.count)" }.joined(separator: ", ") }

  private static func oddity(
    _ kind: Kind, _ count: Int, _ finding: @autoclosure () -> String, _ treatment: String
  ) -> Oddity? {
    count == 0 ? nil : Oddity(kind: kind, count: count, finding: finding(), treatment: treatment)
  }

  // MARK: What the rows say

  private static func ofRows(_ dataset: Dataset) -> [Oddity] {
    let (training, test, reading) = (dataset.training, dataset.test, dataset.reading)
    let rows = training.interactionCount + reading.repeatedTrainingRows
    let pairs = test.pairs
    let trained = pairs.filter { training.contains(user: Int($0.user), item: $0.item) }
    let repeats = pairs.count - Set(pairs).count
    var rowsOfUser: [Int32: Int] = [:]
    for user in test.users { rowsOfUser[user, default: 0] += 1 }
    let several = rowsOfUser.values.count { $0 > 1 }
    return [
      oddity(
        .repeatedTrainingRows, reading.repeatedTrainingRows,
        "training rows that repeat a pair of a user and an item: \(reading.repeatedTrainingRows) of \(rows)",
        "a pair counts once, at its latest time"),
      oddity(
        .unratedTrainingRows, reading.unratedTrainingRows,
        "training rows with a rating of 0 or below: \(reading.unratedTrainingRows)",
        "they are no interactions; their ids count"),
      oddity(
        .unratedTestRows, reading.unratedTestRows,
        "test rows with a rating of 0 or below: \(reading.unratedTestRows)",
        "they are held out like the others"),
      oddity(
        .trainedTestRows, trained.count,
        "test rows that are training rows as well: \(trained.count), first user \(trained.first?.user ?? 0) "
          + "and item \(trained.first?.item ?? 0)",
        "they are trained on and held out; a full ranking ranks them too"),
      oddity(
        .repeatedTestRows, repeats, "test rows that repeat a pair of a user and an item: \(repeats)",
        "each is a test case"),
      oddity(
        .usersWithSeveralTestRows, several, "users with several test rows: \(several)",
        "each row is a test case of its own"),
    ].compactMap(\.self)
  }

  // MARK: What the lists of negatives hold

  private static func ofLists(_ dataset: Dataset) -> [Oddity] {
    let test = dataset.test
    var (positives, listsWithPositives, copies, listsWithCopies) = (0, 0, 0, 0)
    var lengths: [Int] = []
    /// The last list that held an item.
    var lastList = [Int](repeating: -1, count: dataset.itemCount)
    for index in test.users.indices {
      let negatives = test.negatives(of: index)
      let user = Int(test.users[index])
      let known = negatives.count { dataset.training.contains(user: user, item: $0) }
      var repeats = 0
      for item in negatives {
        if lastList[Int(item)] == index { repeats += 1 }
        lastList[Int(item)] = index
      }
      (positives, listsWithPositives) = (positives + known, listsWithPositives + (known > 0 ? 1 : 0))
      (copies, listsWithCopies) = (copies + repeats, listsWithCopies + (repeats > 0 ? 1 : 0))
      lengths.append(negatives.count + dataset.ownCopies(ofCase: index))
    }
    let own = dataset.ownTestItemCopies.count { $0 > 0 }
    let (shortest, longest) = (lengths.min() ?? 0, lengths.max() ?? 0)
    let shorter = lengths.count { $0 < longest }
    return [
      oddity(
        .ownTestItems, own, "lists of negatives that hold their own test item: \(own)",
        "it is left out, unless own_negative is counted"),
      oddity(
        .listedPositives, positives,
        "listed negatives that are training items of their user: \(positives), in \(listsWithPositives) lists",
        "they compete, unless listed_positives is leave_out"),
      oddity(
        .repeatedNegatives, copies,
        "listed negatives that repeat another of their list: \(copies), in \(listsWithCopies) lists",
        "each of them competes"),
      oddity(
        .shorterLists, shorter,
        "lists of negatives that are shorter than the longest: \(shorter), with \(shortest) to \(longest) items",
        "each test item is ranked among those of its own list"),
      oddity(
        .reorderedLists, dataset.reading.listsAreInOrder ? 0 : test.caseCount,
        "lists of negatives in another order than the test rows: \(test.caseCount)",
        "they are matched by their pair"),
    ].compactMap(\.self)
  }

  // MARK: Who and what is missing

  private static func ofUsersAndItems(_ dataset: Dataset) -> [Oddity] {
    let (training, test) = (dataset.training, dataset.test)
    var trainedItems = [Bool](repeating: false, count: training.itemCount)
    for item in training.items { trainedItems[Int(item)] = true }
    let trainedUsers = (0..<training.userCount).map { training.offsets[$0] < training.offsets[$0 + 1] }
    var tested = [Bool](repeating: false, count: training.userCount)
    for user in test.users { tested[Int(user)] = true }
    var used = trainedItems
    for item in test.heldOutItems { used[Int(item)] = true }
    for item in test.negatives { used[Int(item)] = true }

    let untrained = test.heldOutItems.filter { !trainedItems[Int($0)] }
    let newUsers = trainedUsers.indices.count { tested[$0] && !trainedUsers[$0] }
    let untested = trainedUsers.indices.count { !tested[$0] && trainedUsers[$0] }
    let unusedUsers = trainedUsers.indices.count { !tested[$0] && !trainedUsers[$0] }
    let unusedItems = used.count { !$0 }
    return [
      oddity(
        .untrainedTestItems, untrained.count,
        "test rows of items that nobody has in training: \(untrained.count), of \(Set(untrained).count) items",
        "the items keep their initial values"),
      oddity(
        .untrainedTestUsers, newUsers, "users of the test file without a training row: \(newUsers)",
        "the users keep their initial values"),
      oddity(
        .untestedUsers, untested, "users of the training file without a test row: \(untested)",
        "they are trained on"),
      oddity(
        .unusedIdentifiers, unusedUsers + unusedItems,
        "ids below the largest that stand in no file: \(unusedUsers) of users, \(unusedItems) of items",
        "the matrices are as large as the largest ids"),
    ].compactMap(\.self)
  }
}
