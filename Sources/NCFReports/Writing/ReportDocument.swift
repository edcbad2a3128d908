import Foundation
import NCFDiagnostics
import NCFModels
import NCFSystem

/// A finished report: data for further work, tables to read, and a picture where there is one.
public struct ReportDocument: Hashable, Sendable {
  /// The stem of its files: "figure-6".
  public let name: String
  /// The heading of the Markdown file.
  public let title: String
  /// What every caption says: what is shown, by which protocol, and whether it is a smoke run.
  public let caption: String
  /// The CSV file: tidy, one observation per row, with the runs it comes from.
  public let data: ReportTable
  /// What Markdown and LaTeX show.
  public let tables: [ReportTable]
  public let figure: FigureDescription?
  /// Sentences that a reader needs: how cells are made, what is missing.
  public let notes: [String]
  public let provenance: Provenance
  /// As for a smoke run; nil for none.
  public let warning: String?
}

extension ReportDocument {
  /// The report as Markdown, with the picture (if any) as a link to the SVG file beside it.
  public var markdown: String {
    var blocks = ["# \(title)"]
    if let warning { blocks.append("> **\(warning)**") }
    if figure != nil {
      blocks.append("![\(ReportTable.escaped(title))](\(name).svg)")
      blocks.append(ReportTable.escaped(caption))
    }
    blocks += tables.map(\.markdownBlock)
    if !notes.isEmpty { blocks.append(notes.map { "- \(ReportTable.escaped($0))" }.joined(separator: "\n")) }
    if !provenance.entries.isEmpty { blocks.append(provenance.table.markdownBlock) }
    return blocks.joined(separator: "\n\n") + "\n"
  }
}

extension ReportDocument {
  /// The report as LaTeX, to be read with `\input`. The first line names the packages that it needs; a picture is
  /// the PDF file beside it.
  public var latex: String {
    let packages = ["booktabs", "graphicx"] + (tables.contains(where: \.isProse) ? ["longtable"] : [])
    var head = ["\(title). Needs \\usepackage{\(packages.joined(separator: ","))}."]
    head.append(caption)
    head += provenance.lines
    var blocks = [LaTeX.comment(head)]
    if figure != nil {
      blocks.append(
        """
        \\begin{figure*}
          \\centering
          \\includegraphics[width=\\textwidth]{\(name).pdf}
          \\caption{\(LaTeX.escaped(caption))}
          \\label{fig:\(name)}
        \\end{figure*}

        """)
    }
    let note = (notes + [provenance.note]).joined(separator: " ")
    for (index, table) in tables.enumerated() {
      let label = tables.count == 1 ? "tab:\(name)" : "tab:\(name)-\(index + 1)"
      blocks.append(table.latex(label: label, note: index == tables.count - 1 ? note : nil))
    }
    return blocks.joined(separator: "\n")
  }
}

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

/// Writes reports into a folder: `NAME.csv`, `.md`, `.tex` and, for figures, `.svg` and `.pdf`.
public struct ReportWriter: Sendable {
  public let folder: URL

  public init(folder: URL) { self.folder = folder }

  /// Writes all files of a report. Text comes first, so that it is there even if the picture cannot be drawn.
  ///
  /// - Returns: The files, in the order in which they were written.
  /// - Throws: `InputError` if the folder cannot be written, or if gnuplot is missing or fails.
  @discardableResult
  public func write(_ document: ReportDocument) throws -> [URL] {
    var written = [
      try write(Data(document.data.csv.utf8), to: "\(document.name).csv"),
      try write(Data(document.markdown.utf8), to: "\(document.name).md"),
      try write(Data(document.latex.utf8), to: "\(document.name).tex"),
    ]
    if let figure = document.figure {
      let gnuplot = try Gnuplot()
      for format in PictureFormat.allCases {
        written.append(
          try write(gnuplot.draw(figure, as: format), to: "\(document.name).\(format.rawValue)"))
      }
    }
    return written
  }

  /// Writes one file, whole or not at all.
  @discardableResult
  public func write(_ content: Data, to name: String) throws -> URL {
    let file = folder.appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try AtomicFile.write(content, to: file.relativePath)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError(
        .cannotWrite, file: file.path, problem: "cannot write (\(error.localizedDescription))",
        remedy: "free some space, or name a folder that you may write to")
    }
    return file
  }
}
