import NCFEvaluation

/// The numbers that the paper prints, by table, data set and predictive factors.
///
/// They are data, read from `experiments/published.json`; see `init(contentsOf:)`. Figures 4–7 are published as
/// pictures only and have no numbers here.
public struct PublishedFigures: Hashable, Sendable {
  /// A row of Table 1.
  public struct DatasetSize: Hashable, Sendable, Decodable {
    public let interactions: Int
    public let items: Int
    public let users: Int
    /// In percent.
    public let sparsity: Double
  }

  /// HR@10 and NDCG@10.
  public struct Pair: Hashable, Sendable {
    public let hitRatio: Double
    public let ndcg: Double

    /// Nil for a metric that the paper does not print here.
    public func value(_ metric: RankingMetric) -> Double? {
      metric == .hitRatio(at: 10) ? hitRatio : metric == .ndcg(at: 10) ? ndcg : nil
    }
  }

  /// A row of Table 2.
  public struct Pretraining: Hashable, Sendable {
    public let with: Pair
    public let without: Pair
  }

  /// What a later study reports on the same split.
  public struct Study: Hashable, Sendable {
    /// "Dacrema et al., RecSys 2019".
    public let source: String
    /// By data set and method.
    public let figures: [String: [String: Pair]]
  }

  /// Where the numbers are from.
  public let source: String
  /// How data sets are named. One that is compared with another's numbers has them under its own name below.
  public let titles: DatasetTitles
  public let datasetSizes: [String: DatasetSize]
  /// Table 2, by data set and factors.
  public let pretraining: [String: [Int: Pretraining]]
  /// Tables 3 and 4 by data set and factors: MLP-0, MLP-1, …
  public let depthHitRatio: [String: [Int: [Double]]]
  public let depthNDCG: [String: [Int: [Double]]]
  public let laterWork: [Study]

  /// Table 3 or Table 4; nil for a metric that neither is of.
  func depth(_ metric: RankingMetric) -> [String: [Int: [Double]]]? {
    metric == .hitRatio(at: 10) ? depthHitRatio : metric == .ndcg(at: 10) ? depthNDCG : nil
  }
}
