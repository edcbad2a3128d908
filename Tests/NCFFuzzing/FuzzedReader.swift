import NCFDiagnostics

/// A reader that is given inputs of all sorts: it has to answer with an `InputError` or a right result.
public protocol FuzzedReader {
  static var name: String { get }
  /// Makes its seeds, in a folder of its own.
  init(folder: String) throws
  /// Real inputs, which are to be changed.
  var seeds: [[UInt8]] { get }
  /// Whether the format is binary, with everything in its place.
  var isBinary: Bool { get }
  /// Reads an input and checks what came out.
  /// - Throws: `InputError` if the input was refused; `Violation` if the answer is wrong.
  func read(_ input: [UInt8]) throws
}

extension FuzzedReader {
  public var isBinary: Bool { false }
}

/// A reader accepted an input and gave a wrong answer.
public struct Violation: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  public static func require(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    if !condition { throw Violation(description()) }
  }
}
