import NCFDiagnostics

/// Reads `NAME.test.rating`: the one held-out interaction of each user.
enum TestFile {
  /// - Returns: The users and their held-out items, in file order.
  static func read(
    _ file: TextFile, training: InteractionMatrix
  ) throws -> (users: [Int32], heldOutItems: [Int32]) {
    var scanner = try TabSeparatedScanner(file, columns: RatingRow.columns)
    var (users, heldOutItems) = ([Int32](), [Int32]())
    var lineOfUser = [Int](repeating: 0, count: training.userCount)

    while try scanner.nextLine() {
      let row = try RatingRow(from: &scanner)
      guard row.user < training.userCount else {
        throw scanner.outOfRange("user", row.user, limit: training.userCount)
      }
      guard row.item < training.itemCount else {
        throw scanner.outOfRange("item", row.item, limit: training.itemCount)
      }
      guard lineOfUser[row.user] == 0 else {
        throw scanner.error(
          "expected one test row a user, found user \(row.user) here and in line \(lineOfUser[row.user])",
          remedy: "keep one of the two lines, and its line in the negatives' file")
      }
      guard !training.contains(user: row.user, item: Int32(row.item)) else {
        throw scanner.error(
          "user \(row.user) and item \(row.item) are in the training file too",
          remedy: "remove the pair from the training file: a held-out item must not be trained on")
      }
      lineOfUser[row.user] = scanner.line
      users.append(Int32(row.user))
      heldOutItems.append(Int32(row.item))
    }

    if let user = lineOfUser.indices.first(where: { lineOfUser[$0] == 0 && !training.items(of: $0).isEmpty })
    {
      throw InputError(
        .badContent, file: file.path,
        problem: "expected a test row for every user of the training file, found none for user \(user)",
        remedy: "add the row, or remove the user from the training file")
    }
    return (users, heldOutItems)
  }
}

extension TabSeparatedScanner {
  /// The error of an id that the training file does not know.
  func outOfRange(_ what: String, _ id: Int, limit: Int) -> InputError {
    error(
      "expected \(what == "item" ? "an" : "a") \(what) id of the training file, which go up to \(limit - 1), "
        + "found \(id)",
      remedy: "mend the id, or check that the three files belong together")
  }
}
