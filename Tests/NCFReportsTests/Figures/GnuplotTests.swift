import Foundation
import NCFDiagnostics
import NCFReports
import Testing

@Suite struct GnuplotTests {
  private var figure: FigureDescription {
    let series = FigureDescription.Series(
      style: .of("gmf"), points: [.init(x: 0, y: 0.1), nil, .init(x: 2, y: 0.3, deviation: 0.05)])
    let absent = FigureDescription.Series(style: .of("mlp"), points: [nil, nil])
    let panel = FigureDescription.Panel(
      title: "It's <HR@10>", x: Axis("x", covering: [0, 2]), y: Axis("y", covering: [0.1, 0.3]),
      series: [series, absent])
    return FigureDescription(
      name: "figure-0", note: "A & B.", warning: "SMOKE RUN", rows: [[panel, panel]])
  }

  @Test(arguments: PictureFormat.allCases)
  func drawsTheSameBytesTwice(_ format: PictureFormat) throws {
    let gnuplot = try Gnuplot()
    let first = try gnuplot.draw(figure, as: format)
    // The clock has moved on: a date in the file would differ.
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try gnuplot.draw(figure, as: format) == first)
    #expect(first.count > 1000)
  }

  @Test func svgCarriesTextsAndColoursAndNoTraceOfTheTool() throws {
    let svg = String(decoding: try Gnuplot().draw(figure, as: .svg), as: UTF8.self)
    #expect(svg.contains("It's &lt;HR@10>"))
    #expect(svg.contains("SMOKE RUN"))
    #expect(svg.contains("A &amp; B."))
    #expect(svg.contains("MLP (no finished run)"))
    #expect(svg.contains("rgb(  0, 114, 178)"), "GMF is drawn in its own colour")
    #expect(!svg.contains("GNUPLOT"))
  }

  @Test func missingProgramIsOneLineWithARemedy() throws {
    let error = try #require(throws: InputError.self) { try Gnuplot(searchPath: "/nowhere") }
    #expect(error.description.contains("make setup"))
    #expect(error.kind == .missing)
  }
}
