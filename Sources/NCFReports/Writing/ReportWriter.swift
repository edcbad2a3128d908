import Foundation
import NCFDiagnostics
import NCFModels
import NCFSystem

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
