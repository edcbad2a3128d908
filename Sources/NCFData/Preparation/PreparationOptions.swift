import Foundation
import NCFDiagnostics

/// How interactions are made into a data set.
public struct PreparationOptions: Hashable, Sendable {
  /// The format of the files, or nil if it is to be guessed from their names and content.
  public let format: InteractionFormat?
  public let columns: ColumnNames
  /// In which columns things stand, where the file has no header that says so; nil if the user has not said.
  public let positions: ColumnPositions?
  /// What stands between the columns of text, or nil if the format says.
  public let separator: String?
  /// Whether the first line is a header, or nil if the format or the line itself says.
  public let hasHeader: Bool?
  /// Interactions with a lower rating are left out before anything else; nil leaves none out.
  public let minimumRating: Double?
  /// Users and items with fewer interactions are left out, until none are (k-core).
  public let core: Int
  /// What is held out; nil for what suits the file: the latest interactions, or random ones if it has no order.
  public let holdOut: HoldOut?
  /// Sampled negatives for each held-out item.
  public let negativeCount: Int
  public let seed: UInt64

  /// - Throws: `InputError` that names the option that is out of range.
  public init(
    format: InteractionFormat? = nil, columns: ColumnNames = ColumnNames(),
    positions: ColumnPositions? = nil, separator: String? = nil, hasHeader: Bool? = nil,
    minimumRating: Double? = nil, core: Int = 1, holdOut: HoldOut? = nil, negativeCount: Int = 99,
    seed: UInt64 = 42
  ) throws {
    guard 1...1_000_000 ~= core else {
      throw InputError(
        .badContent, place: "--core", problem: "expected a number from 1 to 1000000, found \(core)")
    }
    guard 1...10_000 ~= negativeCount else {
      throw InputError(
        .badContent, place: "--negatives",
        problem: "expected a number from 1 to 10000, found \(negativeCount)")
    }
    guard positions == nil || columns == ColumnNames() else {
      throw InputError(
        .badContent, place: "--columns",
        problem: "the columns are named by their places and by their names in a header",
        remedy: "use --columns alone, or --user-column and its like")
    }
    self.format = format
    self.columns = columns
    self.positions = positions
    self.separator = try separator.map(Self.separator)
    self.hasHeader = hasHeader
    self.minimumRating = minimumRating
    self.core = core
    self.holdOut = holdOut
    self.negativeCount = negativeCount
    self.seed = seed
  }

  private static func separator(_ text: String) throws -> String {
    let names = [
      "comma": ",", "tab": "\t", "\\t": "\t", "space": " ", "blanks": " ", "semicolon": ";", "pipe": "|",
      "bar": "|",
    ]
    let separator = names[text] ?? text
    guard 1...2 ~= separator.utf8.count,
      separator.utf8.allSatisfy({ $0 != 0x22 && (0x20...0x7e ~= $0 || $0 == 9) })
    else {
      throw InputError(
        .badContent, place: "--separator", problem: "found \(quoted(text))",
        remedy: "give one or two characters, or one of comma, tab, space, semicolon, pipe")
    }
    return separator
  }
}

/// The columns of a file of interactions by their names in its header, where the user gave them.
public struct ColumnNames: Hashable, Sendable {
  public var user: String?
  public var item: String?
  public var rating: String?
  public var time: String?

  public init(user: String? = nil, item: String? = nil, rating: String? = nil, time: String? = nil) {
    self.user = user
    self.item = item
    self.rating = rating
    self.time = time
  }
}

/// In which columns of a file user, item, rating and time stand, counted from 0.
///
///     try ColumnPositions("user,item,_,time")
public struct ColumnPositions: Hashable, Sendable {
  public let user: Int
  public let item: Int
  public let rating: Int?
  public let time: Int?

