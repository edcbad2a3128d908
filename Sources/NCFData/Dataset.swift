/// A data set in the leave-one-out split of He et al. (WWW 2017): training interactions and the test task.
public struct Dataset: Sendable {
  /// The name that specs use, such as "ml-1m".
  public let name: String
  public let training: InteractionMatrix
  public let test: RankingTask
  /// SHA-256, in lower-case hexadecimal, over the digests of the three files; part of every run's identity.
  public let digest: String
  /// How many copies of its own test item each case's list of negatives held. They are left out of `test`, since an
  /// item cannot compete with itself. Shape `caseCount`, or empty where no list held one.
  public let ownTestItemCopies: [Int]

  public init(
    name: String, training: InteractionMatrix, test: RankingTask, digest: String,
    ownTestItemCopies: [Int] = []
  ) {
    self.name = name
    self.training = training
    self.test = test
    self.digest = digest
    self.ownTestItemCopies = ownTestItemCopies
  }

  public var userCount: Int { training.userCount }
  public var itemCount: Int { training.itemCount }
  /// How many negatives' lists held a copy of their own test item (156 in the authors' ml-1m).
  public var listsWithOwnTestItem: Int { ownTestItemCopies.count { $0 > 0 } }
}
