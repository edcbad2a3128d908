/// Why a run was not started.
public enum SkipReason: Hashable, Sendable {
  /// Its result is stored already.
  case finishedBefore
  /// It failed before, and a retry was not asked for.
  case failedBefore
  /// Another process has it, or a run that it starts from.
  case runningElsewhere
}
