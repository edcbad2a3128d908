import NCFReports
import NCFStatistics
import Testing

@Suite struct ReportTableTests {
  private var table: ReportTable {
    var table = ReportTable(
      caption: "A_caption", columns: [.text("name"), .number("value"), .number("delta")])
    table.append([.text("a,\"b\""), .number(0.5, decimals: 3), .difference(0.25, decimals: 2)])
    table.append([.text("x|y & 50%"), .missing, .difference(-0.0004, decimals: 2)])
    table.beginSection()
    table.append([
      .text("µ"), .measurement(Measurement(of: [1, 2])!, decimals: 1), .difference(-1, decimals: 1),
    ])
    return table
  }

  @Test func csvFollowsRFC4180() {
    #expect(
      table.csv == """
        name,value,delta
        "a,""b""\",0.500,0.25
        x|y & 50%,,0.00
        µ,1.5,-1.0

        """)
  }

  @Test func markdownLinesUp() {
    #expect(
      table.markdown == """
        **A\\_caption**

        | name       |     value | delta |
        | ---------- | --------: | ----: |
        | a,"b"      |     0.500 | +0.25 |
        | x\\|y & 50% |         — |  0.00 |
        | µ          | 1.5 ± 0.7 |  −1.0 |

        """)
  }

  @Test func latexIsEscapedAndRuled() {
    let latex = table.latex(label: "tab:t", note: "50%")
    #expect(latex.contains("\\caption{A\\_caption}"))
    #expect(latex.contains("\\begin{tabular}{lrr}"))
    #expect(latex.contains("x|y \\& 50\\% & --- & 0.00 \\\\"))
    #expect(latex.contains("1.5 $\\pm$ 0.7 & $-$1.0"))
    #expect(latex.components(separatedBy: "\\midrule").count == 3)
    #expect(latex.contains("\\label{tab:t}"))
    #expect(latex.contains("\\raggedright 50\\%"))
    // Never wider than the page.
    #expect(latex.contains("\\resizebox{\\ifdim\\width>\\textwidth"))
  }

  @Test func sentencesRunOverPagesInLaTeX() {
    var table = ReportTable(caption: "c", columns: [.prose("because")])
    table.append([.text("a < b")])
    let latex = table.latex(label: "tab:t")
    #expect(latex.contains("\\begin{longtable}{p{0.28\\textwidth}}") && latex.contains("a $<$ b \\\\"))
    #expect(!latex.contains("table*"))
  }

  @Test func probabilitiesAreNeverZeroForPeople() {
    var table = ReportTable(caption: "c", columns: [.number("p")])
    for value in [0.0312, 4.2e-9, 0] { table.append([.probability(value)]) }
    #expect(table.csv == "p\n0.031\n4.2e-09\n0\n")
    #expect(table.markdown.contains("|    0.031 |"))
    #expect(table.markdown.contains("| < 1e-300 |"))
    #expect(table.latex(label: "tab:t").contains("$<$ 1e-300 \\\\"))
  }

  @Test func missingIsNeverZero() {
    var table = ReportTable(caption: "c", columns: [.number("v")])
    table.append([.missing])
    #expect(!table.csv.contains("0") && !table.markdown.contains("0"))
  }
}
