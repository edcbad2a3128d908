/// Every page that is made from stored runs.
public enum PageRegistry {
  public static let all: [any Page] = [RevisitedPage(), WhyLowerPage()]

  /// The page of a name, or nil.
  public static func page(named name: String) -> (any Page)? { all.first { $0.name == name } }
}
