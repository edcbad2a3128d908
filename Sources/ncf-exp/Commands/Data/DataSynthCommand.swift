import ArgumentParser
import NCFData

struct DataSynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract:
      "Write a synthetic data set: low-rank taste and skewed popularity, leave-one-out, 99 negatives.",
    discussion: """
      The same options give the same files, byte for byte.

      EXAMPLES
        ncf-exp data synth mine --output Data/mine --users 1000 --items 500 --mean 30
        ncf-exp data synth large --users 55187 --items 9916 --rows 1500809 --repeats 0.025
      """)

  @Argument(help: ArgumentHelp("The data set's name.", valueName: "name"))
  var name: String
  @Option(help: ArgumentHelp("The folder for the three files (default: Data/NAME).", valueName: "dir"))
  var output: String?
  @Option(help: "Users.")
  var users = 1000
  @Option(help: "Items.")
  var items = 500
  @Option(help: "Mean interactions per user (default: 30).")
  var mean: Double?
  @Option(
    help: ArgumentHelp(
      "Rows of the training and the test file together, exactly; in place of --mean.", valueName: "n"))
  var rows: Int?
  @Option(
    help: ArgumentHelp("Share of the rows that repeat a training row; goes with --rows.", valueName: "share"))
  var repeats: Double?
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

  func validate() throws {
    guard mean == nil || rows == nil else { throw ValidationError("give either --mean or --rows") }
    guard repeats == nil || rows != nil else { throw ValidationError("--repeats goes with --rows") }
  }

  func run() throws {
    let recipe = try recipe()
    let folder = output ?? "Data/\(name)"
    let files = DatasetFiles(name: name, directory: folder)
    try DatasetWriter.requireAbsence(of: files.all)
    try DatasetWriter.write(SyntheticDataset(named: name, recipe: recipe, seed: seed), into: folder)
    for path in files.all { print(path) }
  }

  private func recipe() throws -> SyntheticRecipe {
    guard let rows else {
      return try SyntheticRecipe(
        users: users, items: items, meanInteractions: mean ?? 30, tastes: tastes, popularitySkew: skew,
        tasteStrength: strength, noise: noise)
    }
    return try SyntheticRecipe(
      users: users, items: items, rows: rows, repeatedShare: repeats ?? 0, tastes: tastes,
      popularitySkew: skew, tasteStrength: strength, noise: noise)
  }
}
