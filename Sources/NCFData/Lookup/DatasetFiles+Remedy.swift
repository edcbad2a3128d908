extension DatasetFiles {
  /// What to do where a data set is not there: the command that gets it, if there is one. It names no folder of the
  /// machine, so that reports may carry it.
  public static func remedy(for name: String) -> String {
    PublishedDataset.named(name) == nil
      ? remedy
      : "ncf-exp data fetch \(name) downloads it, or name the folder that holds it with --data or NCF_DATA_DIR"
  }
}
