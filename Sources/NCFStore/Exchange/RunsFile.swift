import Foundation
import NCFDiagnostics
import NCFExperiments

/// Reads a `runs.jsonl` file, which `ResultStore.export` writes: a finished run in each line. Empty lines do no harm.
public enum RunsFile {
  private static let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]

  /// - Parameters:
  ///   - content: The file's bytes.
  ///   - file: Its name in error messages.
  /// - Throws: `InputError` with the line that is no run.
  public static func records(in content: Data, file: String) throws -> [RunRecord] {
    try numberedRecords(in: content, file: file).map(\.record)
  }

  /// The runs with the lines in which they stand, from 1.
  static func numberedRecords(
    in content: Data, file: String
  ) throws -> [(line: Int, record: RunRecord)] {
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { index, line in
      if line.allSatisfy(blanks.contains) { return nil }
      do {
        return (index + 1, try RunLine(json: Data(line)).record())
      } catch let error as MalformedRunLine {
        throw InputError(
          .badContent, file: file, place: "\(index + 1)", problem: error.problem,
          remedy: "remove the line, or export the runs again; nothing was imported")
      }
    }
  }
}
