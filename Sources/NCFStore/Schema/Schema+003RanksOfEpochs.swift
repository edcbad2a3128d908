import GRDB

extension Schema {
  /// Migration 003: how often each rank occurs in place of twenty metrics, so that every metric of an epoch can be
  /// computed; ranks of any size, and ties that are averaged.
  ///
  /// What release 0.1.0 stored moves to `earlier_metrics`, and is all that is known of its epochs.
  static func createRanksOfEpochs(_ database: Database) throws {
    let metrics = (1...10).map { "hr_\($0)" } + (1...10).map { "ndcg_\($0)" }
    let declarations = metrics.map { "\($0) REAL NOT NULL" }.joined(separator: ", ")
    let names = metrics.joined(separator: ", ")
    try database.execute(
      sql: """
        DROP VIEW run_summary;

        -- Of epochs, and of the test task with the best and the last epoch's weights, of which no ranks were kept.
        CREATE TABLE earlier_metrics (
          run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          measured TEXT NOT NULL,        -- 'best', 'last', or the number of an epoch
          \(declarations),
          PRIMARY KEY (run_id, measured)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO earlier_metrics (run_id, measured, \(names))
          SELECT run_id, CAST(epoch AS TEXT), \(names) FROM epochs
          UNION ALL SELECT run_id, weights, \(names) FROM test_metrics;

        -- On the task by which the run selects its best epoch.
        CREATE TABLE epochs_of_003 (
          run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          epoch INTEGER NOT NULL,        -- 0 is the state before training
          loss REAL,
          training_seconds REAL NOT NULL,
          evaluation_seconds REAL NOT NULL,
          ranks BLOB,                    -- how often each rank occurs; null where earlier_metrics has the epoch
          hr_10 REAL NOT NULL,           -- these follow from the ranks, and are for queries
          ndcg_10 REAL NOT NULL,
          PRIMARY KEY (run_id, epoch)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO epochs_of_003 (
            run_id, epoch, loss, training_seconds, evaluation_seconds, hr_10, ndcg_10)
          SELECT run_id, epoch, loss, training_seconds, evaluation_seconds, hr_10, ndcg_10 FROM epochs;
        DROP TABLE epochs;
        ALTER TABLE epochs_of_003 RENAME TO epochs;

        -- On the test task, with the weights of the best and of the last epoch.
        CREATE TABLE test_metrics_of_003 (
          run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          weights TEXT NOT NULL CHECK (weights IN ('best', 'last')),
          ranks BLOB,                    -- how often each rank occurs; null where earlier_metrics has it
          hr_10 REAL NOT NULL,           -- these follow from the ranks, and are for queries
          ndcg_10 REAL NOT NULL,
          PRIMARY KEY (run_id, weights)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO test_metrics_of_003 (run_id, weights, hr_10, ndcg_10)
          SELECT run_id, weights, hr_10, ndcg_10 FROM test_metrics;
        DROP TABLE test_metrics;
        ALTER TABLE test_metrics_of_003 RENAME TO test_metrics;

        -- The width of the numbers in "ranks", 16 or 32; and as many numbers for how many competitors share each case's
        -- places, where ties are averaged and some are tied.
        ALTER TABLE ranks ADD COLUMN bits INTEGER NOT NULL DEFAULT 16;
        ALTER TABLE ranks ADD COLUMN tied BLOB;
        ALTER TABLE full_rankings ADD COLUMN tied BLOB;

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
