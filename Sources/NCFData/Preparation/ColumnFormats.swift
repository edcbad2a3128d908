import Foundation
import NCFDiagnostics

/// Formats of text with columns.
extension InteractionFormat {
  /// MovieLens `ratings.dat`: user, item, rating and time, separated by `::`, without a header.
  public static let movielensDat = records("movielens-dat", separator: "::").with {
    $0.suits = { $0.hasSuffix(".dat") }
    $0.recognise = { $0.hasInFirstLine("::") ? Sign(reason: $0.firstLine) : nil }
  }

  /// MovieLens `ratings.csv`: a CSV file with the columns userId, movieId, rating and timestamp.
  public static let movielensCSV = records("movielens-csv", separator: ",").with {
    $0.hasQuotes = true
    $0.suits = { $0 == "ratings.csv" }
  }

  /// RecBole's atomic file `.inter`: tabs, and a header of typed columns such as `user_id:token`.
  public static let recbole = records("recbole", separator: "\t").with {
    $0.suits = { $0.hasSuffix(".inter") }
    $0.recognise = { sample in
      let titles = (sample.lines.first ?? "").split(separator: "\t")
      let isTyped = sample.hasInFirstLine("\t") && titles.allSatisfy { $0.contains(":") }
      return isTyped ? Sign(reason: sample.firstLine) : nil
    }
  }

  /// Tab-separated values.
  public static let tsv = records("tsv", separator: "\t").with {
    $0.suits = { $0.hasSuffix(".tsv") }
    $0.recognise = { $0.hasInFirstLine("\t") ? Sign(reason: $0.firstLine) : nil }
  }

  /// Comma-separated values (RFC 4180), or with something else in the comma's place.
  public static let csv = records("csv", separator: ",").with {
    $0.hasQuotes = true
    $0.suits = { $0.hasSuffix(".csv") }
    $0.recognise = { sample in
      [",", ";", "|"].first(where: sample.hasInFirstLine).map {
        Sign(reason: sample.firstLine, separator: $0)
      }
    }
  }

  /// Values separated by one or more blanks.
  public static let space = records("space", separator: " ").with {
    $0.recognise = { sample in
      (sample.lines.first ?? "").split(separator: " ").count > 1 ? Sign(reason: sample.firstLine) : nil
    }
  }

  private static func records(_ name: String, separator: String) -> InteractionFormat {
    InteractionFormat(name: name) { file, columns, log in try log.readRecords(file, columns) }.with {
      $0.hasColumns = true
      $0.separator = separator
    }
  }
}

extension TextSample {
  fileprivate func hasInFirstLine(_ text: String) -> Bool { lines.first?.contains(text) ?? false }
}

extension InteractionLog {
  mutating func readRecords(_ file: InteractionFile, _ columns: ColumnNames) throws {
    var reader = RecordReader(
      try LineReader(file.content), separator: file.separator, hasQuotes: file.format.hasQuotes)
    guard try reader.next() else { throw file.noContent }
    let layout: ColumnLayout
    if let positions = file.positions {
      layout = try ColumnLayout(positions, count: reader.fields.count, format: file.format, file: file.path)
    } else {
      layout = try ColumnLayout(
        header: reader.fields.indices.map(reader.text), names: columns, format: file.format, file: file.path)
    }
    if minimumRating != nil, layout.rating == nil {
      throw InputError(
        .badContent, file: file.path, place: "1", problem: "found no column of ratings for --minimum-rating",
        remedy: "name it with --rating-column or --columns, or leave --minimum-rating out")
    }
    expectTimes(layout.time != nil)
    if file.hasHeader, try !reader.next() { return }
    repeat { try append(reader, layout) } while try reader.next()
  }

  fileprivate mutating func append(_ reader: RecordReader, _ layout: ColumnLayout) throws {
    guard reader.fields.count == layout.count else {
      throw reader.error(
        "expected \(layout.count) columns, found \(reader.fields.count)", remedy: "mend or remove the line")
    }
    recordCount += 1
    let rating = try layout.rating.map { try reader.number($0, "a rating (a number)") }
    let time = try layout.time.map { try reader.time($0) }
    let user = try identifier(reader.bytes[reader.fields[layout.user]], "a user", reader.error)
    let item = try identifier(reader.bytes[reader.fields[layout.item]], "an item", reader.error)
    if let minimumRating, let rating, rating < minimumRating {
      belowMinimumRating += 1
      return
    }
    try append(user: user, item: item, time: time, reader.error)
  }
}

extension RecordReader {
  /// A field with a time. Whole seconds, as a rule; a fraction is cut off.
  fileprivate func time(_ field: Int) throws -> Int64 {
    let text = text(field)
    if let whole = Int64(text) { return whole }
    let value = try number(field, "a time (seconds since 1970)")
    guard let whole = Int64(exactly: value.rounded(.down)) else {
      throw error(
        "expected a time (seconds since 1970), found \(quoted(text))", remedy: "mend or remove the line")
    }
    return whole
  }

  /// A field with a number.
  fileprivate func number(_ field: Int, _ what: String) throws -> Double {
    let bytes = bytes[fields[field]]
    // Ratings are nearly always one digit, with a half at most.
    if bytes.count == 1, let digit = bytes.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
      return Double(digit - UInt8(ascii: "0"))
    }
    guard let value = Double(text(field)), value.isFinite else {
      throw error("expected \(what), found \(quoted(text(field)))", remedy: "mend or remove the line")
    }
    return value
  }
}
