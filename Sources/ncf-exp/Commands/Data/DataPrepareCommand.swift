import ArgumentParser
import NCFData
import NCFDiagnostics

struct DataPrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Make a data set from interactions: k-core, latest item held out, sampled negatives.",
    discussion: """
      Reads MovieLens ratings.dat and ratings.csv, RecBole .inter, and CSV or TSV with named columns. Writes the
      authors' three files, and the original identifiers in NAME.users.tsv and NAME.items.tsv. The same file and
      options give the same data set, byte for byte.

      EXAMPLES
        ncf-exp data prepare ml-20m/ratings.csv --name ml-20m --core 20
        ncf-exp data prepare ml-1m.inter --name ml-1m-recbole --minimum-rating 4 --core 5
        ncf-exp data prepare log.csv --name shop --user-column customer --item-column sku --time-column date
      """)

  @Argument(help: ArgumentHelp("The file of interactions.", valueName: "file"), completion: .file())
  var input: String
  @Option(
    help: ArgumentHelp(
      "\(InteractionFormat.allCases.map(\.rawValue).joined(separator: ", ")); guessed from the file's name if not given.",
      valueName: "format"))
  var format: InteractionFormat?
  @Option(help: ArgumentHelp("The data set's name: letters, digits, . _ and -.", valueName: "name"))
  var name: String
  @Option(help: ArgumentHelp("The folder for the files (default: Data/NAME).", valueName: "dir"))
  var output: String?
  @Option(help: ArgumentHelp("The column of users, by its name in the header.", valueName: "column"))
  var userColumn: String?
  @Option(help: ArgumentHelp("The column of items.", valueName: "column"))
  var itemColumn: String?
  @Option(help: ArgumentHelp("The column of ratings.", valueName: "column"))
  var ratingColumn: String?
  @Option(help: ArgumentHelp("The column of times, in seconds since 1970.", valueName: "column"))
  var timeColumn: String?
  @Option(
    help: ArgumentHelp(
      "Leave out users and items with fewer interactions, until none are left. Users always need two.",
      valueName: "k"))
  var core = 1
  @Option(help: ArgumentHelp("Leave out interactions with a lower rating.", valueName: "rating"))
  var minimumRating: Double?
  @Option(help: ArgumentHelp("Sampled negatives for each held-out item.", valueName: "n"))
  var negatives = 99
  @Option(help: ArgumentHelp("Seed of the negatives.", valueName: "n"))
  var seed: UInt64 = 42

  func run() throws {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
      throw InputError(
        .badContent, place: "--name", problem: "expected letters, digits, . _ and -, found \"\(name)\"")
    }
    guard let format = format ?? InteractionFormat(guessedFrom: input) else {
      throw InputError(
        .badContent, file: input, problem: "the name does not say which format the file has",
        remedy: "name it with --format")
    }
    let options = try PreparationOptions(
      format: format,
      columns: ColumnNames(user: userColumn, item: itemColumn, rating: ratingColumn, time: timeColumn),
      minimumRating: minimumRating, core: core, negativeCount: negatives, seed: seed)
    let prepared = try PreparedDataset(named: name, contentsOf: input, options: options)
    let folder = output ?? "Data/\(name)"
    try DatasetWriter.write(prepared, into: folder)
    for line in summary(prepared) { StandardError.write(line) }
    let files = DatasetFiles(name: name, directory: folder)
    for path in files.all + [files.userIdentifiers, files.itemIdentifiers] { print(path) }
  }

  private func summary(_ prepared: PreparedDataset) -> [String] {
    let summary = prepared.summary
    var lines = ["\(summary.records) records read"]
    if summary.belowMinimumRating > 0 {
      lines.append("\(summary.belowMinimumRating) left out, with a rating below \(minimumRating ?? 0)")
    }
    if summary.duplicates > 0 {
      lines.append("\(summary.duplicates) merged with a later one of the same pair")
    }
    if summary.outsideCore > 0 || summary.usersOutsideCore > 0 || summary.itemsOutsideCore > 0 {
      lines.append(
        "\(summary.outsideCore) left out with \(summary.usersOutsideCore) users and \(summary.itemsOutsideCore) items "
          + "that have too few")
    }
    lines.append(
      "\(summary.interactions) interactions of \(prepared.userIdentifiers.count) users and "
        + "\(prepared.itemIdentifiers.count) items are left: \(prepared.training.interactionCount) to train on, "
        + "\(prepared.test.caseCount) held out")
    if !summary.hasTimes { lines.append("no column of times: the last interaction in the file is held out") }
    return lines
  }
}

extension InteractionFormat: ExpressibleByArgument {}
