import NCFDiagnostics
import NCFModels

extension SpecDecoder {
  /// The search on top of a spec, and what it draws from.
  func search(_ value: JSONValue) throws -> (search: HyperparameterSearch, ranges: SettingLayer) {
    let members = try object(value, at: "search", keys: ["budget", "seed", "ranges"])
    guard let budget = members["budget"] else {
      throw error(at: "search.budget", "the search has no budget", remedy: "add \"budget\": 20")
    }
    let search = HyperparameterSearch(
      budget: try wholeNumber(budget, from: HyperparameterSearch.budgetRange, at: "search.budget"),
      seed: try members["seed"].map {
        try wholeNumber($0, from: 0...Int(Int32.max), at: "search.seed")
      } ?? 1)
    return (search, try ranges(members["ranges"], at: "search.ranges"))
  }

  /// The ranges of a group, which belong to the search on top.
  func groupSearch(_ value: JSONValue, at place: String) throws -> SettingLayer {
    for key in ["budget", "seed"] where value[key] != nil {
      throw error(
        at: "\(place).\(key)", "the \(key) is the same for all groups, so that methods can be compared",
        remedy: "move it to \"search\" on top")
    }
    let members = try object(value, at: place, keys: ["ranges"])
    return try ranges(members["ranges"], at: "\(place).ranges")
  }

  private func ranges(_ value: JSONValue?, at place: String) throws -> SettingLayer {
    SettingLayer(
      try members(value, at: place).map { member in
        let place = "\(place).\(member.key)"
        let key = try key(member.key, at: place)
        guard let parameter = key.parameter, key.isHyperparameter else {
          throw error(
            at: place, "\(member.key) is no hyperparameter, so it cannot be searched",
            remedy: "move it to settings or sweep")
        }
        guard parameter.key != Hyperparameter.seed.key else {
          throw error(
            at: place, "the seed cannot be searched", remedy: "repeat runs with --seeds, or sweep it")
        }
        return .init(
          key: member.key, range: try range(member.value, for: key, parameter, at: place), place: place)
      })
  }

  private func range(
    _ value: JSONValue, for key: SettingKey, _ parameter: Hyperparameter, at place: String
  ) throws -> SearchRange {
    if case .list = value { return .choice(try grid(value, for: key, at: place).map(\.value)) }
    guard case .object(let members) = value else {
      throw error(
        at: place, "expected a range, found \(value.excerpt)",
        remedy: "write {\"log\": [low, high]}, {\"linear\": [low, high]} or a list of values")
    }
    _ = try object(value, at: place, keys: ["log", "linear"])
    guard let kind = members.first, members.count == 1 else {
      throw error(at: place, "expected one of \"log\" and \"linear\", found \(value.excerpt)")
    }
    let bounds = try bounds(kind.value, for: key, parameter, at: "\(place).\(kind.key)")
    guard kind.key == "log" else { return .linear(bounds) }
    guard bounds.lowerBound > 0 else {
      throw error(
        at: "\(place).log[0]", "expected a bound above 0, found 0",
        remedy: "a logarithmic range cannot reach 0")
    }
    return .logarithmic(bounds)
  }

  private func bounds(
    _ value: JSONValue, for key: SettingKey, _ parameter: Hyperparameter, at place: String
  ) throws -> ClosedRange<Double> {
    switch parameter.domain {
    case .integer, .number: break
    default:
      throw error(
        at: place, "\(parameter.key) is no number, so it has no bounds",
        remedy: "list the values to draw from")
    }
    guard case .list(let values) = value, values.count == 2 else {
      throw error(at: place, "expected two bounds [low, high], found \(value.excerpt)")
    }
    let numbers = try values.enumerated().map { index, value in
      try option(value, for: key, at: "\(place)[\(index)]", isSwept: false).value.asNumber
    }
    guard numbers[0] < numbers[1] else {
      throw error(at: place, "expected a low bound below the high one, found \(value.excerpt)")
    }
    return numbers[0]...numbers[1]
  }

  private func wholeNumber(_ value: JSONValue, from range: ClosedRange<Int>, at place: String) throws -> Int {
    guard case .integer(let number) = ParameterValue(value), range.contains(number) else {
      throw error(
        at: place,
        "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value.excerpt)")
    }
    return number
  }
}

extension ParameterValue {
  /// The value of a hyperparameter whose domain is numbers.
  fileprivate var asNumber: Double {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: preconditionFailure("only numbers have bounds")
    }
  }
}
