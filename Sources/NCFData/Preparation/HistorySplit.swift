/// Interactions with each user's latest one held out, and users and items numbered for good.
struct HistorySplit {
  /// The former numbers of users and items, by their new ones.
  let users: [Int32]
  let items: [Int32]
  let training: InteractionMatrix
  let heldOutItems: [Int32]
  let heldOutTimestamps: [Int64]?

  init(_ history: InteractionHistory, users userTable: IdentifierTable, items itemTable: IdentifierTable) {
    let users = userTable.ordered(
      (0..<history.userCount).lazy.filter { history.offsets[$0] < history.offsets[$0 + 1] }.map { Int32($0) })
    let latest = users.map { history.latest(of: Int($0)) }
    let items = Self.order(history, latest: latest, itemTable)
    var newNumbers = [Int32](repeating: -1, count: history.itemCount)
    for (new, former) in items.enumerated() { newNumbers[Int(former)] = Int32(new) }

    var (offsets, trained) = ([0], [Int32]())
    var times: [Int64]? = history.times.map { _ in [] }
    trained.reserveCapacity(history.items.count - users.count)
    for (user, heldOut) in zip(users, latest) {
      let entries = (history.offsets[Int(user)]..<history.offsets[Int(user) + 1]).filter { $0 != heldOut }
        .map { (item: newNumbers[Int(history.items[$0])], entry: $0) }
        .sorted { $0.item < $1.item }
      trained += entries.lazy.map(\.item)
      if let former = history.times { times?.append(contentsOf: entries.lazy.map { former[$0.entry] }) }
      offsets.append(trained.count)
    }
    self.users = users
    self.items = items
    training = InteractionMatrix(offsets: offsets, items: trained, timestamps: times, itemCount: items.count)
    heldOutItems = latest.map { newNumbers[Int(history.items[$0])] }
    heldOutTimestamps = history.times.map { times in latest.map { times[$0] } }
  }

  /// The items in the order of their identifiers, the last one of which is trained on.
  private static func order(
    _ history: InteractionHistory, latest: [Int], _ table: IdentifierTable
  ) -> [Int32] {
    var degrees = [Int](repeating: 0, count: history.itemCount)
    for item in history.items { degrees[Int(item)] += 1 }
    var order = table.ordered(degrees.indices.lazy.filter { degrees[$0] > 0 }.map { Int32($0) })
    for entry in latest { degrees[Int(history.items[entry])] -= 1 }
    if let trained = order.lastIndex(where: { degrees[Int($0)] > 0 }) {
      order.swapAt(trained, order.count - 1)
    }
    return order
  }
}
