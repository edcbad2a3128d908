import NCFDiagnostics

/// The rows of `NAME.train.rating` or `NAME.test.rating`: who interacted with what, in the order of the file.
///
/// A row has 3 or 4 columns (user, item, rating and, if known, timestamp), or 2 throughout the file, where nobody
/// rated. Ratings count as implicit feedback, so that their size does not matter.
struct RatingsFile {
  /// Which of the two files it is.
  enum Role {
    /// Rows with a rating of 0 or below are no interactions: as in the authors' code, they are left out, but their
    /// ids count.
    case training
    /// The rating plays no part, as in the authors' code.
    case test
  }

  private(set) var users: [Int32] = []
  private(set) var items: [Int32] = []
  /// Seconds since 1970; nil unless every interaction has a time.
  private(set) var timestamps: [Int64]?
  /// Rows whose rating is 0 or below.
  private(set) var unratedCount = 0
  /// The largest ids, plus 1.
  private(set) var userCount = 0
  private(set) var itemCount = 0

  /// - Parameter limit: What ids must be below.
  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy.
  init(_ file: TextFile, _ role: Role, limit: IdentifierLimit) throws {
    var scanner = try TabSeparatedScanner(file, columns: Row.columns)
    var times: [Int64] = []
    var hasRatings: Bool?
    while try scanner.nextLine() {
      let row = try Row(from: &scanner, hasRating: hasRatings ?? (scanner.fieldCount != 2))
      hasRatings = row.rating != nil
      userCount = max(userCount, try limit.check(row.user, "user", in: scanner) + 1)
      itemCount = max(itemCount, try limit.check(row.item, "item", in: scanner) + 1)
      let isRated = row.rating.map { $0 > 0 } ?? true
      if !isRated { unratedCount += 1 }
      if !isRated, role == .training { continue }
      users.append(Int32(row.user))
      items.append(Int32(row.item))
      if let timestamp = row.timestamp { times.append(timestamp) }
    }
    timestamps = times.count == users.count ? times : nil
    guard !users.isEmpty else {
      throw InputError(
        .badContent, file: file.path,
        problem: "expected interactions, found only rows with a rating of 0 or below",
        remedy: "give what counts as an interaction a rating above 0")
    }
  }

  /// One line.
  private struct Row {
    static let columns = "3 or 4 columns (user, item, rating, timestamp if known)"

    let user: Int
    let item: Int
    /// Nil where the file has no ratings.
    let rating: Double?
    /// Seconds since 1970, or nil if the line does not say.
    let timestamp: Int64?

    /// Reads the scanner's current line.
    init(from scanner: inout TabSeparatedScanner, hasRating: Bool) throws {
      do {
        user = try scanner.wholeNumber("a user id")
        guard !scanner.isAtLineEnd else { throw scanner.wrongFieldCount() }
        item = try scanner.wholeNumber("an item id")
        guard hasRating || scanner.isAtLineEnd else {
          throw scanner.error(
            "expected 2 columns (user, item), as in the first line, found \(scanner.fieldCount)",
            remedy: "give all lines the same columns")
        }
        guard !(hasRating && scanner.isAtLineEnd) else { throw scanner.wrongFieldCount() }
        rating = hasRating ? try Self.rating(from: &scanner) : nil
        timestamp = scanner.isAtLineEnd ? nil : try Self.timestamp(from: &scanner)
      } catch {
        // Wrong separators also make the first field unreadable: name the cause, not its consequence.
        throw scanner.fieldCount < (hasRating ? 3 : 2) ? scanner.wrongFieldCount() : error
      }
      guard scanner.isAtLineEnd else { throw scanner.wrongFieldCount() }
    }

    private static func rating(from scanner: inout TabSeparatedScanner) throws -> Double {
      // Ratings are nearly always whole numbers, which are quick to read.
      if let rating = scanner.wholeNumberIfAny() { return Double(rating) }
      guard let rating = Double(scanner.field), rating.isFinite else {
        throw scanner.unreadable("a rating (a number)")
      }
      scanner.skipField()
      return rating
    }

    /// Fractions of a second are cut off.
    private static func timestamp(from scanner: inout TabSeparatedScanner) throws -> Int64 {
      if let timestamp = scanner.wholeNumberIfAny() { return Int64(timestamp) }
      let field = scanner.field
      guard let timestamp = Int64(field) ?? Double(field).flatMap({ Int64(exactly: $0.rounded(.towardZero)) })
      else { throw scanner.unreadable("a timestamp (seconds since 1970)") }
      scanner.skipField()
      return timestamp
    }
  }
}

/// How large the ids of a data set may be.
struct IdentifierLimit {
  /// How many ids may be left out of the numbering.
  ///
  /// Users and items are numbered from 0. Files in which every id is used have fewer ids than lines; this much more
  /// is allowed, so that a matrix never takes more memory than its files justify.
  static let allowedGaps = 1_000_000

  /// Ids are below this.
  let bound: Int

  /// - Parameter files: All files of the data set.
  init(_ files: [TextFile]) {
    bound = min(files.reduce(Self.allowedGaps) { $0 + $1.lineLimit }, Int(Int32.max))
  }

  /// - Returns: The id.
  @discardableResult
  func check(_ id: Int, _ what: String, in scanner: TabSeparatedScanner) throws -> Int {
    guard id < bound else {
      throw scanner.error(
        "\(what) id \(id) is too large for files of this length, in which ids must be below \(bound)",
        remedy: "mend the id, or number users and items from 0 without gaps")
    }
    return id
  }
}
