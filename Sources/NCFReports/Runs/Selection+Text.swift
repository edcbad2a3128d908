import NCFExperiments

extension RunConfiguration.Selection {
  /// Which epoch counts, in words.
  var protocolText: String {
    switch self {
    case .test: "best epoch on the test task, the authors' protocol"
    case .validation:
      "best epoch on one held-out training interaction per user (validation), the test task read once"
    case .last: "last epoch, measured on the test task"
    }
  }
}
