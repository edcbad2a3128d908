/// One of several equal parts of some work.
struct WorkShare {
  let index: Int
  let count: Int

  static let all = WorkShare(index: 0, count: 1)

  /// This part of `length` elements, in whole units of `granularity`, of which `length` is a multiple.
  func range(of length: Int, granularity: Int) -> Range<Int> {
    let units = length / granularity
    return units * index / count * granularity..<units * (index + 1) / count * granularity
  }
}