  /// Reads a list of what the columns are, in their order, such as `user,item,rating,time`. A column that is not wanted is
  /// `_` or `-`; those behind the last one need not be named. Or where user, item, rating and time stand, counted from 1,
  /// such as `1,2,_,4`: the third column is not wanted, and the file has no rating.
  /// - Throws: `InputError` if a word is not known, stands twice, or user or item is missing.
  public init(_ list: String) throws {
    let words = list.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.filter { !$0.isWhitespace }.lowercased()
    }
    let error = { (problem: String) in
      InputError(
        .badContent, place: "--columns", problem: problem,
        remedy: "list user, item, rating, time, and _ for what is not wanted, as in user,item,_,time")
    }
    var places: [String: Int] = [:]
    if words.contains(where: { $0.first?.isNumber ?? false }) {
      self = try Self.positions(words, error)
      return
    }
    for (place, word) in words.enumerated() where word != "_" && word != "-" {
      guard ["user", "item", "rating", "time"].contains(word) else {
        throw error("found \(quoted(word)) in \(quoted(list))")
      }
      guard places.updateValue(place, forKey: word) == nil else { throw error("found \(word) twice") }
    }
    guard let user = places["user"], let item = places["item"] else {
      throw error("found no \(places["user"] == nil ? "user" : "item") in \(quoted(list))")
    }
    self.init(user: user, item: item, rating: places["rating"], time: places["time"])
  }

  /// Reads where user, item, rating and time stand, in this order.
  private static func positions(
    _ words: [String], _ error: (String) -> InputError
  ) throws -> ColumnPositions {
    guard words.count <= 4 else {
      throw error("found \(words.count) positions, of user, item, rating and time")
    }
    let places = try words.map { word -> Int? in
      if word == "_" || word == "-" { return nil }
      guard let position = Int(word), (1...Self.largestPosition).contains(position) else {
        throw error("expected positions counted from 1, found \(quoted(word))")
      }
      return position - 1
    }
    let known = places.compactMap { $0 }
    guard Set(known).count == known.count else { throw error("found one position twice") }
    guard places.count > 1, let user = places[0], let item = places[1] else {
      throw error("found no position of the user or of the item")
    }
    return ColumnPositions(
      user: user, item: item, rating: places.count > 2 ? places[2] : nil,
      time: places.count > 3 ? places[3] : nil)
  }

  /// No file has more columns.
  private static let largestPosition = 10_000

  init(user: Int, item: Int, rating: Int?, time: Int?) {
    (self.user, self.item, self.rating, self.time) = (user, item, rating, time)
  }

  /// As `init(_:)` reads it.
  var list: String {
    let roles = [(user, "user"), (item, "item"), (rating, "rating"), (time, "time")]
    let named = roles.compactMap { place, name in place.map { ($0, name) } }
    return (0...(named.map(\.0).max() ?? 0)).map { place in
      named.first { $0.0 == place }?.1 ?? "_"
    }.joined(separator: ",")
  }
}

/// Which interactions are held out for the test.
public enum HoldOut: Hashable, Sendable {
  /// Each user's latest one.
  case latest
  /// One of each user, drawn with equal chances.
  case random
  /// Those of another file.
  case file(test: String)
  /// Each user's first one from a moment on, which is the same for all users. Interactions before it are trained on.
  case time(Moment)
}

/// A moment that divides interactions.
public enum Moment: Hashable, Sendable {
  /// Seconds since 1970, as the file counts them.
  case seconds(Int64)
  /// The moment before which this share of the interactions happened, between 0 and 1.
  case share(Double)

  /// Reads `0.9`, a share; `978307200`, seconds; `2001-01-01` or `2001-01-01T12:00:00Z`, a moment in UTC.
  /// - Throws: `InputError` if it is none of these.
  public init(_ text: String) throws {
    if let seconds = Int64(text) {
      self = .seconds(seconds)
    } else if let share = Double(text), 0 < share, share < 1 {
      self = .share(share)
    } else if let seconds = UTCTime.seconds(text) {
      self = .seconds(seconds)
    } else {
      throw InputError(
        .badContent, place: "--at", problem: "found \(quoted(text))",
        remedy:
          "give a share of the interactions between 0 and 1 (0.9), seconds since 1970, or a date (2001-12-31, 2001-12-31T18:00:00Z)"
      )
    }
  }
}

/// Dates of the Gregorian calendar, in UTC.
enum UTCTime {
  /// Whether some time may be seconds since 1970 rather than milliseconds, years or what else files count: from 1971 to 3000.
  static func isPlausible(_ seconds: Int64) -> Bool { 31_536_000..<32_503_680_000 ~= seconds }

  /// A moment for messages: seconds, and the date that they stand for if they are seconds since 1970.
  static func text(_ seconds: Int64) -> String {
    guard isPlausible(seconds) else { return "\(seconds)" }
    return "\(seconds) (\(Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)))"
  }

  /// Seconds since 1970 at `2001-12-31`, `2001-12-31 18:00` or `2001-12-31T18:00:00Z`; nil if this is no such date.
  static func seconds(_ text: String) -> Int64? {
    let pattern = /(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?Z?)?/
    guard let match = text.wholeMatch(of: pattern)?.output, let year = Int64(match.1),
      let month = Int64(match.2), let day = Int64(match.3)
    else { return nil }
    let clock = [match.4, match.5, match.6].map { $0.flatMap { Int64($0) } ?? 0 }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    guard 1...12 ~= month, clock[0] < 24, clock[1] < 60, clock[2] < 60,
      1...[31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1] ~= day
    else { return nil }
    // Years from March on, so that the leap day is a year's last.
    let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    let days = 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 719_469
    return 86_400 * days + 3600 * clock[0] + 60 * clock[1] + clock[2]
  }
}
