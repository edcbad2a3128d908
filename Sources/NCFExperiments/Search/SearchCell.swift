import NCFModels

/// What an experiment's settings and sweeps fix, apart from the seed, and the trials among which its search chooses:
/// one cell of a table, say. Without a search there is one trial.
///
///     for cell in try spec.cells() {
///       let outcome = try cell.outcome { records[$0] }
///       if let choice = outcome.choice { show(choice.refits, choice.score, outcome.exhaustion) }
///     }
public struct SearchCell: Sendable {
  /// What the search chose, with a run for each seed.
  public struct Trial: Sendable {
    /// The trial's place among all that the search makes, from 0. One that comes to the same runs as an earlier one is
    /// left out.
    let number: Int
    /// By key; empty where there is nothing to search.
    public let values: [String: ParameterValue]
    /// For all of their epochs, in the order of the spec.
    public internal(set) var runs: [RunConfiguration]
  }

  public let dataset: String
  public let method: any Method
  /// Nil if there is nothing to choose but the number of epochs.
  public let search: HyperparameterSearch?
  /// Nil if nothing is trained again.
  public let refit: Refit?
  /// In the order in which they are made. A budget in seconds may be spent before the last of them.
  public internal(set) var trials: [Trial]
  /// What the search varies, in the order of the spec.
  let searched: [SearchedParameter]

  /// The keys that the search varies.
  public var searchedKeys: [String] { searched.map(\.parameter.key) }

  /// The epochs after which the search looks who goes on, ascending; the last are the runs' own. A method without
  /// epochs has one rung.
  public var rungs: [Int?] {
    guard let epochs = trials.first?.runs.first?.epochs else { return [nil] }
    return search?.halving?.rungs(upTo: epochs) ?? [epochs]
  }

  /// A run of a trial as it is at a rung: for the rung's epochs.
  /// - Throws: `InputError` if the method refuses so few.
  func run(_ run: RunConfiguration, atRung epochs: Int?) throws -> RunConfiguration {
    guard let epochs, epochs != run.epochs else { return run }
    return try run.with([.epochs: .integer(epochs)], of: method)
  }

  /// Whether a run for few epochs is the beginning of one for more: the number of epochs is all that tells them apart,
  /// and they start from the same weights.
  func isBeginning(_ short: RunConfiguration, of long: RunConfiguration) throws -> Bool {
    var longer = short.values
    longer[.epochs] = long.values[.epochs]
    return try longer == long.values
      && method.prerequisites(of: short.values) == method.prerequisites(of: long.values)
  }
}
