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

/// A p-value to two significant digits: "0.031", "4.2e-09".
func probabilityText(_ value: Double) -> String {
  value == 0 || value >= 0.001 ? String(format: "%.2g", value) : String(format: "%.1e", value)
}
