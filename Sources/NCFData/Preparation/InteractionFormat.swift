import Foundation
import NCFArchives
import NCFDiagnostics

/// A format in which people have interactions. Files in each may be packed by gzip or zip.
public enum InteractionFormat: String, Hashable, Sendable, CaseIterable {
  /// MovieLens `ratings.dat`: user, item, rating and time, separated by `::`, without a header.
  case movielensDat = "movielens-dat"
  /// MovieLens `ratings.csv`: a CSV file with the columns userId, movieId, rating and timestamp.
  case movielensCSV = "movielens-csv"
  /// RecBole's atomic file `.inter`: tabs, and a header of typed columns such as `user_id:token`.
  case recbole
  /// Comma-separated values (RFC 4180).
  case csv
  /// Tab-separated values.
  case tsv
  /// Values separated by one or more blanks.
  case space
  /// A user and all its items in each line, as LightGCN, NGCF and their successors publish: `user item item …`.
  case adjacency
  /// A sparse matrix of users × items, as `scipy.sparse.save_npz` writes it.
  case npz

  /// The format that a file's name suggests, or nil.
  init?(name: String) {
    switch URL(fileURLWithPath: name).pathExtension {
    case "dat": self = .movielensDat
    case "csv": self = name == "ratings.csv" ? .movielensCSV : .csv
    case "inter": self = .recbole
    case "tsv": self = .tsv
    case "npz": self = .npz
    default: return nil
    }
  }

  /// What stands between columns; a blank stands for any number of blanks and tabs.
  var separator: String {
    switch self {
    case .movielensDat: "::"
    case .movielensCSV, .csv: ","
    case .recbole, .tsv: "\t"
    case .space, .adjacency, .npz: " "
    }
  }

  /// Whether fields may stand in quotation marks, as RFC 4180 has it.
  var hasQuotes: Bool { self == .csv || self == .movielensCSV }
  /// Whether the file has columns, which can be named.
  var hasColumns: Bool { self != .adjacency && self != .npz }
  /// Whether what stands later in the file may be taken for what happened later.
  var hasOrder: Bool { self != .npz }
}

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
      guesses.append("the format is \(found.format.rawValue), by \(found.reason)")
      overrides.append("--format")
    }
    guard format.hasColumns else {
      guard options.positions == nil, options.columns == ColumnNames() else {
        throw InputError(
          .badContent, file: path, problem: "the format \(format.rawValue) has no columns to be named",
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
    if content.head.starts(with: [0x50, 0x4b]) {
      return Guess(format: .npz, reason: "its first bytes, an archive of NumPy's arrays")
    }
    try LineReader.requireText(content)
    guard let first = sample.lines.first else {
      throw InputError(
        .badContent, file: content.path, problem: "expected interactions, found none",
        remedy: "check that the file is whole")
    }
    let shown = "its first line " + quoted(first).replacingOccurrences(of: "\\u{9}", with: "\\t")
    if let separator {
      let formats: [String: InteractionFormat] = [
        "::": .movielensDat, "\t": .tsv, " ": .space,
      ]
      return Guess(
        format: formats[separator] ?? .csv, separator: separator, reason: "the separator that was given")
    }
    if let named = InteractionFormat(name: name), named.hasColumns, first.contains(named.separator) {
      return Guess(format: named, reason: "its name and \(shown)")
    }
    if first.contains("::") { return Guess(format: .movielensDat, reason: shown) }
    if let reason = sample.looksLikeLists { return Guess(format: .adjacency, reason: reason) }
    if first.contains("\t") {
      let isTyped = first.split(separator: "\t").allSatisfy { $0.contains(":") }
      return Guess(format: isTyped ? .recbole : .tsv, reason: shown)
    }
    if first.contains(",") { return Guess(format: .csv, reason: shown) }
    for separator in [";", "|"] where first.contains(separator) {
      return Guess(format: .csv, separator: separator, reason: shown)
    }
    if first.split(separator: " ").count > 1 { return Guess(format: .space, reason: shown) }
    throw InputError(
      .badContent, file: content.path, place: "1",
      problem:
        "neither the name nor the content says which format the file has: its first line is \(quoted(first))",
      remedy: "name it with --format (\(InteractionFormat.allCases.map(\.rawValue).joined(separator: ", ")))")
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
private struct TextSample {
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

  /// Why the lines are lists of a user and its items, rather than records of as many columns each; nil if they are not.
  var looksLikeLists: String? {
    var (counts, users) = ([Int](), [Int]())
    for line in lines {
      guard !line.contains("\t\t") else { return nil }
      let numbers = line.split { $0 == " " || $0 == "\t" }
      let values = numbers.map { Int($0) }
      guard let user = values.first as? Int, !values.contains(nil) else { return nil }
      counts.append(values.count)
      users.append(user)
    }
    guard let least = counts.min(), let most = counts.max(), most > 1 else { return nil }
    if least < most { return "its first lines, of \(least) to \(most) numbers" }
    let isAscending = zip(users, users.dropFirst()).allSatisfy(<)
    // Of equally long lines, those of records repeat their users.
    guard most > 4 || isAscending && lines.count > 1 else { return nil }
    return "its first lines, of \(most) numbers each, where no user comes twice"
  }
}
