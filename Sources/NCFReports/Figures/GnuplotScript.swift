/// A figure as a gnuplot script, which writes the picture to standard output.
///
/// Layout, in points from the top: the warning, one legend for all panels, rows of panels, the note. Nothing lies
/// over the curves.
struct GnuplotScript {
  let figure: FigureDescription
  let format: PictureFormat

  private static let panelWidth = 232.0
  private static let panelHeight = 176.0
  private static let leftMargin = 62.0
  private static let rightMargin = 14.0
  private static let titleHeight = 26.0
  private static let axisHeight = 50.0
  static let legendRowHeight = 20.0
  static let warningHeight = 26.0
  static let noteLineHeight = 13.0
  private static let font = "Helvetica"

  private var columnCount: Int { max(1, figure.rows.map(\.count).max() ?? 0) }
  private var cellWidth: Double { Self.leftMargin + Self.panelWidth + Self.rightMargin }
  private var cellHeight: Double { Self.titleHeight + Self.panelHeight + Self.axisHeight }
  var legendTop: Double { figure.warning == nil ? 8 : Self.warningHeight }
  private var top: Double { legendTop + Self.legendRowHeight * Double(legendRows.count) + 4 }
  var noteLines: [String] { Self.wrapped(figure.note, to: Int((width - 24) / 5.1)) }
  var width: Double { cellWidth * Double(columnCount) }
  var height: Double {
    top + cellHeight * Double(figure.rows.count) + Self.noteLineHeight * Double(noteLines.count) + 10
  }

  var text: String {
    var lines = [terminal, "set encoding utf8", "set multiplot"]
    lines += frame
    for (row, panels) in figure.rows.enumerated() {
      for (column, panel) in panels.enumerated() {
        lines += script(of: panel, row: row, column: column)
      }
    }
    lines.append("unset multiplot")
    return lines.map { $0 + "\n" }.joined()
  }

  private var terminal: String {
    switch format {
    case .svg:
      "set terminal svg size \(number(width)),\(number(height)) fixed noenhanced font \(quoted(Self.font + ",12")) "
        + "background '#ffffff' name \(quoted(identifier))"
    case .pdf:
      // 72 points to the inch. The scales make text and lines as large as they are in the SVG.
      "set terminal pdfcairo size \(number(width / 72))in,\(number(height / 72))in noenhanced "
        + "font \(quoted(Self.font + ",12")) fontscale 0.75 linewidth 1.9 pointscale 1.35 dashlength 1 background '#ffffff'"
    }
  }

  /// The name as gnuplot takes it for the ids inside an SVG: letters, digits and underscores.
  private var identifier: String {
    figure.name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }

  private func script(of panel: FigureDescription.Panel, row: Int, column: Int) -> [String] {
    let left = cellWidth * Double(column) + Self.leftMargin
    let upper = top + cellHeight * Double(row) + Self.titleHeight
    let centre = left + Self.panelWidth / 2
    let lower = upper + Self.panelHeight
    var lines = [
      "set lmargin at screen \(number(left / width))",
      "set rmargin at screen \(number((left + Self.panelWidth) / width))",
      "set tmargin at screen \(y(upper))", "set bmargin at screen \(y(lower))", "unset label",
      label(panel.title, x: centre, offset: upper - 12, "center", size: 12),
      label(panel.x.title, x: centre, offset: lower + 33, "center", size: 12),
      label(
        panel.y.title, x: left - 48, offset: upper + Self.panelHeight / 2, "center rotate by 90", size: 12),
      "set grid xtics ytics back linetype 1 linecolor rgb '#E0E0E0' linewidth 0.7",
      "set xrange [\(number(panel.x.range.lowerBound)):\(number(panel.x.range.upperBound))]",
      "set yrange [\(number(panel.y.range.lowerBound)):\(number(panel.y.range.upperBound))]",
      "set xtics out nomirror scale 0.6 offset 0,0.2 font ',11' (\(tickList(panel.x)))",
      "set ytics out nomirror scale 0.6 offset 0.4,0 font ',11' (\(tickList(panel.y)))",
    ]
    var plots: [String] = []
    // Bands lie below every line, so they are drawn first.
    for (index, series) in panel.series.enumerated() {
      lines += datablock("$series\(index)", series)
      if hasBand(series) {
        plots.append(
          "$series\(index) using 1:($2-$3):($2+$3) with filledcurves fillcolor rgb '\(series.style.colour)' "
            + "fillstyle transparent solid 0.18 noborder notitle")
      }
    }
    for (index, series) in panel.series.enumerated() where series.points.contains(where: { $0 != nil }) {
      if !hasBand(series), series.points.contains(where: { $0?.deviation != nil }) {
        plots.append(
          "$series\(index) using 1:2:3 with yerrorbars linecolor rgb '\(series.style.colour)' linewidth 1 "
            + "pointtype 0 notitle")
      }
      let interval = max(1, series.points.count / 10)
      plots.append(
        "$series\(index) using 1:2 \(linesWithPoints(series.style)) pointinterval \(interval) notitle")
    }
    lines.append("plot " + (plots.isEmpty ? ["NaN notitle"] : plots).joined(separator: ", "))
    return lines
  }

