import NCFStatistics

extension [Comparison] {
  /// The same comparisons with Holm's correction over all of their tests filled in.
  var holmCorrected: [Comparison] {
    let tested = indices.filter { self[$0].tests != nil }
    let tTests = holmAdjusted(tested.compactMap { self[$0].tests?.tTest })
    let wilcoxons = holmAdjusted(tested.compactMap { self[$0].tests?.wilcoxon })
    var corrected = self
    for (place, index) in tested.enumerated() {
      corrected[index].tests?.tTestHolm = tTests[place]
      corrected[index].tests?.wilcoxonHolm = wilcoxons[place]
    }
    return corrected
  }
}
