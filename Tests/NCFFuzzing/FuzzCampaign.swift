import NCFDiagnostics
import NCFRandom

/// Many executions of a reader. Execution *n* of a seed always has the same input, so that each can be repeated.
public struct FuzzCampaign {
  public struct Outcome: Hashable, Sendable {
    public var accepted = 0
    public var refused = 0
    /// The first violations, with the number of the execution.
    public var violations: [String] = []
    public var executions: Int { accepted + refused + violations.count }
  }

  private static let mostViolations = 20
  private static let longestLine = 3_000

  public let reader: any FuzzedReader
  public let seed: UInt64

  public init(_ reader: any FuzzedReader, seed: UInt64) {
    self.reader = reader
    self.seed = seed
  }

  public func input(ofExecution number: Int) -> [UInt8] {
    // The seeds themselves come first: they have to be accepted.
    if number < reader.seeds.count { return reader.seeds[number] }
    var mutator = Mutator(
      SeededGenerator(seed: seed &+ UInt64(number) &* 0x9e37_79b9, stream: type(of: reader).name))
    return mutator.mutate(reader.seeds, keepsPlaces: reader.isBinary)
  }

  /// - Parameter willExecute: Called before each execution.
  public func run(_ executions: Range<Int>, willExecute: (Int) -> Void = { _ in }) -> Outcome {
    var outcome = Outcome()
    for number in executions {
      willExecute(number)
      do {
        try reader.read(input(ofExecution: number))
        outcome.accepted += 1
      } catch let error as InputError {
        if let flaw = flaw(in: error, execution: number) {
          outcome.violations.append("\(number): \(flaw)")
        } else {
          outcome.refused += 1
        }
      } catch {
        outcome.violations.append("\(number): \(error)")
      }
      if outcome.violations.count >= Self.mostViolations { break }
    }
    return outcome
  }

  /// An error is one line that can be read, and the seeds meet none.
  private func flaw(in error: InputError, execution number: Int) -> String? {
    let line = error.description
    if number < reader.seeds.count { return "a real input was refused: \(line)" }
    if line.contains(where: \.isNewline) || line.isEmpty { return "not one line: \(line)" }
    if line.unicodeScalars.count > Self.longestLine {
      return "a line of \(line.unicodeScalars.count) characters"
    }
    return nil
  }
}
