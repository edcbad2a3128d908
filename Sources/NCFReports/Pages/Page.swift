/// A page of the documentation that is made from stored runs.
///
/// To add a page, write one file with a type that conforms and add it to `PageRegistry.all`.
public protocol Page: Sendable {
  /// The name on the command line and the stem of its file: "revisited".
  var name: String { get }
  /// The names of the specs whose runs it is made from.
  var experiments: [String] { get }

  /// The page as Markdown. What is not finished shows as missing.
  func markdown(from input: ReportInput) -> String
}
