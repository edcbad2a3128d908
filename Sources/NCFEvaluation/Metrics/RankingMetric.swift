/// A figure of merit that follows from ranks: what a held-out item is worth on each of them.
///
/// A metric is a file of its own with a type that conforms to this, and an entry in `MetricRegistry.all`. Tables,
/// tests over users, verdicts, `--json`, the page of results and the choice of the best epoch know it from then on.
public protocol Metric: Sendable {
  /// In tables, before the cut-off: "NDCG". In lower case, it is what `--metrics` and `select_by` call it.
  var title: String { get }
  /// The key in `--json` under which its values at K = 1 … 10 stand: "ndcgs".
  var key: String { get }
  /// Whether it is only asked for at a cut-off.
  var needsCutoff: Bool { get }
  /// What this many held-out items on one rank, from 1, are worth together. The number is part of the formula, since
  /// stored figures were rounded so.
  func gain(of cases: Double, at rank: Int) -> Double
  /// What one held-out item on each of these ranks would be worth together. The default adds up rank after rank, which
  /// is slow only without a cut-off.
  func gain(over ranks: ClosedRange<Int>) -> Double
}

extension Metric {
  public func gain(over ranks: ClosedRange<Int>) -> Double { ranks.reduce(0) { $0 + gain(of: 1, at: $1) } }
}

/// Every metric that there is.
public enum MetricRegistry {
  /// In the order of listings.
  public static let all: [any Metric] = [HitRatio(), NDCG(), ReciprocalRank()]

  /// The cut-offs at which the best epoch can be chosen.
  static let selectionCutoffs = [1, 5, 10, 20]

  /// What the best epoch can be chosen by.
  public static let selecting: [RankingMetric] = all.flatMap { metric in
    selectionCutoffs.map { RankingMetric(metric, at: $0) }
  }
}

/// A metric, at a cut-off K or over all ranks.
public struct RankingMetric: Sendable {
  public let metric: any Metric
  /// What ranks further down is worth nothing; nil if every rank counts.
  public let cutoff: Int?

  public init(_ metric: any Metric, at cutoff: Int? = nil) {
    self.metric = metric
    self.cutoff = cutoff
  }

  /// The pair that the paper reports (section 4.1).
  public static let paper: [RankingMetric] = [.hitRatio(at: 10), .ndcg(at: 10)]

  /// The metric of a name as `column` gives it, "ndcg@10" or "mrr"; nil if there is none.
  public init?(named name: String) {
    let parts = name.lowercased().split(separator: "@", omittingEmptySubsequences: false)
    guard let metric = MetricRegistry.all.first(where: { $0.title.lowercased() == parts.first ?? "" }) else {
      return nil
    }
    switch parts.count {
    case 1 where !metric.needsCutoff: self.init(metric)
    case 2:
      guard let cutoff = Int(parts[1]), cutoff > 0 else { return nil }
      self.init(metric, at: cutoff)
    default: return nil
    }
  }

  /// "HR@10", "MRR".
  public var title: String { cutoff.map { "\(metric.title)@\($0)" } ?? metric.title }

  /// Its name in CSV files and options: "hr@10", "mrr".
  public var column: String { title.lowercased() }

  /// The mean over all cases.
  public func mean(of histogram: RankHistogram) -> Double {
    var sum = 0.0
    for entry in histogram.entries { sum += gain(of: entry.caseCount, with: entry.rank) }
    return sum / Double(max(1, histogram.caseCount))
  }

  /// The mean over all cases.
  public func mean(of ranks: Ranks) -> Double { mean(of: RankHistogram(ranks)) }

  /// One case's share: for HR, a hit (0 or 1); where its rank is shared, the mean over its places.
  public func value(of rank: Rank) -> Double { gain(of: 1, with: rank) }

  private func gain(of caseCount: Int, with rank: Rank) -> Double {
    let (first, last) = (Int(rank.place), Int(rank.place) + Int(rank.tied))
    let end = min(last, cutoff ?? last)
    guard first <= end else { return 0 }
    let cases = Double(caseCount)
    if rank.tied == 0 { return metric.gain(of: cases, at: first) }
    return cases * metric.gain(over: first...end) / Double(last - first + 1)
  }
}

extension RankingMetric: Hashable {
  public static func == (one: RankingMetric, other: RankingMetric) -> Bool {
    one.metric.key == other.metric.key && one.cutoff == other.cutoff
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(metric.key)
    hasher.combine(cutoff)
  }
}
