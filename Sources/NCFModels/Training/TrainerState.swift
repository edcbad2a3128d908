import NCFDiagnostics
import NCFKernels
import NCFRandom

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

extension TrainerState {
  /// Keeps a table with its moments and with how far each row has come.
  mutating func set(_ name: String, _ rows: ParameterRows) {
    set("\(name).parameters", rows.parameters.elements)
    set("\(name).first", rows.first.elements)
    set("\(name).second", rows.second.elements)
    set("\(name).steps", rows.lastSteps.elements)
  }

  /// - Parameter step: The optimiser's step, which no row can be ahead of.
  /// - Throws: `InputError` if the table has another shape, or a row has come too far.
  func copy(_ name: String, to rows: ParameterRows, step: Int) throws {
    try copy("\(name).parameters", to: rows.parameters.elements)
    try copy("\(name).first", to: rows.first.elements)
    try copy("\(name).second", to: rows.second.elements)
    try copy("\(name).steps", to: rows.lastSteps.elements)
    guard rows.lastSteps.elements.allSatisfy({ $0 >= 0 && Int($0) <= step }) else {
      throw Self.error("a row of \"\(name)\" is ahead of the optimiser")
    }
  }

  mutating func set(_ name: String, _ generator: SeededGenerator) {
    for (index, word) in generator.state.enumerated() { set("\(name).\(index)", word) }
  }

  func generator(_ name: String) throws -> SeededGenerator {
    let words = try (0..<4).map { try value("\(name).\($0)", as: UInt64.self) }
    // The one state from which the generator never gets away.
    guard words.contains(where: { $0 != 0 }) else { throw Self.error("\"\(name)\" is zero") }
    return SeededGenerator(state: words)
  }

  /// The optimiser's step, which rows hold as 32-bit numbers.
  func step(_ name: String) throws -> Int {
    let step = try value(name, as: Int.self)
    guard (0...Int(Int32.max)).contains(step) else { throw Self.error("\"\(name)\" is \(step)") }
    return step
  }
}
