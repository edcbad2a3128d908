import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFSystem

extension ResultStore {
  /// Writes the finished ones of these runs to a file, one JSON object per line, so that others can import
  /// them. The file is written whole or not at all. Equal runs give equal bytes, in the order of data set,
  /// method, configuration and identity.
  ///
  /// Weights are not part of it.
  ///
  /// - Returns: How many runs were finished.
  public func export(identities: [RunIdentity], to file: String) throws -> Int {
    let lines = try records(of: identities).values.compactMap(RunLine.init).sorted {
      ($0.configuration, $0.identity.digest) < ($1.configuration, $1.identity.digest)
    }
    var content = Data()
    for line in lines {
      content.append(try line.json())
      content.append(UInt8(ascii: "\n"))
    }
    try AtomicFile.write(content, to: file)
    return lines.count
  }
}
