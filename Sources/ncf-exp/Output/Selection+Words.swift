import NCFExperiments

extension RunConfiguration.Selection {
  /// Which epoch counts, in words.
  var words: String {
    switch self {
    case .test, .validation: "best epoch by HR@10 on the \(rawValue) task"
    case .last: "the last epoch counts"
    }
  }
}
