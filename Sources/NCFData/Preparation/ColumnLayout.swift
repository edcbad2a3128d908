import NCFDiagnostics

/// In which columns of a file user, item, rating and time stand, counted from 0, and how many there are.
struct ColumnLayout: Hashable, Sendable {
  let user: Int
  let item: Int
  let rating: Int?
  let time: Int?
  /// Fields of every record.
  let count: Int

  /// Columns by their places in a file whose first record has `count` of them.
  /// - Throws: `InputError` if there are fewer than named.
  init(_ positions: ColumnPositions, count: Int, format: InteractionFormat, file: String) throws {
    // MovieLens' own files have four.
    let expected = format == .movielensDat && positions.time == 3 ? 4 : count
    (user, item, rating, time) = (positions.user, positions.item, positions.rating, positions.time)
    self.count = expected
    let last = [user, item, rating ?? 0, time ?? 0].max() ?? 0
    guard last < count else {
      throw InputError(
        .badContent, file: file, place: "1",
        problem: "expected the columns \(positions.list), found \(count) column\(count == 1 ? "" : "s")",
        remedy: "list the columns that are there with --columns, or name the --format or the --separator")
    }
  }

  /// A column that may be wanted: its option, and the names that it goes by where the user gave none.
  private struct Role {
    let option: String
    let given: String?
    let known: [String]
    let recboleType: String
  }

  /// Finds the columns in a header.
  ///
  /// Names that the user gave must be there. Otherwise user and item must go by a common name, and so may rating
  /// and time.
  /// - Throws: `InputError` if a column is missing or there twice.
  init(header: [String], names: ColumnNames, format: InteractionFormat, file: String) throws {
    var titles = header
    var types = [String?](repeating: nil, count: header.count)
    if format == .recbole {
      for (index, title) in header.enumerated() {
        guard let colon = title.lastIndex(of: ":") else {
          throw InputError(
            .badContent, file: file, place: "1",
            problem: "expected typed columns such as user_id:token, found \(quoted(title))",
            remedy: "mend the header, or say --format tsv")
        }
        titles[index] = String(title[..<colon])
        types[index] = String(title[title.index(after: colon)...])
      }
    }
    let finder = Finder(titles: titles, types: types, file: file)
    user = try finder.required(
      Role(
        option: "--user-column", given: names.user, known: Self.users,
        recboleType: "token"))
    item = try finder.required(
      Role(
        option: "--item-column", given: names.item,
        known: Self.items, recboleType: "token"))
    rating = try finder.optional(
      Role(option: "--rating-column", given: names.rating, known: ["rating"], recboleType: "float"))
    time = try finder.optional(
      Role(option: "--time-column", given: names.time, known: ["timestamp", "time"], recboleType: "float"))
    count = header.count
  }

  private static let users = ["user_id", "userId", "user", "uid"]
  private static let items = ["item_id", "itemId", "item", "iid", "movie_id", "movieId"]

  /// Whether a line looks like a header: a user or an item goes by a common name in it, in whatever case.
  static func hasKnownNames(_ fields: [String]) -> Bool {
    let known = Set((users + items).map(plain))
    return fields.contains { field in
      known.contains(plain(field.split(separator: ":", maxSplits: 1).first.map(String.init) ?? field))
    }
  }

  /// A name without case and what words are joined by.
  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private struct Finder {
    let titles: [String]
    let types: [String?]
    let file: String

    func required(_ role: Role) throws -> Int {
      if let column = try optional(role) { return column }
      throw error(
        "found no column called \(role.known.joined(separator: ", ")) among \(titles.joined(separator: ", "))",
        remedy: "name it with \(role.option), or list the --columns if the file has no header")
    }

    func optional(_ role: Role) throws -> Int? {
      var places = titles.indices.filter {
        role.given.map { [$0] }?.contains(titles[$0]) ?? role.known.contains(titles[$0])
      }
      if places.isEmpty, role.given == nil {
        let known = Set(role.known.map(ColumnLayout.plain))
        places = titles.indices.filter { known.contains(ColumnLayout.plain(titles[$0])) }
      }
      guard let place = places.first else {
        guard let given = role.given else { return nil }
        throw error(
          "found no column \(quoted(given)) among \(titles.joined(separator: ", "))",
          remedy: nearestMatch(to: given, among: titles).map { "did you mean \"\($0)\"?" }
            ?? "name it with \(role.option), or list the --columns if the file has no header")
      }
      guard places.count == 1 else {
        throw error(
          "found \(places.map { titles[$0] }.joined(separator: " and ")), of which each could be meant",
          remedy: "name one with \(role.option), or rename the other")
      }
      guard types[place] ?? role.recboleType == role.recboleType else {
        throw error(
          "expected column \(titles[place]) to be of type \(role.recboleType), found \(types[place] ?? "")",
          remedy: "name another column with \(role.option)")
      }
      return place
    }

    private func error(_ problem: String, remedy: String) -> InputError {
      InputError(.badContent, file: file, place: "1", problem: problem, remedy: remedy)
    }
  }
}
