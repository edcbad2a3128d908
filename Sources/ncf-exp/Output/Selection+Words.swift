import NCFExperiments

extension RunConfiguration {
  /// Which epoch counts, in words.
  var selectionWords: String {
    switch selection {
    case .test, .validation: "best epoch by \(evaluation.selectBy.title) on the \(selection.rawValue) task"
    case .last: "the last epoch counts"
    }
  }
}
