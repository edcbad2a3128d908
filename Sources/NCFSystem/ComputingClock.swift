import Foundation

/// Measures how long a computation works, as opposed to how long it waits for a processor that others use.
///
/// What one thread computes is measured in the processor time of that thread: on a quiet machine, what a clock on
/// the wall shows; on a busy one, nearly the same. What several threads compute together is measured by the wall,
/// since they share their work out within that time. Jumps of the calendar's clock matter to neither.
public struct ComputingClock: Sendable {
  private let identifier: clockid_t

  /// - Parameter threadCount: Of the computation.
  public init(threadCount: Int) {
    identifier = threadCount == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC
  }

  /// Seconds since a moment that does not change; on one thread, comparable only within it.
  public var seconds: Double {
    var time = timespec()
    clock_gettime(identifier, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
