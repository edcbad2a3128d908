import Foundation

/// Where and with what a run was made.
public struct RunEnvironment: Hashable, Sendable, Codable {
  /// The release of ncf-exp, such as "0.1.0".
  public let engineVersion: String
  public let numericsVersion: Int
  /// The git commit of the working folder, if it is in a git checkout; "+" at the end marks local changes.
  public let gitCommit: String?
  public let host: String
  public let processor: String
  /// The compiler that built the program, such as "Swift 6.3".
  public let toolchain: String

  public init(
    engineVersion: String, numericsVersion: Int, gitCommit: String?, host: String, processor: String,
    toolchain: String
  ) {
    self.engineVersion = engineVersion
    self.numericsVersion = numericsVersion
    self.gitCommit = gitCommit
    self.host = host
    self.processor = processor
    self.toolchain = toolchain
  }
}
