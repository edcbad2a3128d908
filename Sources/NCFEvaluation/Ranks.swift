/// Where a case's held-out item stands among its competitors.
public struct Rank: Hashable, Sendable {
  /// From 1. Where ties are averaged, the first of the places that the item shares with its equals.
  public let place: UInt32
  /// How many competitors the item shares its places with: it stands on each of `place` … `place + tied` equally
  /// often. 0 unless ties are averaged.
  public let tied: UInt32

  public init(place: UInt32, tied: UInt32 = 0) {
    self.place = place
    self.tied = tied
  }
}

/// The outcome of ranking a task: the rank of each case's held-out item, in the order of the task.
///
/// Every metric is a function of it (`RankingMetric`), so ranks are what is stored.
public struct Ranks: Hashable, Sendable, RandomAccessCollection {
  /// `Rank.place` of each case.
  public let places: [UInt32]
  /// `Rank.tied` of each case; empty if it is 0 for all.
  public let tied: [UInt32]

  /// - Parameters:
  ///   - places: Of each case.
  ///   - tied: As many, or none if no item shares its place.
  public init(places: [UInt32], tied: [UInt32] = []) {
    precondition(tied.isEmpty || tied.count == places.count)
    self.places = places
    self.tied = tied.contains { $0 > 0 } ? tied : []
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { places.count }
  public subscript(position: Int) -> Rank {
    Rank(place: places[position], tied: tied.isEmpty ? 0 : tied[position])
  }

  /// Whether the places that a rank stands for are numbers from 1 in 32 bits.
  public static func isValid(_ rank: Rank) -> Bool {
    rank.place > 0 && !rank.place.addingReportingOverflow(rank.tied).overflow
  }
}

extension Ranks: ExpressibleByArrayLiteral {
  /// Ranks that nobody shares.
  public init(arrayLiteral places: UInt32...) { self.init(places: places) }
}

/// How many cases have which rank: all that the mean of a metric needs, and much smaller than the ranks themselves.
public struct RankHistogram: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public let rank: Rank
    /// At least 1.
    public let caseCount: Int

    public init(rank: Rank, caseCount: Int) {
      self.rank = rank
      self.caseCount = caseCount
    }
  }

  /// Each rank that occurs, by `place` and then by `tied`.
  public let entries: [Entry]
  public let caseCount: Int

  public init(_ ranks: Ranks) {
    var entries: [Entry] = []
    var keys = ranks.map { UInt64($0.place) << 32 | UInt64($0.tied) }
    keys.sort()
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      let rank = Rank(place: UInt32(keys[start] >> 32), tied: UInt32(truncatingIfNeeded: keys[start]))
      entries.append(Entry(rank: rank, caseCount: end - start))
      start = end
    }
    self.entries = entries
    caseCount = ranks.count
  }

  /// - Returns: nil unless the entries are as a histogram has them: in rising order, of valid ranks, each with cases.
  public init?(entries: [Entry]) {
    func key(_ entry: Entry) -> (UInt32, UInt32) { (entry.rank.place, entry.rank.tied) }
    guard entries.allSatisfy({ Ranks.isValid($0.rank) && $0.caseCount > 0 }),
      zip(entries, entries.dropFirst()).allSatisfy({ key($0) < key($1) })
    else { return nil }
    var total = 0
    for entry in entries {
      let (sum, overflow) = total.addingReportingOverflow(entry.caseCount)
      if overflow { return nil }
      total = sum
    }
    self.entries = entries
    caseCount = total
  }
}
