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
