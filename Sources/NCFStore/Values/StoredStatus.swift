/// How far a run has come, as the column `status` holds it.
enum StoredStatus: String {
  /// An experiment asks for it; nobody has begun it.
  case planned
  /// A process has claimed it, or died while it had.
  case running
  /// It was begun and given back, unfinished.
  case interrupted
  case finished
  case failed
}
