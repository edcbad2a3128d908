/// A table for the terminal: columns as wide as their longest cell, numbers to the right.
struct TextTable {
  enum Alignment {
    case left, right
  }

  private let headings: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  init(_ headings: [(String, Alignment)]) { self.headings = headings.map { (title: $0.0, alignment: $0.1) } }

  mutating func append(_ row: [String]) {
    precondition(row.count == headings.count)
    rows.append(row)
  }

  var text: String {
    let lines = [headings.map(\.title)] + rows
    let widths = headings.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.indices
        .map { pad(line[$0], to: widths[$0], headings[$0].alignment) }
        .joined(separator: "  ")
        .trimmingSuffix()
    }.joined(separator: "\n")
  }

  private func pad(_ cell: String, to width: Int, _ alignment: Alignment) -> String {
    let spaces = String(repeating: " ", count: width - cell.count)
    return alignment == .left ? cell + spaces : spaces + cell
  }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
