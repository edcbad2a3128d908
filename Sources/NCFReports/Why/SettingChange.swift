import NCFExperiments

/// One thing that a run does otherwise than the reference of its method: the settings in which the two differ.
struct SettingChange: Hashable {
  /// The changed values by key; nil where the reference has a setting that the run has not.
  let values: [String: String?]
  /// The reference's values of the same keys.
  let usual: [String: String?]

  /// Nil if the two configurations differ in nothing but the seed.
  init?(_ configuration: RunConfiguration, from reference: RunConfiguration) {
    let (own, others) = (configuration.settingTexts, reference.settingTexts)
    let keys = Set(own.keys).union(others.keys).filter { own[$0] != others[$0] }
    guard !keys.isEmpty else { return nil }
    values = Dictionary(uniqueKeysWithValues: keys.map { ($0, own[$0]) })
    usual = Dictionary(uniqueKeysWithValues: keys.map { ($0, others[$0]) })
  }

  /// "batch_size 1024", with every changed setting.
  var settings: String {
    values.keys.sorted().map { "\($0) \((values[$0] ?? nil) ?? "not given")" }.joined(separator: ", ")
  }

  /// What is known of the change, or nil.
  var known: KnownChange? { KnownChange.all.first { $0.matches(self) } }

  /// "negatives drawn once", or the settings where nothing is known of it.
  var title: String { known?.title ?? settings }

  /// Whether the numbers are those of another measurement, which do not compare with the paper's.
  var measuresOtherwise: String? { known?.incomparable }
}
