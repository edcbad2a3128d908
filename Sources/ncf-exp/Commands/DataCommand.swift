import ArgumentParser
import NCFData

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Describe data sets, or make synthetic ones.",
    subcommands: [Info.self, Synth.self])

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Describe data sets, as Table 1 of the paper does.",
      discussion: """
        EXAMPLE
          ncf-exp data info ml-1m --data DIR
        """)

    @Argument(
      help: ArgumentHelp("Names of data sets; all that are found if none is given.", valueName: "name"))
    var names: [String] = []
    @OptionGroup var data: DataOptions

    func run() throws {
      let locator = data.locator
      let files = names.isEmpty ? locator.available() : try names.map { try locator.locate($0) }
      var table = TextTable([
        ("data set", .left), ("users", .right), ("items", .right), ("interactions", .right),
        ("training", .right),
        ("test cases", .right), ("sparsity", .right), ("per user", .right), ("digest", .left),
      ])
      for file in files {
        let dataset = try DatasetReader.read(file)
        let statistics = DatasetStatistics(of: dataset)
        table.append([
          dataset.name, "\(statistics.userCount)", "\(statistics.itemCount)",
          "\(statistics.interactionCount)",
          "\(statistics.trainingInteractionCount)", "\(statistics.testCaseCount)",
          "\((100 * statistics.sparsity).decimals(2)) %",
          "\(statistics.minimumPerUser)–\(statistics.medianPerUser.decimals(0))–\(statistics.maximumPerUser)",
          String(dataset.digest.prefix(12)),
        ])
      }
      print(table.text)
    }
  }

  struct Synth: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Write a synthetic data set: low-rank taste and skewed popularity, leave-one-out, 99 negatives.",
      discussion: """
        The same options give the same files, byte for byte.

        EXAMPLE
          ncf-exp data synth mine --output Data/mine --users 1000 --items 500 --mean 30
        """)

    @Argument(help: ArgumentHelp("The data set's name.", valueName: "name"))
    var name: String
    @Option(help: ArgumentHelp("The folder for the three files (default: Data/NAME).", valueName: "dir"))
    var output: String?
    @Option(help: "Users.")
    var users = 1000
    @Option(help: "Items.")
    var items = 500
    @Option(help: "Mean interactions per user.")
    var mean = 30.0
    @Option(help: "Tastes: the rank of the preferences.")
    var tastes = 8
    @Option(help: "Zipf's exponent of the items' popularity.")
    var skew = 0.8
    @Option(help: "How far users and items favour one taste, from 0 to 10.")
    var strength = 3.0
    @Option(help: "Share of interactions that follow popularity alone, from 0 to 1.")
    var noise = 0.05
    @Option(help: "Seed.")
    var seed: UInt64 = 42

    func run() throws {
      let recipe = try SyntheticRecipe(
        users: users, items: items, meanInteractions: mean, tastes: tastes, popularitySkew: skew,
        tasteStrength: strength, noise: noise)
      let folder = output ?? "Data/\(name)"
      try DatasetWriter.write(SyntheticDataset(named: name, recipe: recipe, seed: seed), into: folder)
      let files = DatasetFiles(name: name, directory: folder)
      for path in files.all { print(path) }
    }
  }
}
