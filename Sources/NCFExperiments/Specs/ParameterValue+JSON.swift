import Foundation
import NCFModels

extension ParameterValue {
  /// The value of a hyperparameter that stands in JSON, or nil for null, an object and a list of other things
  /// than numbers. A number without a fraction is whole, however it is spelt (`1`, `1.0`, `1e0`).
  init?(_ value: JSONValue) {
    switch value {
    case .flag(let flag): self = .flag(flag)
    case .text(let text): self = .text(text)
    case .number(let literal):
      guard let number = Double(literal) else { return nil }
      self = Int(exactly: number).map(Self.integer) ?? .number(number)
    case .list(let values):
      let numbers = values.compactMap { value in
        if case .number(let literal) = value { Double(literal) } else { nil }
      }
      guard numbers.count == values.count else { return nil }
      let integers = numbers.compactMap(Int.init(exactly:))
      self = integers.count == numbers.count ? .integers(integers) : .numbers(numbers)
    case .null, .object: return nil
    }
  }
}
