import Foundation
import NCFDiagnostics

/// The bytes of a file of weights.
enum WeightsContent {
  /// - Throws: `InputError` if there is no such file, or it is something else than a file.
  static func read(_ path: String) throws -> Data {
    try check(path)
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read", remedy: "check its permissions")
    }
    return bytes
  }

  private static func check(_ path: String) throws {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard let attributes else {
      throw InputError(.missing, file: path, problem: "there is no such file of weights")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw InputError(
        .badContent, file: path, problem: "expected a file of weights, found a folder or device")
    }
  }
}
