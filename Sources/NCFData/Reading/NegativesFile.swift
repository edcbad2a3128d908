import NCFDiagnostics

/// Reads `NAME.test.negative`: for each test row `(user,item)` and the sampled negatives.
///
/// Lists may be of any length, and may stand in another order than the test rows: they find their row by its pair.
struct NegativesFile {
  private static let columns = "a pair (user,item) and then the ids of sampled items"

  /// The test rows with their lists, without copies of the held-out items.
  let task: RankingTask
  /// How many copies of its own test item each list held; shape `task.caseCount`.
  let ownTestItemCopies: [Int]
  /// Whether the lists stood in the order of the test rows.
  let isInOrder: Bool
  /// The largest item id, plus 1.
  let itemCount: Int

  /// - Parameters:
  ///   - test: The rows of the test file.
  ///   - limit: What ids must be below.
  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy.
  init(_ file: TextFile, test: RatingsFile, limit: IdentifierLimit) throws {
    var scanner = try TabSeparatedScanner(file, columns: Self.columns)
    var lists = Lists()
    var (itemCount, isInOrder) = (0, true)
    /// The rows of each pair that have no list yet, in the order of the file; made when it is first needed.
    var waiting: [RankingTask.Pair: [Int]]?

    while try scanner.nextLine() {
      let pair = try Self.pair(in: &scanner)
      guard !scanner.isAtLineEnd else { throw scanner.wrongFieldCount() }
      let line = lists.count
      if isInOrder, line < test.users.count, pair == test.pair(line) {
        lists.open(row: line)
      } else {
        isInOrder = false
        if waiting == nil { waiting = Self.rows(of: test, from: line) }
        guard let row = waiting?[pair]?.first else {
          throw scanner.error(
            "expected a row of the test file that has no list yet, found (\(pair.user),\(pair.item))",
            remedy:
              "check that the two files belong together, and that each pair stands in both equally often")
        }
        waiting?[pair]?.removeFirst()
        lists.open(row: row)
      }
      while !scanner.isAtLineEnd {
        let item = try limit.check(scanner.wholeNumber("an item id"), "item", in: scanner)
        itemCount = max(itemCount, item + 1)
        lists.append(Int32(item), isOwn: Int32(item) == pair.item)
      }
    }

    guard lists.count == test.users.count else {
      let row = waiting?.values.compactMap(\.first).min() ?? lists.count
      throw InputError(
        .badContent, file: file.path,
        problem: "expected a list for each row of the test file (\(test.users.count)), found \(lists.count); "
          + "(\(test.users[row]),\(test.items[row])) has none",
        remedy: "check that the file is whole and that the two files belong together")
    }
    if !isInOrder { lists.sort() }
    (self.isInOrder, self.itemCount, ownTestItemCopies) = (isInOrder, itemCount, lists.ownCopies)
    task = RankingTask(
      users: test.users, heldOutItems: test.items, negativeOffsets: lists.offsets, negatives: lists.items)
  }

  /// Reads the first field.
  private static func pair(in scanner: inout TabSeparatedScanner) throws -> RankingTask.Pair {
    let field = scanner.field
    let numbers = field.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingPrefix { $0 == " " } }
    guard field.first == "(", field.last == ")", numbers.count == 2, let user = Int32(numbers[0]),
      let item = Int32(numbers[1])
    else { throw scanner.unreadable("a pair (user,item) of the test file") }
    scanner.skipField()
    return RankingTask.Pair(user: user, item: item)
  }

  private static func rows(of test: RatingsFile, from start: Int) -> [RankingTask.Pair: [Int]] {
    var rows: [RankingTask.Pair: [Int]] = [:]
    for row in test.users.indices.dropFirst(start) { rows[test.pair(row), default: []].append(row) }
    return rows
  }

  /// The lists, in the order in which they are found.
  private struct Lists {
    /// The test row of each list.
    private var rows: [Int] = []
    private(set) var offsets = [0]
    private(set) var items: [Int32] = []
    private(set) var ownCopies: [Int] = []

    var count: Int { rows.count }

    mutating func open(row: Int) {
      rows.append(row)
      ownCopies.append(0)
      offsets.append(items.count)
    }

    /// - Parameter isOwn: Whether it is the held-out item, which is left out: an item does not compete with itself.
    mutating func append(_ item: Int32, isOwn: Bool) {
      if isOwn {
        ownCopies[count - 1] += 1
      } else {
        items.append(item)
        offsets[count] = items.count
      }
    }

    /// Puts the lists into the order of the test rows.
    mutating func sort() {
      let order = rows.indices.sorted { rows[$0] < rows[$1] }
      let former = self
      (rows, offsets, items) = (order.map { former.rows[$0] }, [0], [])
      ownCopies = order.map { former.ownCopies[$0] }
      for list in order {
        items += former.items[former.offsets[list]..<former.offsets[list + 1]]
        offsets.append(items.count)
      }
    }
  }
}

extension RatingsFile {
  fileprivate func pair(_ row: Int) -> RankingTask.Pair {
    RankingTask.Pair(user: users[row], item: items[row])
  }
}
