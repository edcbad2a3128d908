import NCFDiagnostics

/// What a trainer is in the midst of, between two steps: arrays of numbers by name, as bytes in the order in which
/// they lie in memory. Two trainers with equal states go on to equal numbers.
public struct TrainerState: Hashable, Sendable {
  public private(set) var fields: [String: [UInt8]]

  public init(fields: [String: [UInt8]] = [:]) { self.fields = fields }

  /// Keeps a copy of an array.
  public mutating func set<Value: BitwiseCopyable>(
    _ name: String, _ values: UnsafeMutableBufferPointer<Value>
  ) {
    fields[name] = Array(UnsafeRawBufferPointer(values))
  }

  /// Keeps one number.
  public mutating func set<Value: BitwiseCopyable>(_ name: String, _ value: Value) {
    fields[name] = withUnsafeBytes(of: value, Array.init)
  }

  /// Copies an array back to where it was.
  /// - Throws: `InputError` if it is not there or is of another length; `target` is then as it was.
  public func copy<Value: BitwiseCopyable>(
    _ name: String, to target: UnsafeMutableBufferPointer<Value>
  ) throws {
    let bytes = try bytes(of: name, count: target.count * MemoryLayout<Value>.stride)
    UnsafeMutableRawBufferPointer(target).copyBytes(from: bytes)
  }

  /// - Throws: `InputError` if the number is not there or is of another size.
  public func value<Value: BitwiseCopyable>(_ name: String, as type: Value.Type) throws -> Value {
    try bytes(of: name, count: MemoryLayout<Value>.size).withUnsafeBytes { $0.loadUnaligned(as: type) }
  }

  private func bytes(of name: String, count: Int) throws -> [UInt8] {
    guard let bytes = fields[name] else { throw Self.error("\"\(name)\" is missing") }
    guard bytes.count == count else {
      throw Self.error("\"\(name)\" has \(bytes.count) bytes, expected \(count)")
    }
    return bytes
  }

  static func error(_ problem: String) -> InputError {
    InputError(.badContent, problem: "the state of the training cannot be used: \(problem)")
  }
}
