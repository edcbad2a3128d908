import Foundation
import NCFDiagnostics
import NCFReports
import NCFStudies
import Testing

@Suite struct ReportFormatTests {

  @Test func eachFormIsWhatTheWriterWrites() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let document = try Shipped.document("figure-6", .ofThePaper())
    for file in try ReportWriter(folder: folder).write(document) {
      let format = try #require(ReportFormat(rawValue: file.pathExtension))
      #expect(try document.content(as: format) == Data(contentsOf: file), "\(format)")
    }
  }

  @Test func tablesHaveNoPicture() throws {
    let document = try Shipped.document("table-2", .ofThePaper())
    let error = try #require(throws: InputError.self) { try document.content(as: .svg) }
    #expect(error.kind == .missing)
  }

  @Test func jsonLinesAreTheRowsOfTheCSV() throws {
    let document = try Shipped.document("table-2", .ofThePaper())
    let lines = String(decoding: try document.content(as: .jsonLines), as: UTF8.self).split(separator: "\n")
    let rows = csvRows(String(decoding: try document.content(as: .csv), as: UTF8.self))
    #expect(lines.count == rows.count && !rows.isEmpty)
    for (line, row) in zip(lines, rows) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys) == Set(row.keys))
      #expect(object["method"] as? String == row["method"])
      #expect((object["reproduced"] as? Double) == row["reproduced"].flatMap(Double.init))
    }
  }

  @Test func jsonLinesEscapeText() throws {
    var table = ReportTable(caption: "c", columns: [.text("a\"b"), .number("n")])
    table.append([.text("x\\y\n\u{1}"), .missing])
    #expect(table.jsonLines == "{\"a\\\"b\":\"x\\\\y\\n\\u0001\",\"n\":null}\n")
  }
}
