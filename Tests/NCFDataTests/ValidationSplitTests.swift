import NCFData
import Testing

@Suite struct ValidationSplitTests {
  @Test func holdsOutTheLatestInteractionOfEachUserWithTwo() throws {
    let split = try SmallFiles().read().holdingOutValidation(seed: 1)
    #expect(split.validation.users == [0, 1])
    #expect(split.validation.heldOutItems == [2, 3])
    #expect(
      split.training
        == InteractionMatrix(
          offsets: [0, 1, 2, 3], items: [0, 1, 4], timestamps: [100, 50, 70], itemCount: 5))
  }

  @Test func fewerNegativesIfThereAreNotEnoughItems() throws {
    let validation = try SmallFiles().read().holdingOutValidation(seed: 1).validation
    #expect(Set(validation.negatives(of: 0)) == [1, 3, 4])
    #expect(Set(validation.negatives(of: 1)) == [0, 2, 4])
    #expect(validation.negatives.count == 6)
  }

  @Test func withoutTimestampsTheSeedDecides() throws {
    var files = SmallFiles()
    files.training = "0\t0\t1\n0\t1\t1\n0\t2\t1\n1\t0\t1\n2\t4\t1\n"
    files.negatives = "(0,4)\t3\t3\n(1,0)\t2\t4\n(2,2)\t0\t1\n"
    files.test = "0\t4\t5\n1\t1\t4\n2\t2\t3\n"
    files.negatives = "(0,4)\t3\t3\n(1,1)\t2\t4\n(2,2)\t0\t1\n"
    let dataset = try files.read()
    var counts: [Int32: Int] = [:]
    for seed in 0..<300 {
      let split = dataset.holdingOutValidation(seed: UInt64(seed))
      #expect(split == dataset.holdingOutValidation(seed: UInt64(seed)))
      #expect(split.training.timestamps == nil)
      counts[split.validation.heldOutItems[0], default: 0] += 1
    }
    #expect(counts.count == 3)
    #expect(counts.values.allSatisfy { abs($0 - 100) < 40 })
  }

  @Test func amongEquallyLateInteractionsTheSeedDecides() throws {
    var files = SmallFiles()
    files.training = "0\t0\t1\t9\n0\t1\t1\t9\n0\t2\t1\t8\n1\t3\t1\t1\n2\t4\t1\t1\n"
    files.test = "0\t4\t5\n1\t1\t4\n2\t2\t3\n"
    files.negatives = "(0,4)\t3\t3\n(1,1)\t2\t4\n(2,2)\t0\t1\n"
    let dataset = try files.read()
    let heldOut = (0..<100).map { dataset.holdingOutValidation(seed: UInt64($0)).validation.heldOutItems[0] }
    #expect(Set(heldOut) == [0, 1])
  }

  @Test func trainingAndValidationTogetherAreTheTrainingData() throws {
    let dataset = try SyntheticDataset.sample().dataset
    let split = dataset.holdingOutValidation(seed: 5)
    #expect(split.training.itemCount == dataset.itemCount)
    #expect(split.training.userCount == dataset.userCount)
    for (index, user) in split.validation.users.enumerated() {
      let heldOut = split.validation.heldOutItems[index]
      let left = Array(split.training.items(of: Int(user)))
      #expect((left + [heldOut]).sorted() == Array(dataset.training.items(of: Int(user))))
    }
    #expect(
      split.training.interactionCount + split.validation.caseCount == dataset.training.interactionCount)
  }

  @Test func negativesAreDistinctUnseenAndUniform() throws {
    let dataset = try SyntheticDataset.sample().dataset
    var counts = [Double](repeating: 0, count: dataset.itemCount)
    var expected = counts
    for seed: UInt64 in 0..<5 {
      let validation = dataset.holdingOutValidation(seed: seed).validation
      for (index, user) in validation.users.enumerated() {
        let negatives = validation.negatives(of: index)
        let unseen = (0..<Int32(dataset.itemCount)).filter {
          !dataset.training.contains(user: Int(user), item: $0)
        }
        #expect(negatives.count == min(99, unseen.count))
        #expect(Set(negatives).count == negatives.count)
        #expect(Set(negatives).isSubset(of: unseen))
        for item in negatives { counts[Int(item)] += 1 }
        for item in unseen { expected[Int(item)] += Double(negatives.count) / Double(unseen.count) }
      }
    }
    // Some 600 copies of each item, standard deviation about 20.
    for item in counts.indices { #expect(abs(counts[item] - expected[item]) < 100) }
  }

  @Test func seedsGiveDifferentNegatives() throws {
    let dataset = try SyntheticDataset.sample().dataset
    #expect(
      dataset.holdingOutValidation(seed: 1).validation.negatives
        != dataset.holdingOutValidation(seed: 2).validation.negatives)
    #expect(dataset.holdingOutValidation(seed: 1) == dataset.holdingOutValidation(seed: 1))
  }

  @Test func theNumberOfNegativesCanBeChosen() throws {
    let validation = try SyntheticDataset.sample().dataset
      .holdingOutValidation(seed: 1, negativeCount: 10).validation
    #expect((0..<validation.caseCount).allSatisfy { validation.negatives(of: $0).count == 10 })
  }
}
