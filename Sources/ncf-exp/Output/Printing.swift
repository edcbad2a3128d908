import Foundation

/// A table for the terminal: columns as wide as their longest cell, numbers to the right.
struct TextTable {
  enum Alignment {
    case left, right
  }

  private let headings: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  init(_ headings: [(String, Alignment)]) { self.headings = headings.map { (title: $0.0, alignment: $0.1) } }

  mutating func append(_ row: [String]) {
    precondition(row.count == headings.count)
    rows.append(row)
  }

  var text: String {
    let lines = [headings.map(\.title)] + rows
    let widths = headings.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.indices
        .map { pad(line[$0], to: widths[$0], headings[$0].alignment) }
        .joined(separator: "  ")
        .trimmingSuffix()
    }.joined(separator: "\n")
  }

  private func pad(_ cell: String, to width: Int, _ alignment: Alignment) -> String {
    let spaces = String(repeating: " ", count: width - cell.count)
    return alignment == .left ? cell + spaces : spaces + cell
  }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}

/// Results for programs: JSON on standard output, keys in snake case and sorted.
enum JSONOutput {
  /// Writes a value over several lines.
  static func write(_ value: some Encodable) throws {
    print(try text(value, formatting: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]))
  }

  /// A value on one line, as in a file of JSON lines.
  static func line(_ value: some Encodable) throws -> String {
    try text(value, formatting: [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func text(_ value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws -> String
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// Messages and progress, apart from the results on standard output.
enum StandardError {
  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// The terminal, on which progress is drawn by way of standard error.
enum Terminal {
  /// Whether to draw on what a descriptor stands for. Where NO_COLOR is set, plain lines come in place of what needs
  /// control sequences.
  static func isInteractive(_ descriptor: Int32 = STDERR_FILENO) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(descriptor) == 1 && environment["TERM"] != "dumb"
      && environment["NO_COLOR", default: ""].isEmpty
  }

  /// Columns; 100 if the terminal does not say.
  static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100
  }
}

extension Double {
  /// With a fixed number of decimals: 0.6712.
  func decimals(_ count: Int) -> String { String(format: "%.\(count)f", self) }

  /// A duration in seconds as people read it: 0.4 s, 12 s, 3 min 05 s, 2 h 07 min.
  var durationText: String {
    switch self {
    case ..<10: "\(decimals(1)) s"
    case ..<60: "\(Int(self)) s"
    case ..<3600: String(format: "%d min %02d s", Int(self) / 60, Int(self) % 60)
    default: String(format: "%d h %02d min", Int(self) / 3600, Int(self) % 3600 / 60)
    }
  }
}
