/// Every method that specs can name.
public enum MethodRegistry {
  public static let all: [any Method] = [
    ItemPop(),
    ItemKNN(),
    UserKNN(),
    RP3Beta(),
    PureSVD(),
    EASE(),
    BPR(),
    EALS(),
    ImplicitALS(),
    MF(),
    GMF(),
    MLP(),
    NeuMF(),
  ]

  /// The method of a name, or nil.
  public static func method(named name: String) -> (any Method)? { all.first { $0.name == name } }
}
