/// Every report, in the order of the paper.
public enum ReportRegistry {
  public static let all: [any Report] = [
    Table1Report(), Figure4Report(), Figure5Report(), Figure6Report(), Figure7Report(), Table2Report(),
    MLPDepthReport(.hitRatio(at: 10)), MLPDepthReport(.ndcg(at: 10)),
  ]

  /// The report of a name, or nil.
  public static func report(named name: String) -> (any Report)? { all.first { $0.name == name } }
}
