import NCFSystem

/// A data set in the leave-one-out split of He et al. (WWW 2017): training interactions and the test task.
public struct Dataset: Sendable {
  /// What the files' rows held beside the interactions themselves.
  public struct Reading: Hashable, Sendable {
    /// Training rows that give a pair of a user and an item once more.
    public var repeatedTrainingRows = 0
    /// Training rows with a rating of 0 or below, which are no interactions.
    public var unratedTrainingRows = 0
    /// Test rows with a rating of 0 or below.
    public var unratedTestRows = 0
    /// Whether the lists of negatives stood in the order of the test rows.
    public var listsAreInOrder = true

    public init(
      repeatedTrainingRows: Int = 0, unratedTrainingRows: Int = 0, unratedTestRows: Int = 0,
      listsAreInOrder: Bool = true
    ) {
      self.repeatedTrainingRows = repeatedTrainingRows
      self.unratedTrainingRows = unratedTrainingRows
      self.unratedTestRows = unratedTestRows
      self.listsAreInOrder = listsAreInOrder
    }
  }

  /// The name that specs use, such as "ml-1m".
  public let name: String
  public let training: InteractionMatrix
  public let test: RankingTask
  /// SHA-256, in lower-case hexadecimal, over the digests of the three files; part of every run's identity.
  public let digest: String
  /// How many copies of its own test item each case's list of negatives held. They are left out of `test`, since an
  /// item cannot compete with itself. Shape `caseCount`, or empty where no list held one.
  public let ownTestItemCopies: [Int]
  public let reading: Reading

  public init(
    name: String, training: InteractionMatrix, test: RankingTask, digest: String,
    ownTestItemCopies: [Int] = [], reading: Reading = Reading()
  ) {
    self.name = name
    self.training = training
    self.test = test
    self.digest = digest
    self.ownTestItemCopies = ownTestItemCopies
    self.reading = reading
  }

  public var userCount: Int { training.userCount }
  public var itemCount: Int { training.itemCount }

  /// How many copies of its own test item a case's list held.
  func ownCopies(ofCase index: Int) -> Int { ownTestItemCopies.isEmpty ? 0 : ownTestItemCopies[index] }
}

/// The leave-one-out ranking task (He et al. 2017, section 4.1): held-out items, as a rule one of each user, each to be
/// ranked among sampled items.
public struct RankingTask: Hashable, Sendable {
  /// A user and an item.
  public struct Pair: Hashable, Sendable {
    public let user: Int32
    public let item: Int32

    public init(user: Int32, item: Int32) { (self.user, self.item) = (user, item) }
  }

  /// Each case's user, in file order; shape `caseCount`.
  public let users: [Int32]
  /// Each case's held-out item; shape `caseCount`.
  public let heldOutItems: [Int32]
  /// Where each case's negatives begin in `negatives`; shape `caseCount + 1`.
  public let negativeOffsets: [Int]
  /// The sampled items, case after case, in file order, without any copy of the held-out item.
  public let negatives: [Int32]

  public init(users: [Int32], heldOutItems: [Int32], negativeOffsets: [Int], negatives: [Int32]) {
    precondition(users.count == heldOutItems.count && negativeOffsets.count == users.count + 1)
    precondition(negativeOffsets.last == negatives.count)
    self.users = users
    self.heldOutItems = heldOutItems
    self.negativeOffsets = negativeOffsets
    self.negatives = negatives
  }

  public var caseCount: Int { users.count }

  /// The user and the held-out item of each case; shape `caseCount`.
  var pairs: [Pair] { zip(users, heldOutItems).map { Pair(user: $0, item: $1) } }

  /// The sampled negatives of one case.
  public func negatives(of index: Int) -> ArraySlice<Int32> {
    negatives[negativeOffsets[index]..<negativeOffsets[index + 1]]
  }
}

/// The digest of a data set: SHA-256 over the digests of its three files, each on a line of its own.
///
/// A shell gives the same:
///
///     sha256sum NAME.train.rating NAME.test.rating NAME.test.negative | cut -c1-64 | sha256sum
enum DatasetDigest {
  /// - Parameters: The hexadecimal digests of the three files.
  static func hex(training: String, test: String, negatives: String) -> String {
    SHA256Digest.hex(of: "\(training)\n\(test)\n\(negatives)\n".utf8)
  }
}
