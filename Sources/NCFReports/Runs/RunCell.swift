import NCFEvaluation
import NCFStatistics

/// What a query found: the runs whose numbers a cell shows.
struct RunCell: Hashable, Sendable {
  let query: RunQuery
  /// Planned configurations that fit; several where hyperparameters were tuned.
  let candidates: [RunGroup]
  /// The configuration that is shown; nil if no run of any candidate is finished.
  let chosen: RunGroup?

  /// What the provenance lists: the runs that are shown, or those that are missed.
  var accounted: [RunGroup] { chosen.map { [$0] } ?? candidates }

  /// Whether configurations were left out of the choice, since others have more finished seeds.
  var passedOver: Bool {
    chosen.map { chosen in
      candidates.contains { !$0.finished.isEmpty && $0.finished.count < chosen.finished.count }
    } ?? false
  }

  func best(_ metric: RankingMetric) -> Measurement? { chosen?.best(metric) }
}
