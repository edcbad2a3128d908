import Foundation

/// A page of the documentation that is made from stored runs.
///
/// To add a page, write one file with a type that conforms and add it to `PageRegistry.all`.
public protocol Page: Sendable {
  /// The name on the command line and the stem of its file: "revisited".
  var name: String { get }
  /// The names of the specs whose runs it is made from.
  var experiments: [String] { get }

  /// What the page says of these runs. What is not finished shows as missing.
  func document(from input: ReportInput) -> PageDocument
}

/// A finished page: `NAME.md`, and `NAME.svg` beside it where there is a picture.
public struct PageDocument: Hashable, Sendable {
  public let name: String
  public let markdown: String
  public let figure: FigureDescription?
}

extension ReportWriter {
  /// Writes a page and its picture.
  ///
  /// - Returns: The files, in the order in which they were written.
  /// - Throws: `InputError` if the folder cannot be written, or if gnuplot is missing or fails.
  @discardableResult
  public func write(_ page: PageDocument) throws -> [URL] {
    let text = try write(Data(page.markdown.utf8), to: "\(page.name).md")
    guard let figure = page.figure else { return [text] }
    return [text, try write(Gnuplot().draw(figure, as: .svg), to: "\(page.name).svg")]
  }
}
