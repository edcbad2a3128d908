import Foundation
import NCFDiagnostics

/// Draws figures with gnuplot, a program of its own.
///
/// The same figure gives the same bytes: what gnuplot writes of itself and of the time is replaced.
public struct Gnuplot: Sendable {
  /// The program's path.
  public let executable: URL

  /// Finds gnuplot among the folders of `PATH`.
  ///
  /// - Throws: `InputError` if it is not installed.
  public init(searchPath: String? = ProcessInfo.processInfo.environment["PATH"]) throws {
    let candidates = (searchPath ?? "").split(separator: ":").map { "\($0)/gnuplot" }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw InputError(
        .missing, file: "gnuplot", problem: "the program that draws figures is not installed",
        remedy: "run `make setup` (apt-get install gnuplot-nox)")
    }
    executable = URL(fileURLWithPath: found)
  }

  /// The picture of a figure.
  ///
  /// - Throws: `InputError` if gnuplot does not start or fails.
  public func draw(_ figure: FigureDescription, as format: PictureFormat) throws -> Data {
    let picture = try run(GnuplotScript(figure: figure, format: format).text)
    switch format {
    case .svg: return Data(Self.anonymousSVG(String(decoding: picture, as: UTF8.self), figure).utf8)
    case .pdf: return Self.undatedPDF(picture)
    }
  }

  /// Runs a script from standard input and returns what it draws to standard output.
  private func run(_ script: String) throws -> Data {
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("ncf-exp-\(UUID().uuidString)")
    let input = scratch.appendingPathComponent("script")
    let complaints = scratch.appendingPathComponent("stderr")
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      try Data(script.utf8).write(to: input)
      try Data().write(to: complaints)
    } catch {
      throw InputError(
        .cannotWrite, file: scratch.path, problem: "cannot write (\(error.localizedDescription))",
        remedy: "free some space, or set TMPDIR to a folder that you may write to")
    }
    defer { try? FileManager.default.removeItem(at: scratch) }
    let output = Pipe()
    let process = Process()
    process.executableURL = executable
    // Users' own settings must not change the picture.
    process.arguments = ["--default-settings", "-"]
    process.environment = ProcessInfo.processInfo.environment
      .filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
      .merging(["LC_ALL": "C.UTF-8"]) { _, new in new }
    do {
      // Files rather than pipes: a script longer than a pipe holds cannot block, nor can long complaints.
      process.standardInput = try FileHandle(forReadingFrom: input)
      process.standardOutput = output
      process.standardError = try FileHandle(forWritingTo: complaints)
      try process.run()
    } catch {
      throw InputError(
        .missing, file: executable.path, problem: "gnuplot does not start (\(error.localizedDescription))",
        remedy: "run `make setup` (apt-get install gnuplot-nox)")
    }
    let picture = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, !picture.isEmpty else {
      let text = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
      let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      throw InputError(
        .badContent, file: executable.path,
        problem: "gnuplot failed: \(lines.last { !$0.isEmpty } ?? "status \(process.terminationStatus)")",
        remedy: "install gnuplot 5.4 or later with `make setup`")
    }
    return picture
  }

  /// Puts the figure's own note where gnuplot describes the file by its own name and version, and adds fonts
  /// that other machines have.
  private static func anonymousSVG(_ svg: String, _ figure: FigureDescription) -> String {
    let note = figure.note.map { ["&": "&amp;", "<": "&lt;", ">": "&gt;"][$0] ?? String($0) }.joined()
    return svg.replacing(/<desc>Produced by GNUPLOT[^<]*<\/desc>/, with: "<desc>\(note)</desc>")
      .replacing("font-family=\"Helvetica\"", with: "font-family=\"Helvetica, Arial, sans-serif\"")
  }

  /// Overwrites the date of creation by one of the same length, so that no offset in the file moves.
  private static func undatedPDF(_ pdf: Data) -> Data {
    var pdf = pdf
    let marker = Data("/CreationDate (D:".utf8)
    if let found = pdf.range(of: marker), let end = pdf[found.upperBound...].firstIndex(of: UInt8(ascii: ")"))
    {
      let fixed = "20000101000000Z00'00".utf8.prefix(end - found.upperBound)
      let padding = [UInt8](repeating: UInt8(ascii: "0"), count: end - found.upperBound - fixed.count)
      pdf.replaceSubrange(found.upperBound..<end, with: Array(fixed) + padding)
    }
    return pdf
  }
}

/// The formats that figures are drawn in.
public enum PictureFormat: String, Hashable, Sendable, CaseIterable {
  case svg
  case pdf
}
