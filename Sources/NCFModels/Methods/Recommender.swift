/// Something that scores items for a user. Higher means more relevant; scores of different users need not be
/// comparable.
public protocol Recommender: AnyObject {
  /// Scores `items` for `user` into `scores`, which has the same count. Called from one thread at a time.
  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>)
}
