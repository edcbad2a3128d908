import Foundation

/// An axis on which tenfold is one step, with the powers of ten for ticks.
enum LogarithmicAxis {
  /// Where a positive value stands; what is below a hundredth stands at a hundredth.
  static func position(of value: Double) -> Double { log10(max(value, 0.01)) }

  /// - Parameter positions: As `position(of:)` gives them.
  static func covering(_ positions: [Double], title: String) -> Axis {
    let low = (positions.min() ?? 0).rounded(.down)
    let high = max(low + 1, (positions.max() ?? 1).rounded(.up))
    return Axis(
      title: title, range: (low - 0.1)...(high + 0.1),
      ticks: (Int(low)...Int(high)).map { power in
        let label =
          power < 0
          ? fixed(pow(10, Double(power)), decimals: -power) : "1" + String(repeating: "0", count: power)
        return Axis.Tick(position: Double(power), label: label)
      })
  }
}
