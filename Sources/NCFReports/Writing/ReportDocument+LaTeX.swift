extension ReportDocument {
  /// The report as LaTeX floats, to be read with `\input`. Needs the packages `booktabs` and, for figures,
  /// `graphicx`; the picture is the PDF file beside it.
  public var latex: String {
    var head = [
      "\(title). Needs \\usepackage{booktabs}\(figure == nil ? "" : " and \\usepackage{graphicx}")."
    ]
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
      blocks.append(table.latex(label: label, note: note))
    }
    return blocks.joined(separator: "\n")
  }
}
