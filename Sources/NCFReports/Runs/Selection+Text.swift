import NCFExperiments

extension RunConfiguration.Selection {
  /// The protocol in words, as every caption names it.
  var protocolText: String {
    switch self {
    case .test: "best epoch on the test task, the authors' protocol"
    case .validation:
      "best epoch on one held-out training interaction per user (validation), the test task read once"
    }
  }
}
