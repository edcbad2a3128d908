/// How far a run has come.
public struct RunProgress: Hashable, Sendable {
  public let run: PlannedRun
  /// What the latest epoch measured.
  public let record: EpochRecord
  public let epochCount: Int
  /// How long the rest takes at the pace so far; nil before the first epoch has ended.
  public let secondsLeft: Double?
}
