import NCFData
import Testing

@Suite struct DatasetStatisticsTests {
  @Test func countsTrainingAndHeldOutInteractions() throws {
    let statistics = try DatasetStatistics(of: SmallFiles().read())
    #expect(statistics.userCount == 3)
    #expect(statistics.itemCount == 5)
    #expect(statistics.trainingRowCount == 5)
    #expect(statistics.trainingInteractionCount == 5)
    #expect(statistics.testCaseCount == 3)
    #expect(statistics.interactionCount == 8)
    #expect(statistics.pairCount == 8)
    #expect(abs(statistics.density - 8.0 / 15) < 1e-15)
    #expect(abs(statistics.sparsity - 7.0 / 15) < 1e-15)
  }

  /// The paper's Table 1 counts rows: 1,500,809 for Pinterest, whose training file repeats pairs.
  @Test func rowsAndPairsAreCounted() throws {
    var files = SmallFiles()
    files.training += "0\t2\t5\t400\n0\t4\t5\t1\n1\t4\t0\t1\n"
    let statistics = try DatasetStatistics(of: files.read())
    #expect(statistics.trainingRowCount == 7)
    #expect(statistics.trainingInteractionCount == 6)
    #expect(statistics.interactionCount == 10)
    #expect(statistics.pairCount == 8, "user 0 has item 4 in training and test")
    #expect(abs(statistics.density - 8.0 / 15) < 1e-15)
    #expect(statistics.maximumPerUser == 3)
  }

  @Test func describesUsersByTheirNumbersOfInteractions() throws {
    let odd = try DatasetStatistics(of: SmallFiles().read())
    #expect(odd.minimumPerUser == 2)
    #expect(odd.medianPerUser == 3)
    #expect(odd.maximumPerUser == 3)

    var files = SmallFiles()
    files.training += "3\t0\t1\n3\t1\t1\n3\t2\t1\n3\t3\t1\n"
    files.test += "3\t4\t1\n"
    // No item is left that user 3 has not met: the lists hold the test item only.
    files.negatives += "(3,4)\t4\t4\n"
    let even = try DatasetStatistics(of: files.read())
    #expect(even.medianPerUser == 3)
    #expect(even.maximumPerUser == 5)
    files.training += "2\t0\t1\n2\t1\t1\n"
    files.negatives = files.negatives.replacing("(2,2)\t0\t1", with: "(2,2)\t3\t3")
    #expect(try DatasetStatistics(of: files.read()).medianPerUser == 3.5)
  }

  /// The paper's Table 1 gives MovieLens 1,000,209 interactions, 3,706 items, 6,040 users and 95.53% sparsity.
  @Test func sparsityIsAsInThePaper() {
    let offsets = (0...6_040).map { $0 * 994_169 / 6_040 }
    let dataset = Dataset(
      name: "ml-1m",
      training: InteractionMatrix(
        offsets: offsets, items: [Int32](repeating: 0, count: 994_169), itemCount: 3_706),
      test: RankingTask(
        users: (0..<6_040).map { Int32($0) }, heldOutItems: [Int32](repeating: 1, count: 6_040),
        negativeOffsets: [Int](repeating: 0, count: 6_041), negatives: []),
      digest: "")
    let statistics = DatasetStatistics(of: dataset)
    #expect(statistics.interactionCount == 1_000_209)
    #expect((statistics.sparsity * 10_000).rounded() == 9_553)
  }
}
