/// A time limit as Slurm writes it: `90` (minutes), `90:00`, `1:30:00`, `1-12`, `1-12:00`, `1-12:00:00`.
public struct TimeLimit: Hashable, Sendable {
  public let text: String
  public let seconds: Int

  /// Nil if `text` is none.
  public init?(_ text: String) {
    let dayAndClock = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = dayAndClock.last?.split(separator: ":", omittingEmptySubsequences: false).map { field in
      field.allSatisfy(\.isASCII) && field.count <= 6 && !field.hasPrefix("+") ? Int(field) : nil
    }
    guard let numbers, !numbers.contains(nil), dayAndClock.count <= 2, (1...3).contains(numbers.count) else {
      return nil
    }
    let fields = numbers.compactMap { $0 }
    let total: Int
    if dayAndClock.count == 2 {
      guard let days = Int(dayAndClock[0]), (0...9999).contains(days) else { return nil }
      total = days * 86_400 + zip(fields, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    } else {
      total =
        switch fields.count {
        case 1: fields[0] * 60
        case 2: fields[0] * 60 + fields[1]
        default: fields[0] * 3600 + fields[1] * 60 + fields[2]
        }
    }
    guard total > 0 else { return nil }
    (self.text, seconds) = (text, total)
  }

  /// How many seconds before the end a task is told to save where it is.
  public var notice: Int { min(Self.longestNotice, max(5, seconds / 4)) }

  static let longestNotice = 90
}
