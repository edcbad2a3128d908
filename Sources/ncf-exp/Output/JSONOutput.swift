import Foundation

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
