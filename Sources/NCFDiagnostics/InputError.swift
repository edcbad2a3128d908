/// Something that the user gave (a file, a spec, an option, a database) cannot be used.
///
/// Its description is one line that a user can act on: which file, where in it, what was found and expected,
/// and what to do.
///
///     ml-1m.train.rating:17: expected a user id (a whole number from 0), found "x7"; remove the line or mend the id
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What sort of input is at fault; decides the exit code of the command line.
  public enum Kind: Hashable, Sendable {
    /// Data, a spec or a database whose content is wrong (exit code 65).
    case badContent
    /// A file or folder that is not there or cannot be read (exit code 66).
    case missing
    /// A file or folder that cannot be written (exit code 73).
    case cannotWrite
  }

  public let kind: Kind
  /// The file at fault, as the user named it.
  public let file: String?
  /// Where in the file: a line number as text ("17"), or a path inside JSON ("sweep.negatives[2]").
  public let place: String?
  /// What was found and what was expected.
  public let problem: String
  /// What the user can do about it.
  public let remedy: String?

  public init(
    _ kind: Kind, file: String? = nil, place: String? = nil, problem: String, remedy: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String {
    let location = [file, place.map { Self.shortened($0, to: 200) }].compactMap { $0 }.joined(separator: ":")
    let problem = Self.shortened(problem, to: 2000)
    let head = location.isEmpty ? problem : "\(location): \(problem)"
    let line = remedy.map { "\(head); \($0)" } ?? head
    return Self.printable(line.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  /// Bad input is quoted in messages, however long it is.
  private static func shortened(_ text: String, to length: Int) -> String {
    text.unicodeScalars.count <= length
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))) + "…"
  }

  /// Without characters that would change what the terminal shows.
  private static func printable(_ text: String) -> String {
    let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{fffd}" : $0 }))
  }
}

/// The candidate that a misspelt word most likely meant: the one with the smallest edit distance, if that
/// distance is at most a third of the word's length (and at least 2).
///
/// Complexity: O(candidates × length²).
public func nearestMatch(to word: String, among candidates: some Sequence<String>) -> String? {
  let allowed = max(2, word.count / 3)
  return
    candidates
    .map { (candidate: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    .filter { $0.distance <= allowed }
    .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
    .candidate
}

/// Levenshtein's edit distance, with one row of the table kept.
private func editDistance(_ first: String, _ second: String) -> Int {
  let target = Array(second)
  var row = Array(0...target.count)
  for (i, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in target.enumerated() {
      let substitution = diagonal + (character == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
    }
  }
  return row[target.count]
}
