import Foundation
import NCFArchives
import NCFDiagnostics

/// A file of interactions that has been opened, and how it is read: as the user said, or as its content says.
struct InteractionFile {
  let content: ContentReader
  let format: InteractionFormat
  /// What stands between columns; a blank stands for any number of blanks and tabs.
  let separator: String
  let hasHeader: Bool
  /// Where things stand, if it is not for the header to say.
  let positions: ColumnPositions?
  /// What was guessed, from what, and how to say otherwise; nil if nothing was.
  let guess: String?

  var path: String { content.path }

  /// That there are no interactions in it.
  var noContent: InputError {
    InputError(
      .badContent, file: path, problem: "expected \(format.content), found none",
      remedy: "check that the file is whole, or name another --format")
  }

  /// Of several files in an archive, the one of interactions goes by one of these names.
  private static let favourites: Set<String> = [
    "ratings.dat", "ratings.csv", "u.data", "interactions.csv", "ratings.tsv", "ratings.txt",
  ]

  /// - Throws: `InputError` if the file cannot be read, or it is not clear how.
  init(_ path: String, _ options: PreparationOptions) throws {
    content = try ContentReader(
      path: path, favourites: Self.favourites, remedy: "name a file of interactions")
    let sample = TextSample(content.head)
    var (guesses, overrides) = ([String](), [String]())
    var name = URL(fileURLWithPath: path).lastPathComponent.lowercased()
    if case .zip(let entry) = content.packing {
      if !path.hasSuffix("/\(entry)") { guesses.append("\(entry) is the file in it that is meant") }
      name = URL(fileURLWithPath: "/\(entry.lowercased())").lastPathComponent
    } else if content.packing == .gzip, name.hasSuffix(".gz") {
      name.removeLast(3)
    }

    if let given = options.format {
      (format, separator) = (given, options.separator ?? given.separator)
    } else {
      let found = try Self.guess(content, sample, name: name, separator: options.separator)
      (format, separator) = (found.format, options.separator ?? found.separator ?? found.format.separator)
      guesses.append("the format is \(found.format.name), by \(found.reason)")
      overrides.append("--format")
    }
    guard format.hasColumns else {
      guard options.positions == nil, options.columns == ColumnNames() else {
        throw InputError(
          .badContent, file: path, problem: "the format \(format.name) has no columns to be named",
          remedy: "leave the options for columns out, or name another --format")
      }
      (hasHeader, positions) = (false, nil)
      guess = Self.line(path, guesses, overrides)
      return
    }

    let records = sample.records(format, separator: separator)
    if let given = options.hasHeader {
      hasHeader = given
    } else if format == .recbole {
      hasHeader = true
    } else {
      hasHeader = Self.startsWithHeader(records, format, options)
      if options.positions != nil, hasHeader {
        guesses.append("its first line is a header (\(quoted(sample.lines.first ?? "")))")
        overrides.append("--no-header")
      }
    }
    if options.positions != nil || hasHeader {
      positions = options.positions
    } else if format == .movielensDat, records.first?.count ?? 4 == 4 {
      positions = ColumnPositions(user: 0, item: 1, rating: 2, time: 3)
    } else {
      let guessed = try Self.positions(of: records, path: path)
      positions = guessed
      guesses.append("it has no header, and the columns \(guessed.list)")
      overrides.append("--columns")
    }
    guess = Self.line(path, guesses, overrides)
  }

  private static func line(_ path: String, _ guesses: [String], _ overrides: [String]) -> String? {
    guard !guesses.isEmpty else { return nil }
    let remedy = overrides.isEmpty ? "" : " (to read it otherwise: \(overrides.joined(separator: ", ")))"
    return "\(path): guessed that \(guesses.joined(separator: "; "))\(remedy)"
  }

  /// What speaks for a format.
  private struct Guess {
    let format: InteractionFormat
    var separator: String?
    let reason: String
  }

