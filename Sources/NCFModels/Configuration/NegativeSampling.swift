/// When training negatives are drawn.
enum NegativeDraws: String, CaseIterable {
  /// Anew for each epoch, as in the authors' code.
  case eachEpoch = "each_epoch"
  /// Once, before the first epoch: every epoch sees the same ones, in another order.
  case once
}

/// What training negatives are drawn from.
enum NegativeItems: String, CaseIterable {
  /// The items that the user has not interacted with, as in the paper.
  case unseen
  /// All items, the user's positives among them.
  case all
}
