/// Command lines of the authors' scripts GMF.py, MLP.py and NeuMF.py, in the form that `train` takes:
///
///     train GMF.py --num_factors 8 --regs [0,0]
///     train --model gmf … --num-factors 8 --regs [0,0]
///
/// Flags may have underscores, their values a pair of quotes that the shell has left, and lists spaces after the commas.
/// The dots stand for what the script takes where nothing is said, as far as it is not what `train` takes.
enum ScriptArguments {
  /// The scripts' flag for the folder of the data sets, and what it is by default, relative to the working folder.
  private static let pathFlag = "--path"
  private static let usualPaths: Set = ["Data/", "Data"]

  /// - Parameter arguments: Those of the program, without its name. Other commands' stay as they are.
  static func normalised(_ arguments: [String]) -> [String] {
    guard arguments.first == "train" else { return arguments }
    var words = joiningLists(arguments.dropFirst())[...]
    if words.first.map({ ["python", "python2", "python3"].contains($0) }) == true { words.removeFirst() }
    let method = words.first.flatMap { scripts[$0.split(separator: "/").last.map(String.init) ?? ""] }
    if method != nil { words.removeFirst() }
    let flags = spelled(words)
    guard let method else { return ["train"] + flags }
    let defaults = self.defaults.filter { !flags.contains($0.flag) && (method != "gmf" || $0.isOfGMF) }
    return ["train", "--model", method] + defaults.flatMap { [$0.flag, $0.value] } + flags
  }

  private static let scripts = ["GMF.py": "gmf", "MLP.py": "mlp", "NeuMF.py": "neumf"]

  /// What the scripts take and `train` does not.
  private static let defaults: [(flag: String, value: String, isOfGMF: Bool)] = [
    ("--dataset", "ml-1m", true), ("--epochs", "100", true), ("--layers", "[64,32,16,8]", false),
    ("--learner", "adam", true), ("--verbose", "1", true), ("--out", "1", true),
  ]

  /// A list that the shell has taken apart at its spaces, in one word again.
  private static func joiningLists(_ words: ArraySlice<String>) -> [String] {
    var (joined, rest) = ([String](), words)
    while var word = rest.popFirst() {
      if word.hasPrefix("[") || word.contains("=["), let end = rest.firstIndex(where: { $0.hasSuffix("]") }) {
        while !word.hasSuffix("]"), rest.startIndex <= end { word += rest.removeFirst() }
      }
      joined.append(word)
    }
    return joined
  }

  /// Flags with hyphens, values without quotes; the folder as `--data`, unless it is the usual one.
  private static func spelled(_ words: ArraySlice<String>) -> [String] {
    var (spelled, rest) = ([String](), words)
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        spelled.append(unquoted(word))
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let flag = String(parts[0].map { $0 == "_" ? "-" : $0 })
      if flag == pathFlag, let path = (parts.count == 2 ? parts[1] : rest.popFirst()).map(unquoted) {
        if !usualPaths.contains(path) { spelled += ["--data", path] }
      } else {
        // Apart, so that a value may be empty.
        spelled += [flag] + parts.dropFirst().map(unquoted)
      }
    }
    return spelled
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }
}
