import NCFDiagnostics
import NCFModels

/// What a spec must and must not say, beyond the form of its parts.
extension SpecDecoder {
  func experimentName(_ value: JSONValue) throws -> String {
    let isPlain = { (character: Character) in
      // "e" with an accent stands between "a" and "z" as well.
      character.isASCII && (("a"..."z").contains(character) || ("0"..."9").contains(character))
    }
    guard case .text(let name) = value, name.count <= Self.nameLengthLimit,
      name.first.map(isPlain) == true, name.allSatisfy({ isPlain($0) || $0 == "_" || $0 == "-" })
    else {
      throw error(
        at: "name",
        "expected at most \(Self.nameLengthLimit) lower-case letters, digits, '_' and '-', "
          + "a letter or digit first, found \(value.excerpt)")
    }
    return name
  }

  func requireDatasetAndMethod(_ group: SettingLayer, at place: String?) throws {
    for name in ["dataset", SettingKey.methodName] where group[name] == nil {
      throw error(
        at: join(place, "settings"), "expected a \(name), found none",
        remedy: "add \"\(name)\" to settings or sweep")
    }
  }

  /// Refuses a hyperparameter that makes no difference to any run.
  func refuseUnused(_ layer: SettingLayer, in groups: [SettingLayer]) throws {
    for assignment in layer.assignments
    where vocabulary[assignment.key]?.isHyperparameter == true
      && !groups.contains(where: { $0.declares(assignment.key, methods) })
    {
      let names = Set(groups.flatMap { $0[SettingKey.methodName]?.options ?? [] }.map(\.value.description))
        .sorted()
      let users = methods.filter { $0.parameters.contains { $0.key == assignment.key } }.map(\.name)
      throw error(
        at: assignment.place, "\(names.joined(separator: ", ")) has no \"\(assignment.key)\"",
        remedy: "remove it; it belongs to \(users.joined(separator: ", "))")
    }
  }

  /// Refuses a search that finds nothing to search, and ranges without a search.
  func refuseIdleSearch(
    _ search: HyperparameterSearch?, in own: [SettingLayer], _ groups: [SettingLayer]
  ) throws {
    let range = { (layer: SettingLayer) in layer.assignments.first { $0.range != nil } }
    if search == nil, let stray = own.lazy.compactMap(range).first {
      throw error(
        at: stray.place, "there are ranges here, but no search",
        remedy: "add \"search\": {\"budget\": 20} on top")
    }
    if search != nil, groups.allSatisfy({ range($0) == nil }) {
      throw error(
        at: "search", "there are no ranges to search",
        remedy: "add \"ranges\": {\"learning_rate\": {\"log\": [0.0001, 0.01]}}")
    }
  }

  /// Refuses a range of which a grid would not know the values to try, and numbers of values where there is no grid.
  func requirePoints(_ search: HyperparameterSearch, in groups: [SettingLayer]) throws {
    for assignment in groups.flatMap(\.assignments) {
      guard let range = assignment.range else { continue }
      if case .choice = range.values { continue }
      if search.sampling == .grid, range.points == nil {
        throw error(
          at: assignment.place, "a grid needs values to try, found a range",
          remedy: "add \"points\": 5, or list values")
      }
      if search.sampling != .grid, range.points != nil {
        throw error(
          at: "\(assignment.place).points", "\(search.sampling.rawValue) sampling has no points",
          remedy: "remove \"points\", or add \"sampling\": \"grid\" to the search")
      }
    }
  }
}
