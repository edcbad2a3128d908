/// The last columns of every CSV file: which runs a row comes from.
enum ProvenanceColumns {
  static let columns: [ReportTable.Column] = [
    .text("runs"), .text("seeds"), .number("finished"), .number("planned"), .text("engine"),
    .text("numerics"), .text("data_digest"), .text("selection"), .text("scale"),
  ]

  /// The cells for a row that averages these groups' runs; several entries in one cell stand apart by blanks.
  static func cells(for groups: [RunGroup], scale: ReportInput.Scale) -> [ReportTable.Cell] {
    let planned = groups.flatMap(\.planned)
    let finished = groups.flatMap(\.finished)
    func list(_ values: [String]) -> ReportTable.Cell {
      var seen: Set<String> = []
      let distinct = values.filter { seen.insert($0).inserted }
      return distinct.isEmpty ? .missing : .text(distinct.joined(separator: " "))
    }
    return [
      list(planned.map(\.identity.short)), list(planned.compactMap(\.configuration.seed).map(String.init)),
      .integer(finished.count), .integer(planned.count),
      list(finished.map(\.environment.engineVersion)),
      list(finished.map { String($0.environment.numericsVersion) }),
      list(planned.map { String($0.datasetDigest.prefix(12)) }),
      list(groups.map(\.configuration.protocolLabel)), .text(scale.rawValue),
    ]
  }
}
