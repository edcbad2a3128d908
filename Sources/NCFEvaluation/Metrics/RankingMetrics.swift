/// What is known of a model's metrics on a task at one moment of a run, averaged over the task's cases.
public struct RankingMetrics: Hashable, Sendable {
  /// The largest cut-off that listings show, and that release 0.1.0 kept.
  public static let largestCutoff = 10

  private enum Source: Hashable {
    case histogram(RankHistogram)
    case listed(hitRatios: [Double], ndcgs: [Double])
  }

  private let source: Source

  /// Every metric is known.
  public init(_ histogram: RankHistogram) { source = .histogram(histogram) }

  /// Every metric is known.
  public init(ranks: Ranks) { self.init(RankHistogram(ranks)) }

  /// HR and NDCG at 1 … 10 alone, which is what release 0.1.0 kept of an epoch.
  public init(hitRatios: [Double], ndcgs: [Double]) {
    precondition(hitRatios.count == Self.largestCutoff && ndcgs.count == Self.largestCutoff)
    source = .listed(hitRatios: hitRatios, ndcgs: ndcgs)
  }

  /// Nil if only HR and NDCG at 1 … 10 were kept.
  public var histogram: RankHistogram? {
    if case .histogram(let histogram) = source { histogram } else { nil }
  }

  /// The mean over all cases; nil if it was not kept.
  public func value(of metric: RankingMetric) -> Double? {
    switch source {
    case .histogram(let histogram): return metric.mean(of: histogram)
    case .listed(let hitRatios, let ndcgs):
      guard let cutoff = metric.cutoff, (1...Self.largestCutoff).contains(cutoff) else { return nil }
      if metric == .hitRatio(at: cutoff) { return hitRatios[cutoff - 1] }
      return metric == .ndcg(at: cutoff) ? ndcgs[cutoff - 1] : nil
    }
  }

  /// HR@K, 1 ≤ K ≤ 10, which is always known.
  public func hitRatio(at cutoff: Int) -> Double { kept(.hitRatio(at: cutoff)) }
  /// NDCG@K, 1 ≤ K ≤ 10, which is always known.
  public func ndcg(at cutoff: Int) -> Double { kept(.ndcg(at: cutoff)) }

  private func kept(_ metric: RankingMetric) -> Double {
    guard let value = value(of: metric) else { preconditionFailure("\(metric.title) was not kept") }
    return value
  }

  /// A metric at K = 1 … 10, in this order; nil if it was not kept.
  public func values(of metric: any Metric) -> [Double]? {
    let values = (1...Self.largestCutoff).compactMap { value(of: RankingMetric(metric, at: $0)) }
    return values.count == Self.largestCutoff ? values : nil
  }

  /// HR@1 … HR@10.
  public var hitRatios: [Double] { (1...Self.largestCutoff).map(hitRatio) }
  /// NDCG@1 … NDCG@10.
  public var ndcgs: [Double] { (1...Self.largestCutoff).map(ndcg) }

  /// Whether what both know is the same, bit by bit or up to a tolerance.
  public func agrees(with other: RankingMetrics, tolerance: Double = 0) -> Bool {
    if let histogram, let others = other.histogram { return histogram == others }
    return zip(hitRatios + ndcgs, other.hitRatios + other.ndcgs).allSatisfy { abs($0 - $1) <= tolerance }
  }
}
