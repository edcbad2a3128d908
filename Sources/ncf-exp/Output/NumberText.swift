import Foundation

extension Double {
  /// With a fixed number of decimals: 0.6712.
  func decimals(_ count: Int) -> String { String(format: "%.\(count)f", self) }

  /// A duration in seconds as people read it: 0.4 s, 12 s, 3 min 05 s, 2 h 07 min.
  var durationText: String {
    switch self {
    case ..<10: "\(decimals(1)) s"
    case ..<60: "\(Int(self)) s"
    case ..<3600: String(format: "%d min %02d s", Int(self) / 60, Int(self) % 60)
    default: String(format: "%d h %02d min", Int(self) / 3600, Int(self) % 3600 / 60)
    }
  }
}