  /// Many points with a spread are drawn as a band, few as error bars.
  private func hasBand(_ series: FigureDescription.Series) -> Bool {
    series.points.count > 20 && series.points.contains { $0?.deviation != nil }
  }

  private func datablock(_ name: String, _ series: FigureDescription.Series) -> [String] {
    // A blank line breaks the curve.
    ["\(name) << END"]
      + series.points.map { point in
        point.map { "\(number($0.x)) \(number($0.y)) \(number($0.deviation ?? 0))" } ?? ""
      } + ["END"]
  }

  private func linesWithPoints(_ style: MethodStyle) -> String {
    "with linespoints \(stroke(style)) pointtype \(style.marker) pointsize 0.75"
  }

  func linesOnly(_ style: MethodStyle) -> String { "with lines \(stroke(style))" }

  func pointsOnly(_ style: MethodStyle) -> String {
    "with points linecolor rgb '\(style.colour)' linewidth 1.8 pointtype \(style.marker) pointsize 0.75"
  }

  private func stroke(_ style: MethodStyle) -> String {
    "linecolor rgb '\(style.colour)' linewidth 1.8 dashtype \(style.isDashed ? "(9,5)" : "1")"
  }

  /// Text at a place on the canvas: `x` points from the left, `offset` points from the top.
  func label(
    _ text: String, x: Double, offset: Double, _ placement: String, size: Int, colour: String = "#000000"
  ) -> String {
    "set label \(quoted(text)) at screen \(number(x / width)),screen \(y(offset)) \(placement) "
      + "font ',\(size)' textcolor rgb '\(colour)'"
  }

  private func tickList(_ axis: Axis) -> String {
    axis.ticks.map { "\(quoted($0.label)) \(number($0.position))" }.joined(separator: ", ")
  }

  /// A distance from the top, in points, as a share of the canvas from the bottom.
  func y(_ offset: Double) -> String { number(1 - offset / height) }

  func number(_ value: Double) -> String { fixed(value, decimals: 6) }

  /// gnuplot's single quotes take everything literally but the quote itself.
  private func quoted(_ text: String) -> String {
    let literal = text.map { $0 == "'" ? "''" : $0.isNewline ? " " : String($0) }.joined()
    return "'\(literal)'"
  }

  /// Breaks text between words into lines of at most `length` characters.
  private static func wrapped(_ text: String, to length: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= length {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

/// What stands around the panels: the warning, the legend and the note.
extension GnuplotScript {
  /// A plot over the whole canvas, in points from the lower left, that shows the legend, the warning and the note.
  var frame: [String] {
    var lines = [
      "set lmargin at screen 0", "set rmargin at screen 1", "set bmargin at screen 0",
      "set tmargin at screen 1",
      "unset border", "unset tics", "unset key",
    ]
    if let warning = figure.warning {
      lines.append(label(warning, x: width / 2, offset: 15, "center", size: 14, colour: "#C00000"))
    }
    for (index, line) in noteLines.enumerated() {
      let offset = height - Self.noteLineHeight * Double(noteLines.count - index) - 2
      lines.append(label(line, x: 12, offset: offset, "left", size: 10, colour: "#404040"))
    }
    var plots = ["NaN notitle"]
    for (row, entries) in legendRows.enumerated() {
      let offset = legendTop + Self.legendRowHeight * (Double(row) + 0.5)
      var x = (width - entries.map(Self.legendWidth).reduce(0, +)) / 2
      for entry in entries {
        let name = "$legend\(plots.count)"
        let points = [0, 17, 34].map { "\(number(x + $0)) \(number(height - offset))" }
        lines +=
          ["\(name) << END"] + points + [
            "END", label(entry.text, x: x + 40, offset: offset, "left", size: 12),
          ]
        // The marker only in the middle of the sample.
        plots.append("\(name) using 1:2 \(linesOnly(entry.style)) notitle")
        plots.append("\(name) using 1:2 every ::1::1 \(pointsOnly(entry.style)) notitle")
        x += Self.legendWidth(entry)
      }
    }
    lines.append("plot [0:\(number(width))] [0:\(number(height))] " + plots.joined(separator: ", "))
    return lines + ["unset label", "set border 3 linecolor rgb '#404040' linewidth 1"]
  }

  struct LegendEntry {
    let style: MethodStyle
    let text: String
  }

  /// The legend's entries, as many to a row as fit.
  var legendRows: [[LegendEntry]] {
    var rows: [[LegendEntry]] = []
    for style in figure.legend {
      let entry = LegendEntry(
        style: style, text: style.title + (figure.isMissing(style) ? " (no finished run)" : ""))
      let used = rows.last?.map(Self.legendWidth).reduce(0, +) ?? .infinity
      if used + Self.legendWidth(entry) <= width {
        rows[rows.count - 1].append(entry)
      } else {
        rows.append([entry])
      }
    }
    return rows
  }

  /// The sample, the text at about 6.6 points a character, and a gap.
  private static func legendWidth(_ entry: LegendEntry) -> Double { 40 + 6.6 * Double(entry.text.count) + 18 }
}