  /// The content decides; where it leaves a choice, the name does.
  private static func guess(
    _ content: ContentReader, _ sample: TextSample, name: String, separator: String?
  ) throws -> Guess {
    for format in InteractionFormat.all {
      guard let magic = format.magic, content.head.starts(with: magic.bytes) else { continue }
      return Guess(format: format, reason: "its first bytes, \(magic.meaning)")
    }
    try LineReader.requireText(content)
    guard let first = sample.lines.first else {
      throw InputError(
        .badContent, file: content.path, problem: "expected interactions, found none",
        remedy: "check that the file is whole")
    }
    if let separator {
      // A comma, or what else a CSV file may have.
      let format = [.movielensDat, .tsv, .space].first { $0.separator == separator } ?? InteractionFormat.csv
      return Guess(format: format, separator: separator, reason: "the separator that was given")
    }
    let named = InteractionFormat.all.first { $0.suits(name) }
    if let named, named.hasColumns, first.contains(named.separator) {
      return Guess(format: named, reason: "its name and \(sample.firstLine)")
    }
    for format in InteractionFormat.all {
      guard let sign = format.recognise(sample) else { continue }
      return Guess(format: format, separator: sign.separator, reason: sign.reason)
    }
    throw InputError(
      .badContent, file: content.path, place: "1",
      problem:
        "neither the name nor the content says which format the file has: its first line is \(quoted(first))",
      remedy: "name it with --format (\(InteractionFormat.all.map(\.name).joined(separator: ", ")))")
  }

  /// Whether the first record names columns rather than being an interaction.
  private static func startsWithHeader(
    _ records: [[String]], _ format: InteractionFormat, _ options: PreparationOptions
  ) -> Bool {
    guard options.columns == ColumnNames() else { return true }
    guard let first = records.first else { return format != .movielensDat }
    if ColumnLayout.hasKnownNames(first) { return true }
    let isNumber = { (field: String) in Double(field) != nil }
    if let positions = options.positions {
      // A header has words where interactions have numbers.
      return [positions.user, positions.item, positions.rating, positions.time].contains { place in
        guard let place, place < first.count, !isNumber(first[place]) else { return false }
        let others = records.dropFirst().filter { place < $0.count }
        return !others.isEmpty && others.allSatisfy { isNumber($0[place]) }
      }
    }
    return format != .movielensDat && !(first.count > 1 && first.prefix(2).allSatisfy(isNumber))
  }

  /// User and item come first; ratings are small numbers, and times large ones or the fourth column.
  private static func positions(of records: [[String]], path: String) throws -> ColumnPositions {
    guard let width = records.first?.count, width >= 2 else {
      throw InputError(
        .badContent, file: path, place: "1", problem: "found no columns of users and items",
        remedy: "name the --format or the --separator, and the --columns")
    }
    let columns = (2..<max(2, min(width, 4))).map { place in
      (place: place, values: records.map { place < $0.count ? Double($0[place]) : nil })
    }
    let numbers = columns.filter { $0.values.allSatisfy { $0 != nil } }
    let time =
      numbers.first { $0.values.allSatisfy { ($0 ?? 0) >= 100_000_000 } } ?? numbers.first { $0.place == 3 }
    let rating = numbers.first { $0.place != time?.place }
    return ColumnPositions(user: 0, item: 1, rating: rating?.place, time: time?.place)
  }
}

/// The first lines of a file, from which its format is guessed.
struct TextSample {
  private static let mostLines = 200

  let lines: [String]

  init(_ head: [UInt8]) {
    var pieces = head.split(
      separator: UInt8(ascii: "\n"), maxSplits: Self.mostLines, omittingEmptySubsequences: false)
    // The last line may go on behind the head.
    if pieces.count > 20 { pieces.removeLast() }
    lines = pieces.map { piece in
      let line = piece.last == UInt8(ascii: "\r") ? piece.dropLast() : piece
      return String(
        decoding: line.starts(with: [0xef, 0xbb, 0xbf]) ? line.dropFirst(3) : line, as: UTF8.self)
    }.filter { !$0.isEmpty }
  }

  /// The fields of the first records, as far as they can be read.
  func records(_ format: InteractionFormat, separator: String) -> [[String]] {
    guard let content = try? ContentReader(Array(lines.joined(separator: "\n").utf8), path: ""),
      let lines = try? LineReader(content)
    else { return [] }
    var reader = RecordReader(lines, separator: separator, hasQuotes: format.hasQuotes)
    var records: [[String]] = []
    while (try? reader.next()) == true { records.append(reader.fields.indices.map(reader.text)) }
    return records
  }

  /// The first line, for messages.
  var firstLine: String {
    "its first line " + quoted(lines.first ?? "").replacingOccurrences(of: "\\u{9}", with: "\\t")
  }
}
