extension Hyperparameters {
  /// What some hyperparameters are where nothing is said. A configuration that says it is the same run, and has the
  /// same identity as one that was stored before there were these hyperparameters.
  private static let unspoken: [(Hyperparameter, ParameterValue)] = [
    (.threads, .integer(1)), (.negativeDraws, .text(NegativeDraws.eachEpoch.rawValue)),
    (.negativeItems, .text(NegativeItems.unseen.rawValue)),
    (.embeddingDeviation, .number(Network.usualDeviation)),
  ]

  /// The same values without those that hold where nothing is said.
  func withoutUnspokenDefaults() -> Hyperparameters {
    var resolved = self
    for (parameter, value) in Self.unspoken where self[parameter] == value { resolved[parameter] = nil }
    return resolved
  }

  /// Threads of the run.
  public var threadCount: Int { self[.threads] == nil ? 1 : integer(.threads) }

  /// The standard deviation of the initial embeddings of GMF, MLP and NeuMF.
  var embeddingDeviation: Double {
    self[.embeddingDeviation] == nil ? Network.usualDeviation : number(.embeddingDeviation)
  }
}
