/// Times whole pieces of work of a tenth of a second to a minute. A harness for microbenchmarks does not fit: what
/// counts is an epoch, measured in turn with a peer in another process.
enum Timing {
  static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(work) / .seconds(1)
  }

  /// The shortest of several repeats: the rate that the machine has when nobody disturbs it.
  static func best(of repeats: Int, _ work: () -> Void) -> Double {
    (0..<repeats).map { _ in seconds(work) }.min() ?? 0
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
