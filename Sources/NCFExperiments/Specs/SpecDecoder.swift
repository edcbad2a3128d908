import NCFDiagnostics
import NCFModels

/// Turns a spec's JSON into its parts and refuses whatever does not belong there.
struct SpecDecoder {
  struct Content {
    let name: String
    let title: String?
    let description: String?
    let groups: [SettingLayer]
    let smoke: SettingLayer
    let search: HyperparameterSearch?
    let refit: Refit?
    let wantsFullRanking: Bool
  }

  static let nameLengthLimit = 64

  let file: String?
  let methods: [any Method]
  let vocabulary: SettingVocabulary

  init(file: String?, methods: [any Method]) {
    self.file = file
    self.methods = methods
    vocabulary = SettingVocabulary(methods)
  }

  func decode(_ root: JSONValue) throws -> Content {
    let keys = [
      "$schema", "name", "title", "description", "settings", "sweep", "search", "refit", "groups", "smoke",
      "full_ranking",
    ]
    let members = try object(root, at: nil, keys: keys)
    guard let name = members["name"] else {
      throw error(at: "name", "the experiment has no name", remedy: "add \"name\": \"…\"")
    }
    let experiment = try experimentName(name)
    _ = try members["$schema"].map { try text($0, at: "$schema") }
    let title = try members["title"].map { try text($0, at: "title") }
    let description = try members["description"].map { try text($0, at: "description") }
    let wantsFullRanking = try members["full_ranking"].map { try flag($0, at: "full_ranking") } ?? false
    let search = try members["search"].map { try self.search($0) }
    let refit = try members["refit"].map { try self.refit($0) } ?? search.map { _ in Refit() }
    let shared = try layer(members, at: nil, searching: search?.ranges)
    let own: [(layer: SettingLayer, place: String?)] =
      if let groups = members["groups"] { try self.groups(groups) } else { [(SettingLayer(), nil)] }
    let smoke = try members["smoke"].map { try layer(["settings": $0], named: "smoke") } ?? SettingLayer()

    let groups = own.map { shared.overlaid(by: $0.layer) }
    for (group, (own, place)) in zip(groups, own) {
      try requireDatasetAndMethod(group, at: place)
      try refuseUnused(own, in: [group])
    }
    try refuseIdleSearch(search?.search, in: own.map(\.layer), groups)
    if let search { try requirePoints(search.search, in: groups) }
    try refuseUnused(shared, in: groups)
    try refuseUnused(smoke, in: groups)
    return Content(
      name: experiment, title: title, description: description, groups: groups, smoke: smoke,
      search: search?.search, refit: refit, wantsFullRanking: wantsFullRanking)
  }

  // MARK: Parts

  private func groups(_ value: JSONValue) throws -> [(layer: SettingLayer, place: String?)] {
    guard case .list(let values) = value else {
      throw error(at: "groups", "expected a list of groups, found \(value.excerpt)")
    }
    guard !values.isEmpty else {
      throw error(at: "groups", "expected at least one group, found none", remedy: "remove \"groups\"")
    }
    return try values.enumerated().map { index, value in
      let place = "groups[\(index)]"
      let members = try object(value, at: place, keys: ["settings", "sweep", "search"])
      let ranges = try members["search"].map { try groupSearch($0, at: "\(place).search") }
      return (try layer(members, at: place, searching: ranges), place)
    }
  }

  /// The settings, sweeps and ranges of one level of the file.
  private func layer(
    _ members: [String: JSONValue], at place: String? = nil, named settings: String = "settings",
    searching ranges: SettingLayer? = nil
  ) throws -> SettingLayer {
    var assignments: [SettingLayer.Assignment] = []
    let settingsPlace = join(place, settings)
    for member in try self.members(members["settings"], at: settingsPlace) {
      let place = join(settingsPlace, member.key)
      let key = try key(member.key, at: place)
      guard !assignments.contains(where: { $0.key == key.name }) else {
        throw error(at: place, "\"\(key.name)\" is set twice here", remedy: "keep one of the two")
      }
      assignments.append(
        .init(
          key: key.name, options: [try option(member.value, for: key, at: place, isSwept: false)],
          place: place))
    }
    let sweepPlace = join(place, "sweep")
    for member in try self.members(members["sweep"], at: sweepPlace) {
      let place = join(sweepPlace, member.key)
      let key = try key(member.key, at: place)
      guard !assignments.contains(where: { $0.key == key.name }) else {
        throw error(
          at: place, "\"\(member.key)\" is both set and swept here", remedy: "keep it in one of the two")
      }
      assignments.append(
        .init(key: key.name, options: try grid(member.value, for: key, at: place), place: place))
    }
    for range in ranges?.assignments ?? [] {
      guard !assignments.contains(where: { $0.key == range.key }) else {
        throw error(
          at: range.place, "\"\(range.key)\" is searched here and also set or swept",
          remedy: "keep it in one of them")
      }
      assignments.append(range)
    }
    return SettingLayer(assignments)
  }

