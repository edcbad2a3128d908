import GRDB

extension Schema {
  /// Migration 002: the ranks of held-out items among all unseen items, beside those among sampled negatives.
  static func createFullRankings(_ database: Database) throws {
    try database.execute(
      sql: """
        -- On the test task, with the weights of the best epoch; only for runs of experiments that ask for it.
        CREATE TABLE full_rankings (
          run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
          ranks BLOB NOT NULL,           -- a little-endian 32-bit number per test case
          microseconds_per_user REAL NOT NULL,
          hr_10 REAL NOT NULL,           -- these follow from the ranks, and are for queries
          ndcg_10 REAL NOT NULL,
          mrr REAL NOT NULL
        ) STRICT;

        DROP VIEW run_summary;
        CREATE VIEW run_summary AS
        SELECT
          substr(runs.identity, 1, 12) AS run, runs.dataset, runs.method, runs.factors, runs.layers,
          runs.negatives, runs.seed, runs.selection, runs.status, runs.failure,
          (SELECT max(epoch) FROM epochs WHERE run_id = runs.id) AS epochs_done,
          runs.best_epoch, best.hr_10 AS best_hr_10, best.ndcg_10 AS best_ndcg_10,
          last.hr_10 AS last_hr_10, last.ndcg_10 AS last_ndcg_10,
          full_rankings.hr_10 AS full_hr_10, full_rankings.ndcg_10 AS full_ndcg_10,
          runs.parameter_count, runs.started_at, runs.ended_at,
          (SELECT sum(training_seconds) FROM epochs WHERE run_id = runs.id) AS training_seconds,
          (SELECT sum(evaluation_seconds) FROM epochs WHERE run_id = runs.id) AS evaluation_seconds,
          full_rankings.microseconds_per_user
        FROM runs
        LEFT JOIN test_metrics AS best ON best.run_id = runs.id AND best.weights = 'best'
        LEFT JOIN test_metrics AS last ON last.run_id = runs.id AND last.weights = 'last'
        LEFT JOIN full_rankings ON full_rankings.run_id = runs.id;
        """)
  }
}
