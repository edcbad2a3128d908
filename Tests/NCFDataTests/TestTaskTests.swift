import NCFData
import Testing

/// Test tasks that are not those of the files.
@Suite struct TestTaskTests {
  /// Users 0, 1 and 2 with test items 1, 2 and 0 of 8 items; the first list holds its own test item twice.
  private static func dataset(timestamps: [Int64]? = nil) -> Dataset {
    Dataset(
      name: "x",
      training: InteractionMatrix(
        offsets: [0, 3, 5, 5], items: [0, 3, 5, 4, 6], timestamps: timestamps, itemCount: 8),
      test: RankingTask(
        users: [0, 1, 2], heldOutItems: [1, 2, 0], negativeOffsets: [0, 2, 5, 8],
        negatives: [2, 4, 1, 3, 5, 1, 2, 3]),
      digest: "d", ownTestItemCopies: [2, 0, 0])
  }

  @Test func aRandomItemTakesTheTestItemsPlace() {
    let dataset = Self.dataset(timestamps: [10, 20, 30, 40, 50])
    var counts: [Int32: Int] = [:]
    for seed in 0..<400 {
      let other = dataset.holdingOutRandomItems(seed: UInt64(seed))
      #expect(other.training.offsets == dataset.training.offsets && other.digest == "d")
      for index in 0..<3 {
        let user = Int(dataset.test.users[index])
        let known = other.training.items(of: user)
        let all = Array(dataset.training.items(of: user)) + [dataset.test.heldOutItems[index]]
        #expect((known + [other.test.heldOutItems[index]]).sorted() == all.sorted())
        #expect(Array(known) == known.sorted())
        #expect(other.test.negatives(of: index) == dataset.test.negatives(of: index))
      }
      counts[other.test.heldOutItems[0], default: 0] += 1
      #expect(other.test.heldOutItems[2] == 0, "user 2 has nothing else")
      // The times stay with their items, and the former test item is the latest.
      for (item, time) in zip(other.training.items, other.training.timestamps ?? []).prefix(3) {
        #expect(time == [0: 10, 3: 20, 5: 30, 1: Int64.max][item])
      }
    }
    #expect(counts.count == 4 && counts.values.allSatisfy { abs($0 - 100) < 45 })
    #expect(
      dataset.holdingOutRandomItems(seed: 1).test == dataset.holdingOutRandomItems(seed: 1).test)
    #expect(Self.dataset().holdingOutRandomItems(seed: 1).training.timestamps == nil)
  }

  @Test func negativesAreDrawnAnew() {
    let dataset = Self.dataset()
    var seen: Set<[Int32]> = []
    for seed in 0..<50 {
      let other = dataset.redrawingTestNegatives(seed: UInt64(seed))
      #expect(other.training == dataset.training && other.test.heldOutItems == dataset.test.heldOutItems)
      // As many as the files list, copies of the test item among them.
      #expect((0..<3).map { other.test.negatives(of: $0).count } == [4, 3, 3])
      for index in 0..<3 {
        let negatives = other.test.negatives(of: index)
        #expect(Set(negatives).count == negatives.count)
        let user = Int(dataset.test.users[index])
        #expect(Set(negatives).isDisjoint(with: dataset.training.items(of: user)))
        #expect(!negatives.contains(dataset.test.heldOutItems[index]))
      }
      seen.insert(other.test.negatives)
    }
    #expect(seen.count > 40)
  }

  @Test func copiesOfTheTestItemMayStay() {
    let other = Self.dataset().keepingOwnTestItems
    #expect(Array(other.test.negatives(of: 0)) == [2, 4, 1, 1])
    #expect(other.test.negatives(of: 1) == Self.dataset().test.negatives(of: 1))
  }

  @Test func listedPositivesMayBeLeftOut() {
    let dataset = Dataset(
      name: "x", training: InteractionMatrix(offsets: [0, 2, 2], items: [1, 3], itemCount: 6),
      test: RankingTask(
        users: [0, 1], heldOutItems: [2, 1], negativeOffsets: [0, 3, 5], negatives: [1, 4, 3, 1, 3]),
      digest: "d", ownTestItemCopies: [1, 0])
    let other = dataset.leavingOutListedPositives
    #expect(other.test.negativeOffsets == [0, 1, 3] && other.test.negatives == [4, 1, 3])
    #expect(other.training == dataset.training && other.digest == "d")
    #expect(Array(other.keepingOwnTestItems.test.negatives(of: 0)) == [4, 2], "copies stay copies")
  }

  /// What was listed as a negative may become the test item, with which it does not compete.
  @Test func aRandomItemDoesNotCompeteWithItself() {
    let dataset = Dataset(
      name: "x", training: InteractionMatrix(offsets: [0, 2], items: [1, 3], itemCount: 6),
      test: RankingTask(
        users: [0], heldOutItems: [2], negativeOffsets: [0, 3], negatives: [1, 4, 3]), digest: "d")
    var seen: Set<Int32> = []
    for seed in 0..<40 {
      let other = dataset.holdingOutRandomItems(seed: UInt64(seed))
      let item = other.test.heldOutItems[0]
      seen.insert(item)
      #expect(Array(other.test.negatives) == [1, 4, 3].filter { $0 != item })
      #expect(other.redrawingTestNegatives(seed: 1).test.negatives.count == 3, "as many as were listed")
    }
    #expect(seen == [1, 2, 3])
  }

  /// Users 0 with three test rows, of which one is a training item, and 1 with two of one pair.
  @Test func usersWithSeveralTestRowsKeepAsMany() {
    let dataset = Dataset(
      name: "x",
      training: InteractionMatrix(
        offsets: [0, 2, 3], items: [1, 3, 5], timestamps: [10, 20, 30], itemCount: 30),
      test: RankingTask(
        users: [0, 1, 0, 0, 1], heldOutItems: [2, 4, 3, 0, 4], negativeOffsets: [0, 2, 4, 6, 8, 10],
        negatives: [6, 7, 6, 7, 6, 7, 6, 7, 6, 7]), digest: "d")
    var sets: Set<Set<Int32>> = []
    for seed in 0..<200 {
      let other = dataset.holdingOutRandomItems(seed: UInt64(seed))
      let held = [0, 2, 3].map { other.test.heldOutItems[$0] }
      let known = Array(other.training.items(of: 0))
      #expect(Set(held).count == 3)
      #expect((held + known).sorted() == [0, 1, 2, 3], "each item once: on trial or trained on")
      #expect(other.training.items(of: 1).isEmpty)
      #expect(Set([1, 4].map { other.test.heldOutItems[$0] }) == [4, 5])
      sets.insert(Set(held))

      let redrawn = dataset.redrawingTestNegatives(seed: UInt64(seed)).test
      for index in dataset.test.users.indices {
        let own: Set<Int32> = dataset.test.users[index] == 0 ? [0, 1, 2, 3] : [4, 5]
        #expect(redrawn.negatives(of: index).count == 2 && own.isDisjoint(with: redrawn.negatives(of: index)))
      }
    }
    #expect(sets.count == 4, "each item of user 0 is trained on at times")
  }
}
