import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFEvaluation

struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract:
      "Rank the whole catalogue for users, without the items that they have interacted with in training.",
    discussion: """
      Scores of GMF, MLP, NeuMF and MF are probabilities; those of other methods are their own. Without --user or
      --users, every user is served.

      EXAMPLES
        ncf-exp recommend --run 3f9a --user 42 -k 10
        ncf-exp recommend --weights neumf.safetensors --dataset ml-1m --format csv > all.csv
        ncf-exp recommend --run 3f9a --users some.txt --format jsonl
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, csv, jsonl
  }

  @OptionGroup var model: ModelOptions
  @Option(help: ArgumentHelp("A user; may be repeated.", valueName: "id"))
  var user: [Int] = []
  @Option(help: ArgumentHelp("A file with a user on each line.", valueName: "file"), completion: .file())
  var users: String?
  @Option(name: .customShort("k"), help: ArgumentHelp("Items for each user.", valueName: "n"))
  var count = 10
  @Option(help: "text, csv, or jsonl: one JSON object for each user, on a line of its own.")
  var format = Format.text

  func validate() throws {
    guard count >= 1 else { throw ValidationError("-k expects a whole number from 1") }
    guard user.isEmpty || users == nil else { throw ValidationError("give either --user or --users") }
  }

  func run() throws {
    let trained = try model.load()
    let users = try chosenUsers(trained)
    let ranking = CatalogueRanking(recommender: trained.recommender, seen: trained.dataset.training)
    if format == .csv { print("user,rank,item,score") }
    for user in users {
      let items = ranking.top(count, for: user).enumerated().map {
        Ranked(rank: $0.offset + 1, item: $0.element.item, score: trained.shown($0.element.score))
      }
      switch format {
      case .text: writeText(user, items)
      case .csv: for item in items { print("\(user),\(item.rank),\(item.item),\(item.score)") }
      case .jsonl: print(try JSONOutput.line(UserItems(user: user, items: items)))
      }
    }
  }

  private struct Ranked: Encodable {
    let rank: Int
    let item: Int32
    let score: Double
  }

  private struct UserItems: Encodable {
    let user: Int
    let items: [Ranked]
  }

  private func writeText(_ user: Int, _ items: [Ranked]) {
    var table = TextTable([("user", .right), ("rank", .right), ("item", .right), ("score", .right)])
    for item in items { table.append(["\(user)", "\(item.rank)", "\(item.item)", item.score.decimals(4)]) }
    print(table.text)
  }

  private func chosenUsers(_ trained: TrainedModel) throws -> [Int] {
    let all = 0..<trained.dataset.userCount
    func check(_ id: Int?, _ text: String, file: String?, place: String) throws -> Int {
      guard let id, all.contains(id) else {
        throw InputError(
          .badContent, file: file, place: place,
          problem: "expected a user of \(trained.dataset.name), from 0 to \(all.count - 1), found \"\(text)\""
        )
      }
      return id
    }
    guard let file = users else {
      return user.isEmpty ? Array(all) : try user.map { try check($0, "\($0)", file: nil, place: "--user") }
    }
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw InputError(.missing, file: file, problem: "there is no such file of users, or it is not text")
    }
    return try text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { (line: $0.offset + 1, text: $0.element.trimmingCharacters(in: .whitespaces)) }
      .filter { !$0.text.isEmpty }
      .map { try check(Int($0.text), $0.text, file: file, place: "\($0.line)") }
  }
}
