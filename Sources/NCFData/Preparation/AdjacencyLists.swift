import NCFDiagnostics

extension InteractionFormat {
  /// A user and all its items in each line, as LightGCN, NGCF and their successors publish: `user item item …`.
  public static let adjacency = InteractionFormat(name: "adjacency") { file, _, log in
    try log.readLists(file)
  }.with {
    $0.content = "lines of a user and its items, separated by blanks"
    $0.recognise = { sample in sample.looksLikeLists.map { Sign(reason: $0) } }
  }
}

extension TextSample {
  /// Why the lines are lists of a user and its items, rather than records of as many columns each; nil if they are not.
  fileprivate var looksLikeLists: String? {
    var (counts, users) = ([Int](), [Int]())
    for line in lines {
      guard !line.contains("\t\t") else { return nil }
      let numbers = line.split { $0 == " " || $0 == "\t" }
      let values = numbers.map { Int($0) }
      guard let user = values.first as? Int, !values.contains(nil) else { return nil }
      counts.append(values.count)
      users.append(user)
    }
    guard let least = counts.min(), let most = counts.max(), most > 1 else { return nil }
    if least < most { return "its first lines, of \(least) to \(most) numbers" }
    let isAscending = zip(users, users.dropFirst()).allSatisfy(<)
    // Of equally long lines, those of records repeat their users.
    guard most > 4 || isAscending && lines.count > 1 else { return nil }
    return "its first lines, of \(most) numbers each, where no user comes twice"
  }
}

extension InteractionLog {
  /// Lines of a user and its items, separated by blanks or tabs.
  fileprivate mutating func readLists(_ file: InteractionFile) throws {
    try refuseMinimumRating(file)
    expectTimes(false)
    let lines = try LineReader(file.content)
    var (line, ascends) = ([UInt8](), true)
    while try next(&line, lines) {
      let words = line.split {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
      }
      let error = { (problem: String, remedy: String) in
        InputError(
          .badContent, file: file.path, place: "\(lines.line)", problem: problem, remedy: remedy)
      }
      guard let user = words.first else { continue }
      if words.count == 1 { emptyLists += 1 }
      _ = try identifier(user, "a user", error)
      for item in words.dropFirst() {
        recordCount += 1
        try append(user: user, item: try identifier(item, "an item", error), time: nil, error)
      }
      ascends =
        ascends
        && zip(words.dropFirst(), words.dropFirst(2)).allSatisfy {
          // Numbers, as a rule: the longer one is the larger one.
          $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count
        }
    }
    listsAscend = ascends
  }

  private func next(_ line: inout [UInt8], _ lines: LineReader) throws -> Bool {
    line.removeAll(keepingCapacity: true)
    return try lines.appendLine(to: &line)
  }

  private func refuseMinimumRating(_ file: InteractionFile) throws {
    guard minimumRating != nil else { return }
    throw InputError(
      .badContent, file: file.path, problem: "adjacency lists have no ratings for --minimum-rating",
      remedy: "leave --minimum-rating out")
  }
}
