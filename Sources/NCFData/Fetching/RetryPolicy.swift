/// How often a fetch is tried, and how long it waits in between.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts in a row that bring nothing new before the fetch gives up.
  public let attempts: Int
  /// The first pause; each later one is twice as long.
  public let firstPauseSeconds: Double

  public init(attempts: Int = 4, firstPauseSeconds: Double = 1) {
    self.attempts = attempts
    self.firstPauseSeconds = firstPauseSeconds
  }

  /// The pause after some failures in a row.
  func pauseSeconds(afterFailures count: Int) -> Double {
    firstPauseSeconds * Double(1 << min(count - 1, 10))
  }
}
