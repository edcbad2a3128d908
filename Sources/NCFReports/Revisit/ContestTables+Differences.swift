import NCFEvaluation

/// The tables of what differs from what, and whether the difference is real.
extension ContestTables {
  var againstChallenged: ReportTable {
    let title = MethodStyle.of(Contest.challenged).title
    return comparisonTable(
      "Every method against \(title); Holm's correction is over all rows of a data set.",
      contests.map { ($0, $0.challenges) })
  }

  var steps: ReportTable {
    let yardstick = Yardstick.sampled(.ndcg(at: 10))
    return comparisonTable(
      "Each method against the next one in the order by \(yardstick.title).",
      contests.map { ($0, $0.steps(by: yardstick)) })
  }

  private func comparisonTable(
    _ what: String, _ comparisons: [(contest: Contest, comparisons: [Comparison])]
  ) -> ReportTable {
    var table = ReportTable(
      caption: context.caption(what),
      columns: [
        .text("data set"), .text("method"), .text("against"), .text("metric"), .number("difference"),
        .text("interval"), .number("p (t)"), .number("p (Wilcoxon)"), .text("real"),
      ])
    for (contest, comparisons) in comparisons {
      table.beginSection()
      for comparison in comparisons {
        let tests = comparison.tests
        table.append([
          .text(contest.title), .text(comparison.subject), .text(comparison.reference),
          .text(comparison.metric), .difference(comparison.difference, decimals: 4),
          tests.map { .text("\(fixed($0.lower, decimals: 4)) to \(fixed($0.upper, decimals: 4))") }
            ?? .missing,
          tests.map { .probability($0.tTestHolm) } ?? .missing,
          tests.map { .probability($0.wilcoxonHolm) } ?? .missing, .text(comparison.isReal ? "yes" : "no"),
        ])
      }
    }
    return table
  }

  /// How far the orders of the methods by samples and by full ranking agree.
  var correlation: ReportTable {
    var table = ReportTable(
      caption: context.caption("Rank correlation of the orders by sampled negatives and by full ranking."),
      columns: [
        .text("data set"), .text("metric"), .number("Kendall's τ"), .number("pairs in the same order"),
        .number("pairs swapped"), .number("swapped, both real"),
      ])
    for contest in contests {
      table.beginSection()
      for metric in context.catalog.metrics {
        let tau = contest.correlation(of: metric)
        let real = contest.swaps(of: metric).count { $0.sampled.isReal && $0.full.isReal }
        table.append([
          .text(contest.title), .text(metric.title),
          .known(tau?.coefficient, decimals: 3), .known(tau?.concordantPairs), .known(tau?.discordantPairs),
          tau == nil ? .missing : .integer(real),
        ])
      }
    }
    return table
  }
}
