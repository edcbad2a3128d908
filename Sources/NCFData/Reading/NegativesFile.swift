import NCFDiagnostics

/// Reads `NAME.test.negative`: for each test row, in the same order, `(user,item)` and the sampled negatives.
enum NegativesFile {
  private static let columns = "a pair (user,item) and then the ids of sampled items"

  /// - Parameters:
  ///   - users: The users of the test file, in file order.
  ///   - heldOutItems: Their held-out items.
  /// - Returns: The ranking task, and how many copies of its own test item each list held, which are left out.
  static func read(
    _ file: TextFile, users: [Int32], heldOutItems: [Int32], training: InteractionMatrix
  ) throws -> (task: RankingTask, ownTestItemCopies: [Int]) {
    var scanner = try TabSeparatedScanner(file, columns: columns)
    var (negatives, offsets, ownTestItemCopies) = ([Int32](), [0], [Int]())
    var listLength: Int?

    while try scanner.nextLine() {
      let index = offsets.count - 1
      guard index < users.count else {
        throw scanner.error(
          "expected as many lines as the test file has rows (\(users.count)), found more",
          remedy: "check that the two files belong together")
      }
      let (user, heldOutItem) = (users[index], heldOutItems[index])
      try checkPair(in: &scanner, user: user, item: heldOutItem)
      let length = scanner.fieldCount - 1
      guard length > 0 else { throw scanner.wrongFieldCount() }
      guard length == listLength ?? length else {
        throw scanner.error(
          "expected \(listLength ?? 0) sampled items, as in line 1, found \(length)",
          remedy: "give every line the same number of items")
      }
      listLength = length

      var copies = 0
      while !scanner.isAtLineEnd {
        let item = try scanner.wholeNumber("an item id")
        guard item < training.itemCount else {
          throw scanner.outOfRange("item", item, limit: training.itemCount)
        }
        if item == heldOutItem {
          copies += 1
          continue
        }
        guard !training.contains(user: Int(user), item: Int32(item)) else {
          throw scanner.error(
            "expected items that user \(user) has not interacted with, found item \(item), "
              + "which the training file gives to that user",
            remedy: "replace the item by one that the user has not interacted with")
        }
        negatives.append(Int32(item))
      }
      offsets.append(negatives.count)
      ownTestItemCopies.append(copies)
    }

    guard offsets.count == users.count + 1 else {
      throw InputError(
        .badContent, file: file.path,
        problem:
          "expected as many lines as the test file has rows (\(users.count)), found \(offsets.count - 1)",
        remedy: "check that the file is whole and that the two files belong together")
    }
    let task = RankingTask(
      users: users, heldOutItems: heldOutItems, negativeOffsets: offsets, negatives: negatives)
    return (task, ownTestItemCopies)
  }

  /// Reads the first field and checks that it names the test row of the same line.
  private static func checkPair(
    in scanner: inout TabSeparatedScanner, user: Int32, item: Int32
  ) throws {
    let expected = "(\(user),\(item))"
    guard scanner.field == expected else {
      throw scanner.error(
        "expected \(expected), the pair of the same line of the test file, found \(quoted(scanner.field))",
        remedy: "put the lines of the two files in the same order")
    }
    scanner.skipField()
  }
}
