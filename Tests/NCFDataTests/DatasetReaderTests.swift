import Foundation
import NCFData
import Testing

@Suite struct DatasetReaderTests {
  @Test func readsUsersItemsAndTimestamps() throws {
    let dataset = try SmallFiles().read()
    #expect(dataset.name == "small")
    #expect(
      dataset.training
        == InteractionMatrix(
          offsets: [0, 2, 4, 5], items: [0, 2, 1, 3, 4], timestamps: [100, 200, 50, 60, 70], itemCount: 5))
    #expect(
      dataset.test
        == RankingTask(
          users: [0, 1, 2], heldOutItems: [4, 0, 2], negativeOffsets: [0, 2, 4, 6],
          negatives: [1, 3, 2, 4, 0, 1]))
    #expect(dataset.listsWithOwnTestItem == 0)
  }

  @Test func rowsMayComeInAnyOrder() throws {
    var shuffled = SmallFiles()
    shuffled.training = "2\t4\t2\t70\n1\t1\t4.5\t50\n0\t2\t3\t200\n1\t3\t1\t60\n0\t0\t5\t100\n"
    #expect(try shuffled.read().training == SmallFiles().read().training)
  }

  @Test func testUsersKeepTheOrderOfTheFile() throws {
    var files = SmallFiles()
    files.test = "2\t2\t3\n0\t4\t5\n1\t0\t4\n"
    files.negatives = "(2,2)\t0\t1\n(0,4)\t1\t3\n(1,0)\t2\t4\n"
    let test = try files.read().test
    #expect(test.users == [2, 0, 1])
    #expect(test.heldOutItems == [2, 4, 0])
    #expect(Array(test.negatives(of: 1)) == [1, 3])
  }

  @Test func timestampsAreKeptOnlyIfEveryRowHasOne() throws {
    var files = SmallFiles()
    files.training = "0\t2\t3\t200\n0\t0\t5\n1\t3\t1\t60\n1\t1\t4.5\t50\n2\t4\t2\t70\n"
    #expect(try files.read().training.timestamps == nil)
    #expect(try files.read().training.items == SmallFiles().read().training.items)
  }

  @Test func timestampsMayLieBefore1970() throws {
    var files = SmallFiles()
    files.training = files.training.replacingOccurrences(of: "\t70\n", with: "\t-70\n")
    #expect(try files.read().training.timestamps?.last == -70)
  }

  @Test func gapsInTheNumberingLeaveEmptyUsers() throws {
    var files = SmallFiles()
    files.training += "7\t9\t1\t10\n"
    files.test += "7\t1\t1\t20\n"
    files.negatives += "(7,1)\t2\t3\n"
    let training = try files.read().training
    #expect(training.userCount == 8)
    #expect(training.itemCount == 10)
    #expect(training.items(of: 5).isEmpty)
    #expect(Array(training.items(of: 7)) == [9])
  }

  @Test func copiesOfTheTestItemAreLeftOutAndTheirListsCounted() throws {
    var files = SmallFiles()
    files.negatives = "(0,4)\t4\t3\n(1,0)\t2\t4\n(2,2)\t2\t2\n"
    let dataset = try files.read()
    #expect(dataset.listsWithOwnTestItem == 2)
    #expect(dataset.test.negativeOffsets == [0, 1, 3, 3])
    #expect(dataset.test.negatives == [3, 2, 4])
  }

  @Test func windowsLineEndsChangeNothingButTheDigest() throws {
    var files = SmallFiles()
    files.training = files.training.replacingOccurrences(of: "\n", with: "\r\n")
    files.test = files.test.replacingOccurrences(of: "\n", with: "\r\n")
    files.negatives = files.negatives.replacingOccurrences(of: "\n", with: "\r\n")
    let (read, plain) = (try files.read(), try SmallFiles().read())
    #expect(read.training == plain.training)
    #expect(read.test == plain.test)
    #expect(read.digest != plain.digest)
  }

  @Test(arguments: ["", "\n\n\n", "\r\n\n"]) func theEndOfAFileMayBeBareOrBlank(end: String) throws {
    var files = SmallFiles()
    files.training = String(files.training.dropLast()) + end
    files.test = String(files.test.dropLast()) + end
    files.negatives = String(files.negatives.dropLast()) + end
    #expect(try files.read().training == SmallFiles().read().training)
    #expect(try files.read().test == SmallFiles().read().test)
  }

  /// The expected digest is what the shell line at `DatasetDigest` prints for these files.
  @Test func digestIsThatOfTheFilesDigests() throws {
    let digest = "eab7a6c43e8c52d71c34898d7431d287f0640261c0987215ee1f208185663edd"
    #expect(try SmallFiles().read().digest == digest)
    for change in [\SmallFiles.training, \.test, \.negatives] {
      var files = SmallFiles()
      files[keyPath: change] += "\n"
      #expect(try files.read().digest != digest)
    }
  }

  /// Runs where the authors' MovieLens split is at hand.
  @Test(.enabled(if: authorsMovieLens != nil)) func readsTheAuthorsMovieLens() throws {
    let dataset = try DatasetReader.read(#require(Self.authorsMovieLens))
    #expect(dataset.userCount == 6_040)
    #expect(dataset.itemCount == 3_706)
    #expect(dataset.training.interactionCount == 994_169)
    #expect(dataset.test.caseCount == 6_040)
    #expect(dataset.listsWithOwnTestItem == 156)
    #expect(dataset.test.negatives.count == 6_040 * 99 - 156)
  }

  private static let authorsMovieLens = try? DatasetLocator(
    explicit: nil, environment: ProcessInfo.processInfo.environment
  ).locate("ml-1m")
}
