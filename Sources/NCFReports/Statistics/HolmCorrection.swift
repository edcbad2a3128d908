/// Holm's step-down correction (1979): p-values that hold the family-wise error rate when several hypotheses are
/// tested together, in the order of `pValues`.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  var adjusted = pValues
  var floor = 0.0
  for (rank, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
    floor = max(floor, min(1, pValues[index] * Double(pValues.count - rank)))
    adjusted[index] = floor
  }
  return adjusted
}
