import GRDB

/// The tables of the database, by the migrations that make them.
///
/// A migration that was released is never edited: a change of the tables is a further migration, behind those that are
/// here, in the order in which they run.
enum Schema {
  /// Marks a database as one of ncf-exp ("NCFE"), in the header that the `file` command reads.
  static let applicationIdentifier: Int64 = 0x4e43_4645

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("001 runs and results", migrate: createRunsAndResults)
    migrator.registerMigration("002 full rankings", migrate: createFullRankings)
    migrator.registerMigration("003 ranks of epochs", migrate: createRanksOfEpochs)
    migrator.registerMigration("004 metrics of lists", migrate: createListMetrics)
    return migrator
  }
}

extension Schema {
  /// Migration 001: all tables of release 0.1.0.
  static func createRunsAndResults(_ database: Database) throws {
    // Written out, since it has to stay as it is whatever later releases keep.
    let metrics =
      (1...10).map { "hr_\($0) REAL NOT NULL" } + (1...10).map { "ndcg_\($0) REAL NOT NULL" }
    let columns = metrics.joined(separator: ", ")

    try database.execute(
      sql: """
        PRAGMA application_id = \(applicationIdentifier);

        CREATE TABLE datasets (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          digest TEXT NOT NULL,          -- SHA-256 over the three files
          UNIQUE (name, digest)
        ) STRICT;

        CREATE TABLE experiments (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          specification TEXT NOT NULL,   -- the spec as it was last run
          registered_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE runs (
          id INTEGER PRIMARY KEY,
          identity TEXT NOT NULL UNIQUE, -- SHA-256 of configuration, data and numerics
          dataset_id INTEGER NOT NULL REFERENCES datasets (id),
          configuration TEXT NOT NULL,   -- canonical JSON; the columns derived from it follow
          dataset TEXT AS (json_extract(configuration, '$.dataset')),
          method TEXT AS (json_extract(configuration, '$.method')),
          selection TEXT AS (json_extract(configuration, '$.selection')),
          factors INTEGER AS (json_extract(configuration, '$.values.factors')),
          layers TEXT AS (json_extract(configuration, '$.values.layers')),
          negatives INTEGER AS (json_extract(configuration, '$.values.negatives')),
          seed INTEGER AS (json_extract(configuration, '$.values.seed')),
          status TEXT NOT NULL DEFAULT 'planned'
            CHECK (status IN ('planned', 'running', 'interrupted', 'finished', 'failed')),
          failure TEXT,
          engine_version TEXT,           -- this and what follows is null until the run is begun
          numerics_version INTEGER,
          git_commit TEXT,
          host TEXT,
          processor TEXT,
          toolchain TEXT,
          started_at TEXT,               -- times are in UTC
          ended_at TEXT,
          best_epoch INTEGER,
          parameter_count INTEGER
        ) STRICT;
        CREATE INDEX runs_by_configuration ON runs (dataset, method, factors);
        CREATE INDEX runs_by_status ON runs (status);

        CREATE TABLE experiment_runs (
          experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
          position INTEGER NOT NULL,     -- in the order of the plan, from 0
          run_id INTEGER NOT NULL REFERENCES runs (id),
          PRIMARY KEY (experiment_id, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX experiment_runs_by_run ON experiment_runs (run_id);

        -- The processes that are working on runs.
        CREATE TABLE claims (
          run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
          session TEXT NOT NULL,
          host TEXT NOT NULL,
          boot TEXT NOT NULL,
          pid_namespace TEXT NOT NULL,
          pid INTEGER NOT NULL,
          process_start INTEGER NOT NULL,
          lease_ends_at TEXT NOT NULL
        ) STRICT;

        -- On the task by which the run selects its best epoch.
        CREATE TABLE epochs (
          run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          epoch INTEGER NOT NULL,        -- 0 is the state before training
          loss REAL,
          training_seconds REAL NOT NULL,
          evaluation_seconds REAL NOT NULL,
          \(columns),
          PRIMARY KEY (run_id, epoch)
        ) STRICT, WITHOUT ROWID;

        -- On the test task, with the weights of the best and of the last epoch.
        CREATE TABLE test_metrics (
          run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          weights TEXT NOT NULL CHECK (weights IN ('best', 'last')),
          \(columns),
          PRIMARY KEY (run_id, weights)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE ranks (
          run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
          ranks BLOB NOT NULL            -- at the best epoch: a little-endian 16-bit number per test case
        ) STRICT;

        CREATE VIEW run_summary AS
        SELECT
          substr(runs.identity, 1, 12) AS run, runs.dataset, runs.method, runs.factors, runs.layers,
          runs.negatives, runs.seed, runs.selection, runs.status, runs.failure,
          (SELECT max(epoch) FROM epochs WHERE run_id = runs.id) AS epochs_done,
          runs.best_epoch, best.hr_10 AS best_hr_10, best.ndcg_10 AS best_ndcg_10,
          last.hr_10 AS last_hr_10, last.ndcg_10 AS last_ndcg_10, runs.parameter_count,
          runs.started_at, runs.ended_at,
          (SELECT sum(training_seconds) FROM epochs WHERE run_id = runs.id) AS training_seconds,
          (SELECT sum(evaluation_seconds) FROM epochs WHERE run_id = runs.id) AS evaluation_seconds
        FROM runs
        LEFT JOIN test_metrics AS best ON best.run_id = runs.id AND best.weights = 'best'
        LEFT JOIN test_metrics AS last ON last.run_id = runs.id AND last.weights = 'last';

        CREATE VIEW experiment_summary AS
        SELECT
          experiments.name AS experiment, experiments.registered_at, count(runs.id) AS runs,
          coalesce(sum(runs.status = 'finished'), 0) AS finished,
          coalesce(sum(runs.status = 'failed'), 0) AS failed
        FROM experiments
        LEFT JOIN experiment_runs ON experiment_runs.experiment_id = experiments.id
        LEFT JOIN runs ON runs.id = experiment_runs.run_id
        GROUP BY experiments.id;
        """)
  }
}

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

extension Schema {
  /// Migration 004: what is in the lists of the best ten items. Full rankings that were stored before have none.
  static func createListMetrics(_ database: Database) throws {
    try database.execute(
      sql: """
        -- On the test task, with the weights of the best epoch; for runs that have a full ranking.
        CREATE TABLE list_metrics (
          run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          candidates TEXT NOT NULL CHECK (candidates IN ('sampled', 'full')),
          metric TEXT NOT NULL,          -- "coverage@10", as --metrics calls it
          value REAL NOT NULL,
          PRIMARY KEY (run_id, candidates, metric)
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
