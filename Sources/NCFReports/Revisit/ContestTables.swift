import NCFEvaluation

/// The tables in which contests are shown, the same in the report and on the page.
struct ContestTables {
  let contests: [Contest]
  let context: ReportContext

  init(_ contests: [Contest], _ context: ReportContext) {
    self.contests = contests
    self.context = context
  }

  var all: [ReportTable] { [sampled, full, cost, againstChallenged, steps, correlation] }

  var notes: [String] {
    [
      "“Sampled” ranks a user's held-out item among the 99 sampled negatives of the paper, “full” among all items "
        + "that the user has not interacted with. One item is held out, so HR@K is Recall@K as well. Ties never favour "
        + "the held-out item.",
      "A difference counts as real if the paired t-test and Wilcoxon's signed-rank test over users both have "
        + "p < \(Contest.significance) after Holm's correction over the table's comparisons. Intervals are 95% "
        + "bootstrap intervals of the difference over users. Neither covers the choice of the seed, of the data set or "
        + "of the search.",
      "Training seconds are of all epochs, without evaluation, and with the runs that a pre-trained model starts from. "
        + "Microseconds are to score and rank the whole catalogue for one user. Both are processor time of one thread.",
    ] + context.notes(on: contests.flatMap(\.cells))
  }

  // MARK: Quality

  /// HR@10 and NDCG@10 among sampled negatives, beside what later studies published.
  var sampled: ReportTable {
    var table = ReportTable(
      caption: context.caption("Quality among sampled negatives."),
      columns: [.text("data set"), .text("method")]
        + context.catalog.metrics.flatMap {
          [.number($0.title), .number("published"), .number("difference")] as [ReportTable.Column]
        } + [.text("published by")])
    for (contest, entry) in rows(by: .sampled(.ndcg(at: 10))) {
      var row: [ReportTable.Cell] = head(contest, entry)
      let published = self.published(contest.dataset, entry.method)
      for metric in context.catalog.metrics {
        let value = entry.group.best(metric)
        let figure = published?.pair.value(metric)
        row += [.measured(value, decimals: 4), .known(figure, decimals: 4)]
        if let value, let figure {
          row.append(.difference(value.mean - figure, decimals: 4))
        } else {
          row.append(.missing)
        }
      }
      table.append(row + [published.map { .text($0.source) } ?? .missing])
    }
    return table
  }

  /// The same methods among all unseen items.
  var full: ReportTable {
    let deeper: [RankingMetric] = [
      .hitRatio(at: 50), .hitRatio(at: 100), .ndcg(at: 100), .reciprocalRank,
    ]
    let metrics = context.catalog.metrics + deeper.filter { !context.catalog.metrics.contains($0) }
    var table = ReportTable(
      caption: context.caption("Quality among all unseen items."),
      columns: [.text("data set"), .text("method")] + metrics.map { .number($0.title) })
    for (contest, entry) in rows(by: .full(.ndcg(at: 10))) {
      table.append(
        head(contest, entry) + metrics.map { .measured(entry.group.full($0), decimals: 4) })
    }
    return table
  }

  // MARK: Cost

  var cost: ReportTable {
    var table = ReportTable(
      caption: context.caption("Cost, and the settings that were chosen."),
      columns: [
        .text("data set"), .text("method"), .number("training (s)"), .number("parameters"),
        .number("µs per user"), .number("trials"), .prose("chosen settings"),
      ])
    for (contest, entry) in rows(by: .sampled(.ndcg(at: 10))) {
      table.append(
        head(contest, entry) + [
          .measured(contest.trainingSeconds(of: entry), decimals: 1), .known(entry.group.parameterCount),
          .measured(entry.group.microsecondsPerUser, decimals: 0), .integer(entry.cell.candidates.count),
          .text(contest.chosenSettings(of: entry)),
        ])
    }
    return table
  }

  // MARK: Rows

  /// The entries of all contests, the best first; those that have not been measured so come last.
  private func rows(by yardstick: Yardstick) -> [(contest: Contest, entry: Contest.Entry)] {
    contests.flatMap { contest in
      let ordered = contest.order(by: yardstick)
      let unmeasured = contest.entries.filter { entry in
        !ordered.contains { $0.method == entry.method }
      }
      return (ordered + unmeasured).map { (contest, $0) }
    }
  }

  private func head(_ contest: Contest, _ entry: Contest.Entry) -> [ReportTable.Cell] {
    [.text(contest.title), .text(entry.title)]
  }

  /// What the first study that has the method reports.
  func published(
    _ dataset: String, _ method: String
  ) -> (source: String, pair: PublishedFigures.Pair)? {
    for study in context.input.published?.laterWork ?? [] {
      if let pair = study.figures[dataset]?[method] { return (study.source, pair) }
    }
    return nil
  }
}
