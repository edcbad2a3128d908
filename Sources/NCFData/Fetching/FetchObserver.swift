/// Watches a fetch, to show progress. Calls come from the thread that fetches.
public protocol FetchObserver: Sendable {
  /// The file was there before, with the right content.
  func fileWasThere(_ file: String)
  /// The file has `bytes` of its `total` bytes, which may be unknown. The first call for a file says where an
  /// earlier fetch had stopped.
  func fileAdvanced(_ file: String, to bytes: Int, of total: Int?)
  /// An attempt failed, and another one follows after a pause.
  func fileRetries(_ file: String, because problem: String, afterSeconds seconds: Double)
  /// The file is whole, its content is right, and it is in place.
  func fileFinished(_ file: String, bytes: Int)
}
