import NCFData

/// What ItemKNN and UserKNN take.
public struct NeighbourhoodSettings: MethodSettings {
  public var neighbours = 50
  public var shrinkage = 0.0
  public var similarity = NamedSimilarity.cosine
  /// How far the asymmetric cosine divides by a column's own norm rather than its neighbour's.
  public var asymmetry = 0.5
  public var tverskyAlpha = 1.0
  public var tverskyBeta = 1.0
  /// Whether the cosines divide by norms.
  public var isNormalised = true
  public var featureWeights = FeatureWeights.plain

  public init() {}

  public static let declarations: [Setting<NeighbourhoodSettings>] = [
    Setting(.neighbours, \.neighbours),
    Setting(.shrinkage, \.shrinkage),
    Setting(.similarity, \.similarity, default: .unspoken),
    Setting(.asymmetry, \.asymmetry, default: .unspoken),
    Setting(.tverskyAlpha, \.tverskyAlpha, default: .unspoken),
    Setting(.tverskyBeta, \.tverskyBeta, default: .unspoken),
    Setting(.normalised, \.isNormalised, default: .unspoken),
    Setting(.featureWeights, \.featureWeights, default: .unspoken),
  ]

  /// Puts what the similarity does not read at its default.
  public mutating func complete(_ given: GivenSettings) {
    // Without norms, both cosines are the inner product.
    if similarity == .asymmetricCosine, !isNormalised { similarity = .cosine }
    if similarity != .asymmetricCosine { asymmetry = 0.5 }
    if similarity != .tversky { (tverskyAlpha, tverskyBeta) = (1, 1) }
    if similarity.comparesSets { isNormalised = true }
  }

  /// The similarity with its own settings.
  var measure: ColumnSimilarity.Measure {
    switch similarity {
    case .cosine: isNormalised ? .cosine : .product
    case .asymmetricCosine: .asymmetricCosine(a: asymmetry)
    case .jaccard: .jaccard
    case .dice: .dice
    case .tversky: .tversky(alpha: tverskyAlpha, beta: tverskyBeta)
    }
  }
}

/// A similarity as specs name it (`ColumnSimilarity`).
public enum NamedSimilarity: String, SettingChoice {
  case cosine
  case asymmetricCosine = "asymmetric_cosine"
  case jaccard, dice, tversky

  /// Whether it counts what two have in common, whatever an interaction weighs.
  var comparesSets: Bool {
    switch self {
    case .cosine, .asymmetricCosine: false
    case .jaccard, .dice, .tversky: true
    }
  }
}

extension Hyperparameter {
  public static let shrinkage = Hyperparameter(
    "shrinkage", .number(0...1_000_000),
    "added to the similarity's denominator, against similarities that rest on little (ItemKNN, UserKNN)")
  public static let similarity = Hyperparameter(
    "similarity", NamedSimilarity.domain,
    "how alike two items or users are: cosine (if not given), or by another measure (ItemKNN, UserKNN)")
  public static let asymmetry = Hyperparameter(
    "asymmetry", .number(0...2),
    "how far asymmetric_cosine divides by the item's or user's own norm, not its neighbour's (0.5 if not given)"
  )
  public static let tverskyAlpha = Hyperparameter(
    "tversky_alpha", .number(0...10),
    "what tversky counts for each that only the item or user itself has (1 if not given)")
  public static let tverskyBeta = Hyperparameter(
    "tversky_beta", .number(0...10),
    "what tversky counts for each that only the neighbour has (1 if not given)")
  public static let normalised = Hyperparameter(
    "normalised", .flag,
    "whether the cosine, asymmetric or not, divides by the norms (true if not given), or is a plain product")
  public static let featureWeights = Hyperparameter(
    "feature_weights", FeatureWeights.domain,
    "what an interaction counts, in similarities and in scores: none (if not given) is 1 (ItemKNN, UserKNN)")
}
