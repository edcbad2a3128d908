import Foundation
import NCFData
import NCFDiagnostics
import NCFSystem
import NCFTestSupport
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
    #expect(dataset.ownTestItemCopies == [0, 0, 0])
    #expect(dataset.reading == Dataset.Reading())
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
    #expect(dataset.ownTestItemCopies == [1, 0, 2])
    #expect(dataset.test.negativeOffsets == [0, 1, 3, 3])
    #expect(dataset.test.negatives == [3, 2, 4])
  }

  @Test func aRepeatedPairCountsOnceAtItsLatestTime() throws {
    var files = SmallFiles()
    files.training += "0\t2\t1\t400\n1\t1\t1\t10\n0\t2\t5\t300\n"
    let dataset = try files.read()
    #expect(
      dataset.training
        == InteractionMatrix(
          offsets: [0, 2, 4, 5], items: [0, 2, 1, 3, 4], timestamps: [100, 400, 50, 60, 70], itemCount: 5))
    #expect(dataset.reading.repeatedTrainingRows == 3)

    files.training = "0\t1\t1\n0\t1\t1\n"
    #expect(try files.read().training.items == [1])
    #expect(try files.read().training.timestamps == nil)
  }

  /// As in the authors' code, whose matrix is as large as the ids of these rows say.
  @Test func rowsRatedZeroOrBelowAreNoInteractionsButTheirIdsCount() throws {
    var files = SmallFiles()
    files.training += "3\t6\t0\t5\n0\t1\t-2.5\n"
    let dataset = try files.read()
    #expect(dataset.userCount == 4 && dataset.itemCount == 7)
    #expect(dataset.training.items == [0, 2, 1, 3, 4])
    #expect(dataset.training.timestamps?.count == 5, "rows that are left out need no time")
    #expect(dataset.reading.unratedTrainingRows == 2)
  }

  @Test func theRatingOfATestRowPlaysNoPart() throws {
    var files = SmallFiles()
    files.test = files.test.replacing("0\t4\t5\t300", with: "0\t4\t0\t300")
    let dataset = try files.read()
    #expect(try dataset.test == SmallFiles().read().test)
    #expect(dataset.reading.unratedTestRows == 1)
  }

  @Test func filesMayHaveNoRatings() throws {
    var files = SmallFiles()
    files.training = "0\t2\n0\t0\n1\t3\n1\t1\n2\t4\n"
    files.test = "0\t4\n1\t0\n2\t2\n"
    let dataset = try files.read()
    #expect(try dataset.training.items == SmallFiles().read().training.items)
    #expect(try dataset.test == SmallFiles().read().test)
  }

  @Test func timesMayHaveFractions() throws {
    var files = SmallFiles()
    files.training = files.training.replacing("\t70\n", with: "\t70.9\n")
    #expect(try files.read().training == SmallFiles().read().training)
  }

  @Test func aTestRowMayBeATrainingRow() throws {
    var files = SmallFiles()
    files.training += "0\t4\t5\t300\n"
    let dataset = try files.read()
    #expect(Array(dataset.training.items(of: 0)) == [0, 2, 4])
    #expect(dataset.test.heldOutItems == [4, 0, 2])
  }

  /// The matrices are as large as the largest ids of all three files.
  @Test func usersAndItemsNeedNoTraining() throws {
    var files = SmallFiles()
    files.test += "4\t7\t1\n"
    files.negatives += "(4,7)\t9\t5\n"
    let dataset = try files.read()
    #expect(dataset.userCount == 5 && dataset.itemCount == 10)
    #expect(dataset.training.items(of: 4).isEmpty && dataset.training.interactionCount == 5)
    #expect(Array(dataset.test.negatives(of: 3)) == [9, 5])
  }

  @Test func usersNeedNoTestRow() throws {
    var files = SmallFiles()
    files.test = "0\t4\t5\n2\t2\t3\n"
    files.negatives = "(0,4)\t1\t3\n(2,2)\t0\t1\n"
    let dataset = try files.read()
    #expect(dataset.test.users == [0, 2] && dataset.userCount == 3)
  }

  @Test func listsMayHoldTrainingItemsAndBeOfAnyLength() throws {
    var files = SmallFiles()
    files.negatives = "(0,4)\t2\t3\t0\n(1,0)\t2\n(2,2)\t0\t0\n"
    let test = try files.read().test
    #expect(test.negativeOffsets == [0, 3, 4, 6])
    #expect(test.negatives == [2, 3, 0, 2, 0, 0])
  }

  @Test(arguments: ["(%,%)", "(%, %)"]) func listsFindTheirRowsByThePair(form: String) throws {
    func list(_ user: Int, _ item: Int, _ rest: String) -> String {
      form.replacing("%", with: "\(user)", maxReplacements: 1).replacing("%", with: "\(item)") + "\t\(rest)\n"
    }
    var files = SmallFiles()
    files.negatives = list(0, 4, "1\t3") + list(2, 2, "0\t2\t1") + list(1, 0, "2\t4")
    let dataset = try files.read()
    #expect(try dataset.test == SmallFiles().read().test)
    #expect(dataset.ownTestItemCopies == [0, 0, 1])
    #expect(!dataset.reading.listsAreInOrder)
  }

  @Test func usersMayHaveSeveralTestRows() throws {
    var files = SmallFiles()
    files.test = "0\t4\t5\n1\t0\t4\n0\t1\t5\n0\t4\t5\n"
    // Of two lists of one pair, the first is the first row's.
    files.negatives = "(0,1)\t3\n(0,4)\t1\n(1,0)\t2\n(0,4)\t2\t3\n"
    let test = try files.read().test
    #expect(test.users == [0, 1, 0, 0] && test.heldOutItems == [4, 0, 1, 4])
    #expect((0..<4).map { Array(test.negatives(of: $0)) } == [[1], [2], [3], [2, 3]])
  }

  @Test func aByteOrderMarkChangesNothingButTheDigest() throws {
    var files = SmallFiles()
    files.training = "\u{FEFF}" + files.training
    files.test = "\u{FEFF}" + files.test
    files.negatives = "\u{FEFF}" + files.negatives
    let (read, plain) = (try files.read(), try SmallFiles().read())
    #expect(read.training == plain.training && read.test == plain.test)
    #expect(read.digest != plain.digest)
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
    #expect(dataset.ownTestItemCopies.count { $0 > 0 } == 156)
    #expect(dataset.test.negatives.count == 6_040 * 99 - 156)
  }

  private static let authorsMovieLens = published("ml-1m")

  /// The packed bytes are those of Python's `gzip.compress(content, mtime=0)`.
  @Test func aPackedFileIsReadAndHasTheDigestOfItsContent() throws {
    let packed: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xd3, 0x30, 0xd0, 0x31, 0xd1, 0xe4,
      0x34, 0xe4, 0x34, 0xe6, 0xd2, 0x30, 0xd4, 0x31, 0xd0, 0xe4, 0x34, 0xe2, 0x34, 0xe1, 0xd2, 0x30,
      0xd2, 0x31, 0xd2, 0xe4, 0x34, 0xe0, 0x34, 0xe4, 0x02, 0x00, 0x9f, 0x07, 0xf0, 0x61, 0x1e, 0x00,
      0x00, 0x00,
    ]
    let folder = try TemporaryFolder()
    try SmallFiles().write(to: folder)
    try FileManager.default.removeItem(atPath: "\(folder.path)/small.test.negative")
    try folder.write(packed, to: "small.test.negative.gz")
    let locator = DatasetLocator(explicit: folder.path, environment: [:])
    #expect(locator.available().map(\.name) == ["small"])
    let (read, plain) = (try DatasetReader.read(locator.locate("small")), try SmallFiles().read())
    #expect(read.test == plain.test && read.training == plain.training && read.digest == plain.digest)

    let verification = try DatasetVerification(of: locator.locate("small"))
    #expect(verification.files[2].path == "\(folder.path)/small.test.negative.gz")
    #expect(verification.files[2].blobID == GitBlobID.hex(of: SmallFiles().negatives.utf8))
    #expect(verification.files[2].size == SmallFiles().negatives.utf8.count)

    try folder.write(packed.dropLast(9), to: "small.test.negative.gz")
    let error = #expect(throws: InputError.self) { try DatasetReader.read(locator.locate("small")) }
    #expect(error?.file == "\(folder.path)/small.test.negative.gz" && error?.kind == .badContent)
  }

  /// Other splits that were published in this format, where they are at hand.
  @Test(
    .enabled(if: published("lastfm") != nil && published("AMusic") != nil),
    arguments: [("lastfm", 67_408, 1_741, 2_434, 86, 0, 0), ("AMusic", 44_311, 1_776, 348, 18, 464, 43)])
  func readsWhatOthersPublished(
    name: String, interactions: Int, cases: Int, listedPositives: Int, ownTestItems: Int,
    untrainedTestItems: Int,
    untrainedUsers: Int
  ) throws {
    let dataset = try DatasetReader.read(#require(Self.published(name)))
    let oddities = DatasetOddities(of: dataset)
    #expect(dataset.training.interactionCount == interactions && dataset.test.caseCount == cases)
    #expect(oddities[.listedPositives]?.count ?? 0 == listedPositives)
    #expect(oddities[.ownTestItems]?.count ?? 0 == ownTestItems)
    #expect(oddities[.untrainedTestItems]?.count ?? 0 == untrainedTestItems)
    #expect(oddities[.untrainedTestUsers]?.count ?? 0 == untrainedUsers)
  }

  @Test(.enabled(if: published("pinterest-37501") != nil)) func readsRepeatedPairs() throws {
    let dataset = try DatasetReader.read(#require(Self.published("pinterest-37501")))
    let statistics = DatasetStatistics(of: dataset)
    #expect(statistics.trainingRowCount == 988_208 && statistics.trainingInteractionCount == 962_653)
    #expect(dataset.userCount == 37_501 && dataset.itemCount == 9_836)
  }

  private static func published(_ name: String) -> DatasetFiles? {
    try? DatasetLocator(explicit: nil, environment: ProcessInfo.processInfo.environment).locate(name)
  }
}
