import Foundation

/// A number with a fixed count of decimals and a point, whatever the locale; never "-0.000".
func fixed(_ value: Double, decimals: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  let text = String(format: "%.\(decimals)f", value)
  return text.allSatisfy { "-0.".contains($0) } ? text.replacingOccurrences(of: "-", with: "") : text
}

/// Whether a number is still positive once it is rounded to `decimals`.
func isPositive(_ value: Double, decimals: Int) -> Bool {
  value > 0 && fixed(value, decimals: decimals).contains { !"0.".contains($0) }
}

/// A p-value to two significant digits, as programs read it: "0.031", "4.2e-09", "0".
func probabilityText(_ value: Double) -> String {
  value == 0 || value >= 0.001 ? String(format: "%.2g", value) : String(format: "%.1e", value)
}

/// A p-value for people: zero is one that lies below what a double can hold, and is said to be below 1e-300.
func readableProbability(_ value: Double) -> String {
  value < 1e-300 ? "< 1e-300" : probabilityText(value)
}
