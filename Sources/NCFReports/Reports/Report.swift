/// A table or figure of the paper, made from stored runs.
///
/// To add a report, write one file with a type that conforms and add it to `ReportRegistry.all`.
public protocol Report: Sendable {
  /// The name on the command line and the stem of its files: "figure-6".
  var name: String { get }
  /// "Figure 6. Training loss and performance by iteration".
  var title: String { get }

  /// What the report shows of these runs. What is not finished shows as missing.
  func document(from input: ReportInput) -> ReportDocument
}
