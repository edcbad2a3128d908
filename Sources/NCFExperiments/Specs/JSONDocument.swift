import Foundation
import NCFDiagnostics

/// A JSON text (RFC 8259), read strictly: an error names line and column, and a key that stands twice in one
/// object is refused, since readers that keep only one of the two lose what the author meant.
///
///     let document = try JSONDocument(file: "experiments/quickstart.json")
///     document.root["name"]  // .text("quickstart")
public struct JSONDocument: Hashable, Sendable {
  /// How deep lists and objects may nest.
  public static let greatestDepth = 64

  public let root: JSONValue

  /// - Parameter file: The file's name for error messages.
  /// - Throws: `InputError` with the place as "line:column".
  public init(text: String, file: String? = nil) throws {
    var parser = JSONParser(bytes: Array(text.utf8))
    do {
      root = try parser.parseDocument()
    } catch let flaw as JSONParser.Flaw {
      throw InputError(
        .badContent, file: file, place: parser.place(of: flaw.offset), problem: flaw.problem,
        remedy: flaw.remedy)
    }
  }
}

extension JSONDocument {
  /// The text of a file in UTF-8.
  /// - Throws: `InputError` if the file cannot be read or is not text.
  public static func text(of file: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
      throw InputError(.missing, file: file, problem: "there is no such file", remedy: "check the path")
    }
    guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: file) else {
      throw InputError(
        .missing, file: file,
        problem: isFolder.boolValue ? "expected a file, found a folder" : "the file cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputError(
        .badContent, file: file, problem: "expected text in UTF-8, found other bytes",
        remedy: "save the file as UTF-8")
    }
    return text
  }
}
