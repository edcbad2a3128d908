import GRDB

/// The tables of the database, by the migrations that make them.
///
/// A migration that was released is never edited: a change of the tables is a further migration, in a file of
/// its own.
enum Schema {
  /// Marks a database as one of ncf-exp ("NCFE"), in the header that the `file` command reads.
  static let applicationIdentifier: Int64 = 0x4e43_4645

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("001 runs and results", migrate: createRunsAndResults)
    migrator.registerMigration("002 full rankings", migrate: createFullRankings)
    migrator.registerMigration("003 ranks of epochs", migrate: createRanksOfEpochs)
    return migrator
  }
}
