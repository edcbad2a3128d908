/// A data set in the leave-one-out split of He et al. (WWW 2017): training interactions and the test task.
public struct Dataset: Sendable {
  /// The name that specs use, such as "ml-1m".
  public let name: String
  public let training: InteractionMatrix
  public let test: RankingTask
  /// SHA-256, in lower-case hexadecimal, over the digests of the three files; part of every run's identity.
  public let digest: String
  /// How many negatives' lists held a copy of their own test item (156 in the authors' ml-1m). The copies are
  /// left out of `test`, since an item cannot compete with itself.
  public let listsWithOwnTestItem: Int

  public init(
    name: String, training: InteractionMatrix, test: RankingTask, digest: String,
    listsWithOwnTestItem: Int = 0
  ) {
    self.name = name
    self.training = training
    self.test = test
    self.digest = digest
    self.listsWithOwnTestItem = listsWithOwnTestItem
  }

  public var userCount: Int { training.userCount }
  public var itemCount: Int { training.itemCount }
}
