import NCFData
import Testing

@Suite struct DatasetOdditiesTests {
  private static func oddities(_ change: (inout SmallFiles) -> Void) throws -> DatasetOddities {
    var files = SmallFiles()
    change(&files)
    return DatasetOddities(of: try files.read())
  }

  @Test func nothingIsOddAboutWhatIsAsInThePaper() throws {
    let oddities = try Self.oddities { _ in }
    #expect(oddities.all.isEmpty && oddities.summary.isEmpty)
  }

  /// Each oddity alone, with its count and a part of what is said.
  @Test(
    arguments: [
      ("repeated", "0\t2\t1\t9\n0\t0\t1\t9\n", "", "", .repeatedTrainingRows, 2, ": 2 of 7"),
      (
        "unrated", "0\t1\t0\t9\n", "", "", .unratedTrainingRows, 1,
        "training rows with a rating of 0 or below: 1"
      ),
      ("trained", "1\t0\t1\t9\n0\t4\t1\t9\n", "", "", .trainedTestRows, 2, ": 2, first user 0 and item 4"),
      ("no test", "3\t1\t1\t9\n", "", "", .untestedUsers, 1, "training file without a test row: 1"),
      ("gaps", "0\t7\t1\t9\n", "", "", .unusedIdentifiers, 2, "0 of users, 2 of items"),
      (
        "unrated test", "2\t0\t1\t9\n", "0\t1\t0\t9\n", "(0,1)\t3\t3\n", .unratedTestRows, 1,
        "test rows with a rating of 0 or below: 1"
      ),
      (
        "two tests", "", "0\t1\t4\t9\n", "(0,1)\t3\t4\n", .usersWithSeveralTestRows, 1, "several test rows: 1"
      ),
      (
        "same test", "", "0\t4\t4\t9\n", "(0,4)\t3\t1\n", .repeatedTestRows, 1,
        "repeat a pair of a user and an item: 1"
      ),
      ("new user", "", "3\t4\t4\t9\n", "(3,4)\t3\t1\n", .untrainedTestUsers, 1, "without a training row: 1"),
      (
        "new item", "3\t1\t1\t9\n", "3\t5\t4\t9\n", "(3,5)\t3\t4\n", .untrainedTestItems, 1, ": 1, of 1 items"
      ),
      ("own", "3\t1\t1\t9\n", "3\t4\t4\t9\n", "(3,4)\t4\t3\n", .ownTestItems, 1, "own test item: 1"),
      ("positive", "3\t1\t1\t9\n", "3\t4\t4\t9\n", "(3,4)\t1\t3\n", .listedPositives, 1, ": 1, in 1 lists"),
      ("copies", "3\t1\t1\t9\n", "3\t4\t4\t9\n", "(3,4)\t3\t3\n", .repeatedNegatives, 1, ": 1, in 1 lists"),
      ("short", "3\t1\t1\t9\n", "3\t4\t4\t9\n", "(3,4)\t3\n", .shorterLists, 1, ": 1, with 1 to 2 items"),
    ] as [(String, String, String, String, DatasetOddities.Kind, Int, String)])
  func eachIsCounted(
    name: String, training: String, test: String, negatives: String, kind: DatasetOddities.Kind, count: Int,
    says: String
  ) throws {
    let oddities = try Self.oddities {
      $0.training += training
      $0.test += test
      $0.negatives += negatives
    }
    let oddity = try #require(oddities[kind])
    #expect(oddity.count == count && oddity.finding.contains(says))
    #expect(!oddity.treatment.isEmpty)
    #expect(oddities.summary.contains("\(kind.words) \(count)"))
  }

  @Test func listsInAnotherOrderAreNamed() throws {
    let oddities = try Self.oddities { $0.negatives = "(2,2)\t0\t1\n(1,0)\t2\t4\n(0,4)\t1\t3\n" }
    #expect(oddities.all.map(\.kind) == [.reorderedLists])
  }

  /// Copies of the test item belong to the length of a list, and are no repeats of another.
  @Test func copiesOfTheTestItemAreNoShorterListsAndNoRepeats() throws {
    let oddities = try Self.oddities { $0.negatives = "(0,4)\t4\t4\n(1,0)\t2\t4\n(2,2)\t2\t1\n" }
    #expect(oddities.all.map(\.kind) == [.ownTestItems])
    #expect(oddities[.ownTestItems]?.count == 2)
  }
}
