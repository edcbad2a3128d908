import Foundation

extension VerdictSheet {
  /// The verdicts as JSON, for other programs; keys in alphabetical order, so that equal verdicts give equal bytes.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      let content = Content(
        scale: scale.rawValue, warning: input.warning, selection: selection.rawValue,
        protocol: protocolText, verdicts: verdicts)
      return try encoder.encode(content) + Data("\n".utf8)
    }
  }

  private struct Content: Encodable {
    let scale: String
    let warning: String?
    let selection: String
    let `protocol`: String
    let verdicts: [Verdict]
  }
}

extension ReportWriter {
  /// Writes the verdicts: `verdicts.csv`, `.md`, `.tex` and `.json`.
  ///
  /// - Returns: The files, in the order in which they were written.
  /// - Throws: `InputError` if the folder cannot be written.
  @discardableResult
  public func write(_ sheet: VerdictSheet) throws -> [URL] {
    try write(sheet.document) + [try write(sheet.json, to: "verdicts.json")]
  }
}
