/// Distinct interactions, user after user, with what decides which of a user's comes last.
struct InteractionHistory {
  /// Where each user's interactions begin; shape `users + 1`.
  private(set) var offsets: [Int]
  private(set) var items: [Int32]
  private(set) var times: [Int64]?
  /// The records that the interactions come from: of equal time, the one that stands later is the later one.
  private(set) var records: [Int32]
  let userCount: Int
  let itemCount: Int
  /// The first record of the file of test interactions, if there is one.
  let testStart: Int?
  /// Pairs that stand in both files, which are held out only.
  private(set) var pairsInBothFiles = 0

  /// Merges interactions of the same user and item: the latest stays, or the first one.
  ///
  /// Whatever its time, one of the file of test interactions outlives one of the other file.
  init(_ log: InteractionLog, keepsFirst: Bool = false) {
    userCount = log.users.count
    itemCount = log.items.count
    testStart = log.testStart
    let (matrix, rows) = InteractionMatrix.grouping(
      users: log.userNumbers, items: log.itemNumbers, timestamps: log.times, userCount: userCount,
      itemCount: itemCount)
    (offsets, items, times, records) = ([0], [], log.times.map { _ in [] }, [])
    offsets.reserveCapacity(userCount + 1)
    items.reserveCapacity(matrix.items.count)
    records.reserveCapacity(matrix.items.count)
    times?.reserveCapacity(matrix.items.count)
    for user in 0..<userCount {
      let start = items.count
      for entry in matrix.offsets[user]..<matrix.offsets[user + 1] {
        // Copies stand side by side, in the order of the file.
        let isCopy = items.count > start && items[items.count - 1] == matrix.items[entry]
        if isCopy {
          let isOfOtherFile = isTest(rows[entry]) && !isTest(records[items.count - 1])
          if isOfOtherFile {
            pairsInBothFiles += 1
          } else if keepsFirst {
            guard let time = matrix.timestamps?[entry], let kept = times?[items.count - 1], time < kept else {
              continue
            }
          } else if let time = matrix.timestamps?[entry], let kept = times?[items.count - 1], time < kept {
            continue
          }
          items.removeLast()
          records.removeLast()
          times?.removeLast()
        }
        items.append(matrix.items[entry])
        records.append(rows[entry])
        if let time = matrix.timestamps?[entry] { times?.append(time) }
      }
      offsets.append(items.count)
    }
  }

  private func isTest(_ record: Int32) -> Bool { testStart.map { Int(record) >= $0 } ?? false }

  /// The latest of a user's interactions, as a position in `items`.
  func latest(of user: Int) -> Int {
    let range = offsets[user]..<offsets[user + 1]
    return range.max { first, second in
      (times?[first] ?? 0, records[first]) < (times?[second] ?? 0, records[second])
    }!
  }

  /// Leaves out users and items with too few interactions, until none are left that have (the k-core).
  ///
  /// Complexity: O(interactions) in each round; rounds are few on real data.
  /// - Parameters:
  ///   - userMinimum: Interactions that a user must have.
  ///   - itemMinimum: Interactions that an item must have.
  mutating func reduceToCore(userMinimum: Int, itemMinimum: Int) {
    var itemDegrees = [Int](repeating: 0, count: itemCount)
    for item in items { itemDegrees[Int(item)] += 1 }
    var before: Int
    repeat {
      before = items.count
      var (kept, start) = (0, 0)
      for user in 0..<userCount {
        let end = offsets[user + 1]
        let first = kept
        for entry in start..<end where itemDegrees[Int(items[entry])] >= itemMinimum {
          move(entry, to: kept)
          kept += 1
        }
        if kept - first < userMinimum {
          for entry in first..<kept { itemDegrees[Int(items[entry])] -= 1 }
          kept = first
        }
        start = end
        offsets[user + 1] = kept
      }
      items.removeLast(items.count - kept)
      records.removeLast(records.count - kept)
      times?.removeLast(before - kept)
      // Items that have lost users are looked at in the next round.
      for item in itemDegrees.indices where itemDegrees[item] < itemMinimum { itemDegrees[item] = 0 }
    } while items.count < before
  }

  /// Keeps the interactions at some positions only.
  mutating func keep(where isKept: (Int) -> Bool) {
    var (kept, start) = (0, 0)
    for user in 0..<userCount {
      let end = offsets[user + 1]
      for entry in start..<end where isKept(entry) {
        move(entry, to: kept)
        kept += 1
      }
      start = end
      offsets[user + 1] = kept
    }
    let surplus = items.count - kept
    items.removeLast(surplus)
    records.removeLast(surplus)
    times?.removeLast(surplus)
  }

  private mutating func move(_ entry: Int, to position: Int) {
    items[position] = items[entry]
    records[position] = records[entry]
    if let time = times?[entry] { times?[position] = time }
  }
}
