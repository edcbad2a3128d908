import ArgumentParser
import NCFData

struct DataSynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
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
    let files = DatasetFiles(name: name, directory: folder)
    try DatasetWriter.requireAbsence(of: files.all)
    try DatasetWriter.write(SyntheticDataset(named: name, recipe: recipe, seed: seed), into: folder)
    for path in files.all { print(path) }
  }
}
