/// How a run begins.
public struct RunStart: Hashable, Sendable {
  /// Where the run goes on; nil if it starts afresh.
  public let checkpoint: RunCheckpoint?
  /// Why a checkpoint that is there is left aside, in one line; nil if there is none, or it is used.
  public let warning: String?

  public init(checkpoint: RunCheckpoint? = nil, warning: String? = nil) {
    self.checkpoint = checkpoint
    self.warning = warning
  }
}
