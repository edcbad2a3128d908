import NCFEvaluation

/// Every report that has a layout of its own.
public enum ReportRegistry {
  /// Those of the paper, in its order.
  public static let all: [any Report] = [
    Table1Report(), Figure4Report(), Figure5Report(), Figure6Report(), Figure7Report(), Table2Report(),
    MLPDepthReport(.hitRatio(at: 10)), MLPDepthReport(.ndcg(at: 10)),
  ]

  /// Those of the questions that the paper left open.
  public static let beyond: [any Report] = [RevisitReport(), WhyReport()]

  /// The report of a name, or nil.
  public static func report(named name: String) -> (any Report)? {
    (all + beyond).first { $0.name == name }
  }
}
