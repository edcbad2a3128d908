/// How far a run is, over the main database, the shards and the queue. Of what several of them say, the first counts.
public enum RunStanding: String, Hashable, Sendable, Codable, CaseIterable {
  /// In the main database.
  case finished
  /// Finished in a shard, and not in the main database yet.
  case toCollect
  case running
  /// A task that will do it waits in the queue, or has not come to it.
  case queued
  case failed
  /// Begun, and left by a process that ended.
  case interrupted
  case planned
}
