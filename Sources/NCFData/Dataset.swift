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
