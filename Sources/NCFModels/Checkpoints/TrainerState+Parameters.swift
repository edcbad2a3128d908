import NCFKernels
import NCFRandom

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