  func grid(
    _ value: JSONValue, for key: SettingKey, at place: String
  ) throws
    -> [SettingLayer.Option]
  {
    guard case .list(let values) = value else {
      throw error(
        at: place, "expected a list of values to try, found \(value.excerpt)",
        remedy: "write [\(value.excerpt)], or move it to settings")
    }
    guard !values.isEmpty else {
      throw error(
        at: place, "expected at least one value, found an empty list", remedy: "add values or remove the key")
    }
    var options: [SettingLayer.Option] = []
    for (index, value) in values.enumerated() {
      let place = "\(place)[\(index)]"
      let option = try option(value, for: key, at: place, isSwept: true)
      if let earlier = options.first(where: { $0.value == option.value }) {
        throw error(
          at: place, "\(value.excerpt) stands twice in the list, first at \(earlier.place)",
          remedy: "remove one of the two")
      }
      options.append(option)
    }
    return options
  }

  func option(
    _ value: JSONValue, for key: SettingKey, at place: String, isSwept: Bool
  ) throws
    -> SettingLayer.Option
  {
    let parameterValue = ParameterValue(value)
    if let accepted = parameterValue.flatMap(key.accept) { return .init(value: accepted, place: place) }
    var remedy = key.remedy(for: parameterValue)
    if case .list = value, !isSwept, !key.takesList { remedy = "to try several values, move it to sweep" }
    if isSwept, key.takesList { remedy = "each value of the sweep is itself a list" }
    throw error(at: place, "expected \(key.expectation), found \(value.excerpt)", remedy: remedy)
  }

  // MARK: Keys

  func key(_ name: String, at place: String) throws -> SettingKey {
    if let key = vocabulary[name] { return key }
    throw error(at: place, "there is no setting \"\(name)\"", remedy: vocabulary.remedy(forKey: name))
  }

  // MARK: JSON

  func object(_ value: JSONValue, at place: String?, keys: [String]) throws -> [String: JSONValue] {
    let members = try self.members(value, at: place)
    for member in members where !keys.contains(member.key) {
      var remedy = nearestMatch(to: member.key, among: keys).map { "did you mean \"\($0)\"?" }
      if vocabulary[member.key] != nil { remedy = "move it to settings" }
      throw error(
        at: join(place, member.key), "there is no key \"\(member.key)\" here",
        remedy: remedy ?? "the keys are \(keys.joined(separator: ", "))")
    }
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
  }

  /// The members of an object; none if it is absent.
  func members(_ value: JSONValue?, at place: String?) throws -> [JSONValue.Member] {
    switch value {
    case nil: return []
    case .object(let members): return members
    case let value?: throw error(at: place, "expected an object {…}, found \(value.excerpt)")
    }
  }

  func flag(_ value: JSONValue, at place: String) throws -> Bool {
    guard case .flag(let flag) = value else {
      throw error(at: place, "expected true or false, found \(value.excerpt)")
    }
    return flag
  }

  private func text(_ value: JSONValue, at place: String) throws -> String {
    guard case .text(let text) = value else {
      throw error(at: place, "expected text in double quotes, found \(value.excerpt)")
    }
    return text
  }

  func join(_ place: String?, _ key: String) -> String { place.map { "\($0).\(key)" } ?? key }

  func error(at place: String?, _ problem: String, remedy: String? = nil) -> InputError {
    InputError(.badContent, file: file, place: place, problem: problem, remedy: remedy)
  }
}
