/// A figure of merit of what is recommended, where a `Metric` is one of where held-out items stand: how much of the
/// catalogue is shown, how evenly, how popular it is.
///
/// Such a metric is a type that conforms to this, and an entry in `ListMetricRegistry.all`. The definitions are those of
/// Elliot (Anelli et al., SIGIR 2021), whose numbers the debate quotes; each metric's comment says which variant that is.
public protocol ListMetric: Sendable {
  /// In tables, with the lists' length where it matters: "Coverage@10". In lower case, it is its name in options, files and
  /// the store.
  var title: String { get }
  /// How many decimals tables show: 4 unless a metric says otherwise.
  var decimals: Int { get }
  func value(of lists: TopLists) -> Double
}

extension ListMetric {
  /// "coverage@10".
  public var name: String { title.lowercased() }

  public var decimals: Int { 4 }
}

/// Every metric of lists that there is.
public enum ListMetricRegistry {
  /// In the order of listings.
  public static let all: [any ListMetric] = [
    ItemCoverage(), Gini(), ShannonEntropy(), ExpectedPopularityComplement(), ExpectedFreeDiscovery(),
    AverageRecommendationPopularity(), LongTailShare(), LongTailCount(), AreaUnderCurve(),
  ]

  /// The metric of a name such as "coverage@10"; nil if there is none.
  public static func metric(named name: String) -> (any ListMetric)? {
    all.first { $0.name == name.lowercased() }
  }
}

/// What the metrics of lists were for one model on one task: of lists that were drawn from each case's sample, and from all
/// items that the user has not interacted with.
public struct ListMetrics: Hashable, Sendable {
  /// What a list is drawn from.
  public enum Candidates: String, Hashable, Sendable, CaseIterable {
    /// The held-out item and its negatives.
    case sampled
    /// All items that the user has not interacted with.
    case full
  }

  /// By `ListMetric.name`. A metric that was not there when a run was measured is missing.
  public let values: [Candidates: [String: Double]]

  public init(_ values: [Candidates: [String: Double]]) { self.values = values }

  /// Every metric of the registry, by its name.
  static func values(of lists: TopLists) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: ListMetricRegistry.all.map { ($0.name, $0.value(of: lists)) })
  }

  public func value(of metric: any ListMetric, among candidates: Candidates) -> Double? {
    values[candidates]?[metric.name]
  }

  /// Whether every metric of the registry is known.
  public var isComplete: Bool {
    Candidates.allCases.allSatisfy { candidates in
      ListMetricRegistry.all.allSatisfy { value(of: $0, among: candidates) != nil }
    }
  }

  /// Whether what both know is the same, bit by bit.
  public func agrees(with other: ListMetrics) -> Bool {
    Candidates.allCases.allSatisfy { candidates in
      (values[candidates] ?? [:]).allSatisfy { name, value in
        other.values[candidates]?[name].map { $0 == value } ?? true
      }
    }
  }
}
