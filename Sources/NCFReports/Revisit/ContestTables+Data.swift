import NCFEvaluation

extension ContestTables {
  /// One row for each method.
  var data: ReportTable {
    let full: [RankingMetric] =
      [1, 5, 10, 20, 50, 100].flatMap { [.hitRatio(at: $0), .ndcg(at: $0)] as [RankingMetric] } + [
        .reciprocalRank
      ]
    var table = ReportTable(
      caption: "Methods",
      columns: [.text("dataset"), .text("method")] + context.catalog.metrics.map { .number($0.column) }
        + full.map { .number("full_\($0.column)") } + [
          .number("published_hr@10"), .number("published_ndcg@10"),
          .text("published_by"), .number("training_seconds"), .number("parameters"),
          .number("microseconds_per_user"), .number("trials"), .text("settings"),
        ] + ProvenanceColumns.columns)
    for contest in contests {
      for entry in contest.entries {
        let published = self.published(contest.dataset, entry.method)
        var row: [ReportTable.Cell] = [.text(contest.dataset), .text(entry.method)]
        row += context.catalog.metrics.map { .known(entry.group.best($0)?.mean, decimals: 6) }
        row += full.map { .known(entry.group.full($0)?.mean, decimals: 6) }
        row += [
          .known(published?.pair.hitRatio, decimals: 4), .known(published?.pair.ndcg, decimals: 4),
          published.map { .text($0.source) } ?? .missing,
          .known(contest.trainingSeconds(of: entry)?.mean, decimals: 3), .known(entry.group.parameterCount),
          .known(entry.group.microsecondsPerUser?.mean, decimals: 1),
          .integer(entry.cell.candidates.count), .text(entry.group.configuration.settings),
        ]
        table.append(row + ProvenanceColumns.cells(for: [entry.group], scale: context.input.scale))
      }
    }
    return table
  }
}
