import Foundation
import NCFDiagnostics

/// The forms in which a report can be had by itself; the raw value is the ending of the file's name.
public enum ReportFormat: String, Sendable, CaseIterable {
  case csv
  /// The rows of the CSV file, each a JSON object on a line of its own.
  case jsonLines = "jsonl"
  case markdown = "md"
  case latex = "tex"
  case svg
  case pdf
}

extension ReportDocument {
  /// The report in one of its forms.
  ///
  /// - Throws: `InputError` if a picture is asked for and there is none, or if gnuplot is missing or fails.
  public func content(as format: ReportFormat) throws -> Data {
    switch format {
    case .csv: Data(data.csv.utf8)
    case .jsonLines: Data(data.jsonLines.utf8)
    case .markdown: Data(markdown.utf8)
    case .latex: Data(latex.utf8)
    case .svg: try Gnuplot().draw(picture, as: .svg)
    case .pdf: try Gnuplot().draw(picture, as: .pdf)
    }
  }

  private var picture: FigureDescription {
    get throws {
      guard let figure else {
        throw InputError(
          .missing, problem: "\(name) is a table and has no picture",
          remedy: "ask for csv, jsonl, md, tex or html instead")
      }
      return figure
    }
  }
}
