import NCFDiagnostics
import NCFModels

extension SpecDecoder {
  /// The search on top of a spec, and what it draws from.
  func search(_ value: JSONValue) throws -> (search: HyperparameterSearch, ranges: SettingLayer) {
    let members = try object(
      value, at: "search", keys: ["budget", "seed", "sampling", "halving", "ranges"])
    let sampling = try members["sampling"].map(sampling) ?? .random
    let budget = try budget(members["budget"], for: sampling)
    let halving = try members["halving"].map(halving)
    if budget.seconds != nil, halving != nil {
      throw error(
        at: "search.halving", "halving starts with a number of trials, and the budget is in seconds",
        remedy: "give the budget in trials, as in \"budget\": 81, or remove the halving")
    }
    let search = HyperparameterSearch(
      budget: budget.trials, seconds: budget.seconds,
      seed: try members["seed"].map {
        try wholeNumber($0, from: 0...Int(Int32.max), at: "search.seed")
      } ?? 1, sampling: sampling, halving: halving)
    return (search, try ranges(members["ranges"], at: "search.ranges"))
  }

  /// `true`, `false` or `{"seeds": 5}`.
  /// - Returns: nil for false.
  func refit(_ value: JSONValue) throws -> Refit? {
    guard case .object = value else { return try flag(value, at: "refit") ? Refit() : nil }
    let members = try object(value, at: "refit", keys: ["seeds"])
    return Refit(
      seeds: try members["seeds"].map { try wholeNumber($0, from: Refit.seedRange, at: "refit.seeds") } ?? 1)
  }

  /// The ranges of a group, which belong to the search on top.
  func groupSearch(_ value: JSONValue, at place: String) throws -> SettingLayer {
    for key in ["budget", "seed", "sampling", "halving"] where value[key] != nil {
      throw error(
        at: "\(place).\(key)", "the \(key) is the same for all groups, so that methods can be compared",
        remedy: "move it to \"search\" on top")
    }
    let members = try object(value, at: place, keys: ["ranges"])
    return try ranges(members["ranges"], at: "\(place).ranges")
  }

  private func sampling(_ value: JSONValue) throws -> HyperparameterSearch.Sampling {
    guard case .text(let word) = value, let sampling = HyperparameterSearch.Sampling(rawValue: word) else {
      let words = HyperparameterSearch.Sampling.allCases.map(\.rawValue)
      throw error(
        at: "search.sampling", "expected one of \(words.joined(separator: ", ")), found \(value.excerpt)")
    }
    return sampling
  }

  /// A number of trials, or `{"seconds": 600}`; a grid has its own.
  private func budget(
    _ value: JSONValue?, for sampling: HyperparameterSearch.Sampling
  ) throws -> (trials: Int, seconds: Double?) {
    let place = "search.budget"
    guard sampling != .grid else {
      guard value == nil else {
        throw error(at: place, "a grid has as many trials as it has points", remedy: "remove the budget")
      }
      return (HyperparameterSearch.budgetRange.upperBound, nil)
    }
    guard let value else { throw error(at: place, "the search has no budget", remedy: "add \"budget\": 20") }
    guard case .object = value else {
      return (try wholeNumber(value, from: HyperparameterSearch.budgetRange, at: place), nil)
    }
    let range = HyperparameterSearch.secondsRange
    let seconds = try object(value, at: place, keys: ["seconds"])["seconds"]
    guard let number = seconds.flatMap({ ParameterValue($0)?.number }), range.contains(number) else {
      throw error(
        at: "\(place).seconds",
        "expected a number from \(range.lowerBound) to \(range.upperBound), found \(seconds?.excerpt ?? "none")"
      )
    }
    return (HyperparameterSearch.timedTrialLimit, number)
  }

  private func halving(_ value: JSONValue) throws -> HyperparameterSearch.Halving {
    typealias Halving = HyperparameterSearch.Halving
    let members = try object(value, at: "search.halving", keys: ["first", "eta"])
    guard let first = members["first"] else {
      throw error(
        at: "search.halving.first", "the halving has no epochs for its first rung", remedy: "add \"first\": 2"
      )
    }
    return Halving(
      first: try wholeNumber(first, from: Halving.firstRange, at: "search.halving.first"),
      eta: try members["eta"].map { try wholeNumber($0, from: Halving.etaRange, at: "search.halving.eta") }
        ?? Halving.usualEta)
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
    if case .list = value {
      return SearchRange(values: .choice(try grid(value, for: key, at: place).map(\.value)))
    }
    guard case .object = value else {
      throw error(
        at: place, "expected a range, found \(value.excerpt)",
        remedy: "write {\"log\": [low, high]}, {\"linear\": [low, high]} or a list of values")
    }
    let members = try object(value, at: place, keys: ["log", "linear", "values", "points", "limit"])
    let kinds = ["log", "linear", "values"].filter { members[$0] != nil }
    guard let kind = kinds.first, kinds.count == 1, let content = members[kind] else {
      throw error(
        at: place, "expected one of \"log\", \"linear\" and \"values\", found \(value.excerpt)")
    }
    if kind == "values", members["points"] != nil {
      throw error(at: "\(place).points", "listed values are tried as they are", remedy: "remove \"points\"")
    }
    return SearchRange(
      values: try values(content, of: kind, for: key, parameter, at: "\(place).\(kind)"),
      points: try members["points"].map {
        try wholeNumber($0, from: SearchRange.pointRange, at: "\(place).points")
      },
      limits: try members["limit"].map { try limits($0, at: "\(place).limit") } ?? [])
  }

  private func values(
    _ value: JSONValue, of kind: String, for key: SettingKey, _ parameter: Hyperparameter, at place: String
  ) throws -> SearchRange.Values {
    if kind == "values" { return .choice(try grid(value, for: key, at: place).map(\.value)) }
    let bounds = try bounds(value, for: key, parameter, at: place)
    guard kind == "log" else { return .linear(bounds) }
    guard bounds.lowerBound > 0 else {
      throw error(
        at: "\(place)[0]", "expected a bound above 0, found 0", remedy: "a logarithmic range cannot reach 0")
    }
    return .logarithmic(bounds)
  }

  /// The ends beyond which nothing makes sense: "low", "high" or "both".
  private func limits(_ value: JSONValue, at place: String) throws -> Set<SearchRange.Edge> {
    switch value {
    case .text("low"): [.low]
    case .text("high"): [.high]
    case .text("both"): [.low, .high]
    default: throw error(at: place, "expected one of low, high, both, found \(value.excerpt)")
    }
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
      guard
        let number = try option(value, for: key, at: "\(place)[\(index)]", isSwept: false).value.number
      else { preconditionFailure("what the domain of a number takes is a number") }
      return number
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
