import NCFDiagnostics

/// One line of a train or test file: user, item, rating and, if there is a fourth column, timestamp.
struct RatingRow {
  static let columns = "3 or 4 columns (user, item, rating, timestamp if known)"

  let user: Int
  let item: Int
  /// Seconds since 1970, or nil if the line has three columns.
  let timestamp: Int64?

  /// Reads the scanner's current line.
  init(from scanner: inout TabSeparatedScanner) throws {
    do {
      user = try scanner.wholeNumber("a user id")
      guard !scanner.isAtLineEnd else { throw scanner.wrongFieldCount() }
      item = try scanner.wholeNumber("an item id")
      guard !scanner.isAtLineEnd else { throw scanner.wrongFieldCount() }
      try Self.checkRating(of: &scanner)
      timestamp = scanner.isAtLineEnd ? nil : try Self.timestamp(from: &scanner)
    } catch {
      // Wrong separators also make the first field unreadable: name the cause, not its consequence.
      throw scanner.fieldCount < 3 ? scanner.wrongFieldCount() : error
    }
    guard scanner.isAtLineEnd else { throw scanner.wrongFieldCount() }
  }

  /// Ratings count as implicit feedback, so that their size does not matter. The authors' code skips those of 0
  /// or less without a word; here they are refused, since no one writes them on purpose.
  private static func checkRating(of scanner: inout TabSeparatedScanner) throws {
    // Ratings are nearly always whole numbers, which are quick to read.
    let rating = scanner.wholeNumberIfAny().map(Double.init)
    if let rating, rating > 0 { return }
    guard let rating = rating ?? Double(scanner.field), rating.isFinite else {
      throw scanner.unreadable("a rating (a number above 0)")
    }
    if rating > 0 { return scanner.skipField() }
    throw scanner.error(
      "expected a rating above 0, found \(rating)",
      remedy: "remove the line: each line of implicit feedback is one interaction")
  }

  private static func timestamp(from scanner: inout TabSeparatedScanner) throws -> Int64 {
    if let timestamp = scanner.wholeNumberIfAny() { return Int64(timestamp) }
    guard let timestamp = Int64(scanner.field) else {
      throw scanner.unreadable("a timestamp (whole seconds since 1970)")
    }
    scanner.skipField()
    return timestamp
  }
}
