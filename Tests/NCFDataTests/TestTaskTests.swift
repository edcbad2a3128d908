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
    #expect(Self.dataset().listsWithOwnTestItem == 1)
  }
}
