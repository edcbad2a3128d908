import NCFDiagnostics
import NCFRandom

/// Interactions that are trained on and others that are held out, and users and items numbered for good.
struct HoldOutSplit {
  /// The former numbers of users and items, by their new ones.
  let users: [Int32]
  let items: [Int32]
  let training: InteractionMatrix
  /// The held-out interactions, users ascending and each user's items ascending; shape `caseCount`.
  let heldOutUsers: [Int32]
  let heldOutItems: [Int32]
  let heldOutTimestamps: [Int64]?

  /// A held-out interaction, by the former numbers.
  struct HeldOut {
    let user: Int32
    let item: Int32
    let time: Int64?
  }

  /// - Parameters:
  ///   - trained: What is trained on.
  ///   - endsTrained: Whether the last item has to be one that is trained on. The last item then changes places with the
  ///     last one that is.
  init(
    trained: InteractionHistory, heldOut: [HeldOut], users userTable: IdentifierTable,
    items itemTable: IdentifierTable, endsTrained: Bool
  ) {
    var (isUser, degrees) = (
      (0..<trained.userCount).map { trained.offsets[$0] < trained.offsets[$0 + 1] },
      [Int](repeating: 0, count: trained.itemCount)
    )
    for item in trained.items { degrees[Int(item)] += 1 }
    var isItem = degrees.map { $0 > 0 }
    for pair in heldOut { (isUser[Int(pair.user)], isItem[Int(pair.item)]) = (true, true) }
    users = userTable.ordered(isUser.indices.lazy.filter { isUser[$0] }.map { Int32($0) })
    var items = itemTable.ordered(isItem.indices.lazy.filter { isItem[$0] }.map { Int32($0) })
    if endsTrained, let last = items.lastIndex(where: { degrees[Int($0)] > 0 }) {
      items.swapAt(last, items.count - 1)
    }
    self.items = items
    let newItems = Self.inverse(items, count: trained.itemCount)

    var (offsets, trainedItems) = ([0], [Int32]())
    var times: [Int64]? = trained.times.map { _ in [] }
    trainedItems.reserveCapacity(trained.items.count)
    for user in users {
      let entries = (trained.offsets[Int(user)]..<trained.offsets[Int(user) + 1])
        .map { (item: newItems[Int(trained.items[$0])], entry: $0) }
        .sorted { $0.item < $1.item }
      trainedItems += entries.lazy.map(\.item)
      if let former = trained.times { times?.append(contentsOf: entries.lazy.map { former[$0.entry] }) }
      offsets.append(trainedItems.count)
    }
    training = InteractionMatrix(
      offsets: offsets, items: trainedItems, timestamps: times, itemCount: items.count)

    let newUsers = Self.inverse(users, count: trained.userCount)
    let renumbered = heldOut.map {
      HeldOut(user: newUsers[Int($0.user)], item: newItems[Int($0.item)], time: $0.time)
    }.sorted { ($0.user, $0.item) < ($1.user, $1.item) }
    heldOutUsers = renumbered.map(\.user)
    heldOutItems = renumbered.map(\.item)
    let heldOutTimes = renumbered.compactMap(\.time)
    heldOutTimestamps = trained.times == nil ? nil : heldOutTimes
  }

  private static func inverse(_ order: [Int32], count: Int) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: count)
    for (new, former) in order.enumerated() { numbers[Int(former)] = Int32(new) }
    return numbers
  }
}

extension InteractionHistory {
  /// Holds out each user's latest interaction.
  /// - Returns: The held-out ones; the others stay.
  mutating func holdOutLatest() -> [HoldOutSplit.HeldOut] {
    take((0..<userCount).filter { offsets[$0] < offsets[$0 + 1] }.map { latest(of: $0) })
  }

  /// Holds out one interaction of each user, with equal chances.
  ///
  /// Users are drawn for in the order of their identifiers, among items in that of theirs, so that the order of the file
  /// does not matter.
  mutating func holdOutRandom(
    seed: UInt64, users: IdentifierTable, items: IdentifierTable
  ) -> [HoldOutSplit.HeldOut] {
    var generator = SeededGenerator(seed: seed, stream: "prepared held-out items")
    let order = items.ordered((0..<Int32(itemCount)).map { $0 })
    var ranks = [Int32](repeating: 0, count: itemCount)
    for (rank, item) in order.enumerated() { ranks[Int(item)] = Int32(rank) }
    let present = (0..<userCount).filter { offsets[$0] < offsets[$0 + 1] }.map { Int32($0) }
    return take(
      users.ordered(present).map { user in
        let entries = (offsets[Int(user)]..<offsets[Int(user) + 1]).sorted {
          ranks[Int(self.items[$0])] < ranks[Int(self.items[$1])]
        }
        return entries[Int(generator.uniform(below: UInt32(entries.count)))]
      })
  }

