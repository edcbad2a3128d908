import NCFDiagnostics

/// Reads `NAME.train.rating`: training interactions, in any order.
enum TrainingFile {
  /// How many ids may be left out of the numbering, in one file.
  ///
  /// Users and items are numbered from 0. A file in which every id is used has fewer ids than lines; this
  /// much more is allowed, so that a matrix never takes more memory than its file justifies.
  static let allowedGaps = 1_000_000

  static func read(_ file: TextFile) throws -> InteractionMatrix {
    var scanner = try TabSeparatedScanner(file, columns: RatingRow.columns)
    let idLimit = min(scanner.lineLimit + allowedGaps, Int(Int32.max))
    var (users, items, timestamps) = ([Int32](), [Int32](), [Int64]())
    users.reserveCapacity(scanner.lineLimit)
    items.reserveCapacity(scanner.lineLimit)
    var (userCount, itemCount) = (0, 0)

    while try scanner.nextLine() {
      let row = try RatingRow(from: &scanner)
      guard row.user < idLimit else { throw tooLarge("user", row.user, idLimit, in: scanner) }
      guard row.item < idLimit else { throw tooLarge("item", row.item, idLimit, in: scanner) }
      users.append(Int32(row.user))
      items.append(Int32(row.item))
      if let timestamp = row.timestamp { timestamps.append(timestamp) }
      userCount = max(userCount, row.user + 1)
      itemCount = max(itemCount, row.item + 1)
    }

    let (matrix, rows) = InteractionMatrix.grouping(
      users: users, items: items, timestamps: timestamps.count == users.count ? timestamps : nil,
      userCount: userCount, itemCount: itemCount)
    if let duplicate = matrix.firstDuplicate {
      let (user, entry) = duplicate
      throw scanner.error(
        "user \(user) and item \(matrix.items[entry]) stand here again, first in line \(rows[entry - 1] + 1)",
        line: Int(rows[entry]) + 1, remedy: "remove one of the two lines")
    }
    return matrix
  }

  private static func tooLarge(
    _ what: String, _ id: Int, _ limit: Int, in scanner: TabSeparatedScanner
  ) -> InputError {
    scanner.error(
      "\(what) id \(id) is too large for a file of this length, in which ids must be below \(limit)",
      remedy: "number users and items from 0 without gaps")
  }
}

extension InteractionMatrix {
  /// The first user that has an item twice, and where the second copy stands in `items`.
  fileprivate var firstDuplicate: (user: Int, entry: Int)? {
    for user in 0..<userCount {
      for entry in offsets[user]..<offsets[user + 1]
      where entry > offsets[user] && items[entry] == items[entry - 1] {
        return (user, entry)
      }
    }
    return nil
  }
}
