import Foundation

/// Messages and progress, apart from the results on standard output.
enum StandardError {
  static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
