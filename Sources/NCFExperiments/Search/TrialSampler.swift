import NCFModels
import NCFRandom

/// Finds the trials of one method in a search.
///
/// In a random search, each hyperparameter draws from a stream of its own, named after method and key: another range
/// beside it does not change its values. In a Sobol' search, each has a dimension of its own, shifted by such a stream.
/// In both, a larger budget begins with the trials of a smaller one.
struct TrialSampler {
  /// Points looked at per trial until the ranges are taken to hold no further one.
  private static let patience = 50

  let search: HyperparameterSearch
  let method: String
  /// Those that the method has, in the order of the spec.
  let ranges: [SearchedParameter]

  /// How many points a grid has, or the bound that it exceeds.
  func gridSize(upTo bound: Int) -> Int {
    ranges.reduce(1) { size, searched in
      size > bound ? size : size * searched.range.grid(isWhole: searched.isWhole).count
    }
  }

  /// Different trials, at most as many as the budget; one, without values, if there are no ranges.
  var trials: [[String: ParameterValue]] {
    switch search.sampling {
    case .random: randomTrials
    case .sobol: sobolTrials
    case .grid: gridTrials
    }
  }

  private var randomTrials: [[String: ParameterValue]] {
    var generators = ranges.map { SeededGenerator(seed: UInt64(search.seed), stream: stream($0)) }
    return different { _ in
      ranges.indices.map { index in
        ranges[index].range.draw(isWhole: ranges[index].isWhole, using: &generators[index])
      }
    }
  }

  /// A random shift of all points, digit by digit (exclusive or), keeps what is even about them and moves the first one
  /// out of the corner.
  private var sobolTrials: [[String: ParameterValue]] {
    let sequence = SobolSequence(dimensions: ranges.count)
    let shifts = ranges.map { searched in
      var generator = SeededGenerator(seed: UInt64(search.seed), stream: "sobol \(stream(searched))")
      return UInt32(truncatingIfNeeded: generator.next() >> 32)
    }
    return different { point in
      ranges.indices.map { index in
        let word = sequence.word(of: point, in: index) ^ shifts[index]
        return ranges[index].range.value(at: Double(word) * 0x1p-32, isWhole: ranges[index].isWhole)
      }
    }
  }

  /// The last key changes fastest.
  private var gridTrials: [[String: ParameterValue]] {
    let grids = ranges.map { $0.range.grid(isWhole: $0.isWhole) }
    let count = grids.reduce(1) { $0 * $1.count }
    return (0..<min(count, search.budget)).map { number in
      var rest = number
      var values: [ParameterValue] = []
      for grid in grids.reversed() {
        values.append(grid[rest % grid.count])
        rest /= grid.count
      }
      return trial(values.reversed())
    }
  }

  /// The first points that differ.
  private func different(_ point: (Int) -> [ParameterValue]) -> [[String: ParameterValue]] {
    var trials: [[String: ParameterValue]] = []
    var known: Set<[ParameterValue]> = []
    for number in 0..<(search.budget * Self.patience) where trials.count < search.budget {
      let values = point(number)
      if known.insert(values).inserted { trials.append(trial(values)) }
    }
    return trials
  }

  private func trial(_ values: [ParameterValue]) -> [String: ParameterValue] {
    Dictionary(uniqueKeysWithValues: zip(ranges.map(\.parameter.key), values))
  }

  private func stream(_ searched: SearchedParameter) -> String {
    "search \(method) \(searched.parameter.key)"
  }
}
