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
  private static let axisHeight = 46.0
  private static let legendHeight = 28.0
  private static let warningHeight = 26.0
  private static let noteLineHeight = 13.0
  private static let font = "Helvetica"

  private var columnCount: Int { max(1, figure.rows.map(\.count).max() ?? 0) }
  private var cellWidth: Double { Self.leftMargin + Self.panelWidth + Self.rightMargin }
  private var cellHeight: Double { Self.titleHeight + Self.panelHeight + Self.axisHeight }
  private var top: Double { (figure.warning == nil ? 6 : Self.warningHeight) + Self.legendHeight }
  private var noteLines: [String] { Self.wrapped(figure.note, to: Int((width - 24) / 4.9)) }
  private var width: Double { cellWidth * Double(columnCount) }
  private var height: Double {
    top + cellHeight * Double(figure.rows.count) + Self.noteLineHeight * Double(noteLines.count) + 10
  }

  var text: String {
    var lines = [terminal, "set encoding utf8", "set multiplot"]
    lines += legend
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
        + "background '#ffffff' name \(quoted(figure.name))"
    case .pdf:
      // 72 points to the inch.
      "set terminal pdfcairo size \(number(width / 72))in,\(number(height / 72))in noenhanced "
        + "font \(quoted(Self.font + ",12")) fontscale 1 linewidth 1 background '#ffffff'"
    }
  }

  /// A plot over the whole canvas that shows nothing but the legend, the warning and the note.
  private var legend: [String] {
    var lines = [
      "set lmargin at screen 0", "set rmargin at screen 1", "set bmargin at screen 0", "set tmargin at screen 1",
      "unset border", "unset tics",
      "set key at screen 0.5,screen \(y(top - Self.legendHeight / 2)) center center horizontal maxrows 1 "
        + "Left reverse samplen 2.5 width 2 font ',12'",
    ]
    if let warning = figure.warning {
      lines.append(
        "set label \(quoted(warning)) at screen 0.5,screen \(y(15)) center font ',14' textcolor rgb '#C00000'")
    }
    for (index, line) in noteLines.enumerated() {
      let offset = height - Self.noteLineHeight * Double(noteLines.count - index) - 2
      lines.append(
        "set label \(quoted(line)) at screen \(number(12 / width)),screen \(y(offset)) left font ',10' "
          + "textcolor rgb '#404040'")
    }
    let entries = figure.legend.map { style in
      let title = style.title + (figure.isMissing(style) ? " (no finished run)" : "")
      return "NaN \(linesWithPoints(style)) title \(quoted(title))"
    }
    lines.append("plot [0:1] [0:1] " + (entries.isEmpty ? ["NaN notitle"] : entries).joined(separator: ", "))
    return lines + ["unset label", "unset key", "set border 3 linecolor rgb '#404040' linewidth 1"]
  }

  private func script(of panel: FigureDescription.Panel, row: Int, column: Int) -> [String] {
    let left = cellWidth * Double(column) + Self.leftMargin
    let upper = top + cellHeight * Double(row) + Self.titleHeight
    var lines = [
      "set lmargin at screen \(number(left / width))",
      "set rmargin at screen \(number((left + Self.panelWidth) / width))",
      "set tmargin at screen \(y(upper))", "set bmargin at screen \(y(upper + Self.panelHeight))",
      "set title \(quoted(panel.title)) font ',12' offset 0,-0.4",
      "set grid xtics ytics back linecolor rgb '#DDDDDD' linewidth 0.6 dashtype 1",
      "set xlabel \(quoted(panel.x.title)) font ',12' offset 0,0.3",
      "set ylabel \(quoted(panel.y.title)) font ',12' offset 0.6,0",
      "set xrange [\(number(panel.x.range.lowerBound)):\(number(panel.x.range.upperBound))]",
      "set yrange [\(number(panel.y.range.lowerBound)):\(number(panel.y.range.upperBound))]",
      "set xtics out nomirror scale 0.6 font ',11' (\(tickList(panel.x)))",
      "set ytics out nomirror scale 0.6 font ',11' (\(tickList(panel.y)))",
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
    "with linespoints linecolor rgb '\(style.colour)' linewidth 1.8 dashtype \(style.isDashed ? "(9,5)" : "1") "
      + "pointtype \(style.marker) pointsize 0.75"
  }

  private func tickList(_ axis: Axis) -> String {
    axis.ticks.map { "\(quoted($0.label)) \(number($0.position))" }.joined(separator: ", ")
  }

  /// A distance from the top, in points, as a share of the canvas from the bottom.
  private func y(_ offset: Double) -> String { number(1 - offset / height) }

  private func number(_ value: Double) -> String { fixed(value, decimals: 6) }

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
