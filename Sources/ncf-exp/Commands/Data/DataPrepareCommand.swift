import ArgumentParser
import NCFData
import NCFDiagnostics

struct DataPrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Make a data set from interactions: k-core, items held out, sampled negatives.",
    discussion: """
      Reads MovieLens ratings.dat and ratings.csv, RecBole .inter, CSV, TSV and other
      separated text, adjacency lists (LightGCN's train.txt and test.txt) and SciPy's
      sparse .npz; each also packed by gzip or zip. What it guesses about a file, it
      says first. Writes the authors' three files, and the original identifiers in
      NAME.users.tsv and NAME.items.tsv. Same files, options and seed, same bytes.

      EXAMPLES
        ncf-exp data prepare ml-20m/ratings.csv --name ml-20m --core 20
        ncf-exp data prepare ml-1m.zip --name ml-1m-mine --minimum-rating 4
        ncf-exp data prepare shop.csv --name shop --user-column customer --core 5
        ncf-exp data prepare log.tsv.gz --name log --columns user,_,item,time --at 0.9
        ncf-exp data prepare train.txt --test test.txt --name gowalla
        ncf-exp data prepare clicks.npz --name clicks --hold-out random
      """)

  @Argument(
    help: ArgumentHelp(
      "The file of interactions; ARCHIVE.zip/FILE names one of several in an archive.", valueName: "file"),
    completion: .file())
  var input: String
  @Option(help: ArgumentHelp("The data set's name: letters, digits, . _ and -.", valueName: "name"))
  var name: String
  @Option(help: ArgumentHelp("The folder for the files (default: Data/NAME).", valueName: "dir"))
  var output: String?

  @OptionGroup(title: "How the file is read") var reading: Reading
  @OptionGroup(title: "What the data set is made of") var making: Making

  struct Reading: ParsableArguments {
    @Option(
      help: ArgumentHelp("Guessed from name and content if not given.", valueName: "format"))
    var format: InteractionFormat?
    @Option(
      help: ArgumentHelp(
        "What the columns are, in their order: user, item, rating, time, and _ for what is not wanted; or where these four stand, counted from 1, as in 1,2,_,4.",
        valueName: "list"))
    var columns: String?
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
        "comma, tab, space, semicolon, pipe, or one or two characters.", valueName: "separator"))
    var separator: String?
    @Flag(inversion: .prefixedNo, help: "Whether the first line is a header.")
    var header: Bool?
  }

  struct Making: ParsableArguments {
    @Option(help: ArgumentHelp("Leave out interactions with a lower rating.", valueName: "rating"))
    var minimumRating: Double?
    @Option(
      help: ArgumentHelp(
        "Leave out users and items with fewer interactions, until none are left. Users need two, if one is held out.",
        valueName: "k"))
    var core = 1
    @Option(
      help: ArgumentHelp(
        """
        latest (of each user; the default), random (one of each user), file (what --test has), or time (each user's \
        first from --at on; what came before is trained on).
        """,
        valueName: "way"))
    var holdOut: Way?
    @Option(help: ArgumentHelp("A file of interactions to hold out.", valueName: "file"), completion: .file())
    var test: String?
    @Option(
      help: ArgumentHelp(
        "The moment of --hold-out time: a date (UTC), seconds since 1970, or a share of the interactions such as 0.9.",
        valueName: "time"))
    var at: String?
    @Option(help: ArgumentHelp("Sampled negatives for each held-out item.", valueName: "n"))
    var negatives = 99
    @Option(help: ArgumentHelp("Seed of the negatives, and of random held-out items.", valueName: "n"))
    var seed: UInt64 = 42

    enum Way: String, ExpressibleByArgument, CaseIterable { case latest, random, file, time }

    /// `--test` and `--at` say by themselves what is held out.
    func heldOut() throws -> HoldOut? {
      let way = holdOut ?? (test != nil ? .file : at != nil ? .time : nil)
      for (option, value, owner) in [("--test", test, Way.file), ("--at", at, .time)]
      where (value != nil) != (way == owner) {
        throw InputError(
          .badContent, place: "--hold-out",
          problem: value == nil
            ? "--hold-out \(owner.rawValue) needs \(option)"
            : "\(option) goes with --hold-out \(owner.rawValue), found --hold-out \(way?.rawValue ?? "")",
          remedy: value == nil && owner == .time ? "such as --at 0.9 or --at 2001-12-31" : nil)
      }
      return try way.map { way in
        switch way {
        case .latest: .latest
        case .random: .random
        case .file: .file(test: test ?? "")
        case .time: .time(try Moment(at ?? ""))
        }
      }
    }
  }

  func run() throws {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
      throw InputError(
        .badContent, place: "--name", problem: "expected letters, digits, . _ and -, found \"\(name)\"")
    }
    let options = try PreparationOptions(
      format: reading.format,
      columns: ColumnNames(
        user: reading.userColumn, item: reading.itemColumn, rating: reading.ratingColumn,
        time: reading.timeColumn),
      positions: reading.columns.map { try ColumnPositions($0) }, separator: reading.separator,
      hasHeader: reading.header, minimumRating: making.minimumRating, core: making.core,
      holdOut: making.heldOut(), negativeCount: making.negatives, seed: making.seed)
    let folder = output ?? "Data/\(name)"
    let files = DatasetFiles(name: name, directory: folder)
    let paths = files.all + [files.userIdentifiers, files.itemIdentifiers]
    try DatasetWriter.requireAbsence(of: paths)
    let prepared = try PreparedDataset(
      named: name, contentsOf: input, options: options, onGuess: StandardError.write)
    try DatasetWriter.write(prepared, into: folder)
    for line in prepared.summary.lines { StandardError.write(line) }
    for path in paths { print(path) }
  }
}

extension InteractionFormat: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }

  public static var allValueStrings: [String] { all.map(\.name) }
}
