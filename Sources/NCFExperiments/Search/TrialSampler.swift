import NCFModels
import NCFRandom

/// Draws the trials of one method in a search.
///
/// Each hyperparameter draws from a stream of its own, named after method and key: another range beside it does not
/// change its values, and a larger budget begins with the trials of a smaller one.
struct TrialSampler {
  /// Draws per trial until the ranges are taken to hold no further one.
  private static let patience = 50

  let search: HyperparameterSearch
  let method: String
  /// The ranges of the keys that the method has, in their order.
  let ranges: [(parameter: Hyperparameter, range: SearchRange)]

  /// Different trials, at most as many as the budget; one, without values, if there are no ranges.
  var trials: [[String: ParameterValue]] {
    var generators = ranges.map {
      SeededGenerator(seed: UInt64(search.seed), stream: "search \(method) \($0.parameter.key)")
    }
    var trials: [[String: ParameterValue]] = []
    var known: Set<[ParameterValue]> = []
    for _ in 0..<(search.budget * Self.patience) where trials.count < search.budget {
      let values = ranges.indices.map { index in
        ranges[index].range.draw(isWhole: ranges[index].parameter.isWhole, using: &generators[index])
      }
      guard known.insert(values).inserted else { continue }
      trials.append(Dictionary(uniqueKeysWithValues: zip(ranges.map(\.parameter.key), values)))
    }
    return trials
  }
}

extension Hyperparameter {
  /// Whether its values are whole numbers.
  var isWhole: Bool {
    if case .integer = domain { true } else { false }
  }
}
