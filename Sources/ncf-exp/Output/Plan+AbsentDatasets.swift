import NCFExperiments

extension Plan {
  /// Says, a line each, which data sets are absent and how many runs that costs.
  func nameAbsentDatasets() {
    for absent in absentDatasets {
      StandardError.write(
        "absent: \(absent.problem) (\(absent.runCount) \(absent.runCount == 1 ? "run" : "runs") left out)")
    }
  }
}
