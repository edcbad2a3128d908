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
