import NCFStatistics

/// Methods set against each other at each number of predictive factors, on HR@10 and NDCG@10: the evidence that
/// several claims rest on.
struct FactorDuel {
  /// The paper's settings (section 4.1).
  static let factors = [8, 16, 32, 64]

  struct Side {
    let label: String
    let query: (_ factors: Int) -> RunQuery
  }

  let subject: Side
  let references: [Side]
  let factors: [Int]
  /// The largest p-value of the paired t-test at which a difference counts; nil if the sign alone counts.
  var significance: Double?

  func finding(_ catalog: RunCatalog) -> Finding {
    let subjects = factors.map { catalog.cell(subject.query($0)) }
    let rivals = references.map { side in factors.map { catalog.cell(side.query($0)) } }
    var finding = Finding(cells: subjects + rivals.flatMap { $0 })
    guard finding.missing.isEmpty else { return finding }
    for (side, cells) in zip(references, rivals) {
      for (index, factors) in factors.enumerated() {
        for metric in catalog.metrics {
          guard let ours = Sample(subject.label, [subjects[index]], metric),
            let theirs = Sample(side.label, [cells[index]], metric)
          else { continue }
          var comparison = ours.compared(to: theirs, metric, setting: "\(factors) factors")
          if let significance {
            comparison.satisfied = comparison.satisfied && (comparison.tests?.tTest ?? 1) < significance
          }
          finding.comparisons.append(comparison)
        }
      }
    }
    finding.holds = finding.comparisons.allSatisfy(\.satisfied)
    finding.reason = references.map { side in
      let own = finding.comparisons.filter { $0.reference == side.label }
      let improvements = own.compactMap(\.improvement)
      let mean = Measurement(of: improvements).map { signedPercent($0.mean) } ?? "unknown"
      return "\(own.count(where: \.satisfied)) of \(own.count) comparisons with \(side.label) as claimed, "
        + "mean relative improvement \(mean)"
    }.joined(separator: "; ")
    return finding
  }
}

/// "+4.5%".
func signedPercent(_ value: Double) -> String {
  (isPositive(value, decimals: 1) ? "+" : "") + fixed(value, decimals: 1) + "%"
}
