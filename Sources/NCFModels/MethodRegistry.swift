import NCFWeights

/// Every method that specs can name.
public enum MethodRegistry {
  public static let all: [any Method] = [
    ItemPop(),
    ItemKNN(),
    UserKNN(),
    RP3Beta(),
    SLIM(),
    PureSVD(),
    EASE(),
    BPR(),
    EALS(),
    ImplicitALS(),
    DotProduct(),
    MF(),
    GMF(),
    MLP(),
    NeuMF(),
  ]

  /// The methods whose models have these tensors; several where the tensors do not tell.
  public static func methods(recognising weights: TensorBundle) -> [any Method] {
    all.filter { $0.recognises(weights) }
  }

  /// The method of a name, or nil.
  public static func method(named name: String) -> (any Method)? { all.first { $0.name == name } }
}

/// The versions that are stored with each run.
public enum EngineVersion {
  /// The release of the program.
  public static let release = "0.1.0"
  /// Raised whenever the same configuration and seed would give other numbers; part of every run's identity.
  public static let numerics = 1
}