  /// Holds out what comes from the file of test interactions.
  mutating func holdOutTestFile() -> [HoldOutSplit.HeldOut] {
    guard let start = testStart else { return [] }
    return take(records.indices.filter { Int(records[$0]) >= start })
  }

  /// Takes interactions out.
  private mutating func take(_ entries: [Int]) -> [HoldOutSplit.HeldOut] {
    var isTaken = [Bool](repeating: false, count: items.count)
    for entry in entries { isTaken[entry] = true }
    var taken: [HoldOutSplit.HeldOut] = []
    taken.reserveCapacity(entries.count)
    for user in 0..<userCount {
      for entry in offsets[user]..<offsets[user + 1] where isTaken[entry] {
        taken.append(.init(user: Int32(user), item: items[entry], time: times?[entry]))
      }
    }
    keep { !isTaken[$0] }
    return taken
  }

  /// What a moment for all users makes of a history.
  struct TimeSplit {
    let seconds: Int64
    var heldOut: [HoldOutSplit.HeldOut] = []
    /// Users who have interactions from the moment on, but nothing to train on before it, and their interactions.
    var usersWithoutBefore = 0
    var interactionsWithoutBefore = 0
    /// Users who are trained on and have nothing to hold out.
    var usersWithoutAfter = 0
    /// Interactions behind the held-out ones of their users.
    var laterInteractions = 0
    /// Interactions from the moment on with items that are left out with the core.
    var outsideCore = 0
  }

  /// Divides at one moment for all users: what happened before it stays, less what is outside the core of it, and each
  /// user's first interaction from then on is held out.
  ///
  /// - Parameter core: Interactions that users and items must have before the moment.
  /// - Throws: `InputError` if there is nothing on one side of the moment.
  mutating func holdOut(from moment: Moment, core: Int, file: String) throws -> TimeSplit {
    guard let times, let first = times.min(), let last = times.max() else {
      throw InputError(
        .badContent, file: file, problem: "found no times, which --hold-out time needs",
        remedy: "name their column with --time-column or --columns, or choose another --hold-out")
    }
    let seconds =
      switch moment {
      case .seconds(let seconds): seconds
      case .share(let share): times.sorted()[min(times.count - 1, Int(share * Double(times.count)))]
      }
    guard first < seconds, seconds <= last else {
      throw InputError(
        .badContent, file: file,
        problem:
          "there is no interaction \(seconds > last ? "at or after" : "before") \(UTCTime.text(seconds)): "
          + "the file's times go from \(UTCTime.text(first)) to \(UTCTime.text(last))",
        remedy: "choose another --at"
          + (UTCTime.isPlausible(last)
            ? "" : ", in the unit of these times, which are not seconds since 1970"))
    }
    let whole = self
    var split = TimeSplit(seconds: seconds)
    keep { times[$0] < seconds }
    reduceToCore(userMinimum: core, itemMinimum: core)
    var isTrained = [Bool](repeating: false, count: itemCount)
    for item in items { isTrained[Int(item)] = true }
    for user in 0..<userCount {
      let after = (whole.offsets[user]..<whole.offsets[user + 1]).filter { times[$0] >= seconds }
      guard offsets[user] < offsets[user + 1] else {
        split.usersWithoutBefore += after.isEmpty ? 0 : 1
        split.interactionsWithoutBefore += after.count
        continue
      }
      // Without a core, items that nobody has interacted with before are held out like others.
      let eligible = after.filter { core == 1 || isTrained[Int(whole.items[$0])] }
      split.outsideCore += after.count - eligible.count
      guard let next = eligible.min(by: { (times[$0], whole.records[$0]) < (times[$1], whole.records[$1]) })
      else {
        split.usersWithoutAfter += 1
        continue
      }
      split.laterInteractions += eligible.count - 1
      split.heldOut.append(.init(user: Int32(user), item: whole.items[next], time: times[next]))
    }
    return split
  }
}
