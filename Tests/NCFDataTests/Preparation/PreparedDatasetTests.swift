import Foundation
import NCFData
import NCFDiagnostics
import NCFRandom
import NCFTestSupport
import Testing

@Suite struct PreparedDatasetTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func prepare(
    _ content: String, as file: String = "log.csv", format: InteractionFormat = .csv,
    columns: ColumnNames = ColumnNames(), minimumRating: Double? = nil, core: Int = 1, negatives: Int = 1,
    seed: UInt64 = 42
  ) throws -> PreparedDataset {
    try folder.write(content.utf8, to: file)
    return try PreparedDataset(
      named: "made", contentsOf: "\(folder.path)/\(file)",
      options: PreparationOptions(
        format: format, columns: columns, minimumRating: minimumRating, core: core, negativeCount: negatives,
        seed: seed))
  }

  private func texts(_ identifiers: [[UInt8]]) -> [String] {
    identifiers.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Training items and the held-out one of each user, in the original identifiers.
  private func interactions(_ prepared: PreparedDataset) -> [String: String] {
    let (users, items) = (texts(prepared.userIdentifiers), texts(prepared.itemIdentifiers))
    return Dictionary(
      uniqueKeysWithValues: users.indices.map { user in
        let trained = prepared.training.items(of: user).map { items[Int($0)] }.sorted().joined(separator: " ")
        return (users[user], "\(trained) | \(items[Int(prepared.test.heldOutItems[user])])")
      })
  }

  @Test func theLatestIsHeldOut() throws {
    let prepared = try prepare(
      "user,item,time\nu,a,30\nu,b,10\nu,c,20\nv,a,1\nv,c,2\nw,d,5\nw,b,4\n")
    #expect(interactions(prepared) == ["u": "b c | a", "v": "a | c", "w": "b | d"])
    #expect(prepared.training.timestamps == [10, 20, 1, 4])
    #expect(prepared.heldOutTimestamps == [30, 2, 5])
    #expect(prepared.test.users == [0, 1, 2])
  }

  @Test func ofEqualTimesTheOneThatStandsLaterIsHeldOut() throws {
    let prepared = try prepare("user,item,time\nu,a,7\nu,c,7\nu,b,7\nu,d,6\nv,b,1\nv,e,1\n")
    #expect(interactions(prepared) == ["u": "a c d | b", "v": "b | e"])
  }

  @Test func withoutTimesTheLastOneIsHeldOut() throws {
    let prepared = try prepare("user,item\nu,c\nv,b\nu,a\nu,b\nv,d\n")
    #expect(interactions(prepared) == ["u": "a c | b", "v": "b | d"])
    #expect(prepared.training.timestamps == nil)
    #expect(prepared.heldOutTimestamps == nil)
    #expect(!prepared.summary.hasTimes)
  }

  @Test func duplicatesMergeToTheLatest() throws {
    let prepared = try prepare(
      "user,item,time\nu,a,50\nu,b,20\nu,a,10\nu,c,30\nv,a,1\nv,c,1\nv,a,1\nv,d,0\n")
    // u's a of 50 outlives the later line of 10; v's second a, of the same time, comes after c.
    #expect(interactions(prepared) == ["u": "b c | a", "v": "c d | a"])
    #expect(prepared.summary.duplicates == 2)
    #expect(prepared.summary.records == 8)
    #expect(prepared.summary.interactions == 6)
  }

  @Test func lowRatingsAreLeftOutBeforeDuplicatesMerge() throws {
    let prepared = try prepare(
      "user,item,rating,time\nu,a,4,1\nu,a,2,9\nu,b,3.5,5\nu,c,5,3\nv,a,4,1\nv,b,4,2\nv,d,4,0\nv,e,0.5,9\n",
      minimumRating: 3.5)
    #expect(interactions(prepared) == ["u": "a c | b", "v": "a d | b"])
    #expect(prepared.summary.belowMinimumRating == 2)
    #expect(prepared.summary.itemsLeftOut == 0)
  }

  @Test func theCoreIsFoundAgainAndAgain() throws {
    // z has one item; without z, item e has one user; without e, user y has one item left; what is left is a 2-core.
    let core = "u,a\nu,b\nv,b\nv,c\nw,c\nw,d\nx,d\nx,a\n"
    let prepared = try prepare("user,item\nz,e\ny,e\ny,a\n" + core, core: 2)
    #expect(interactions(prepared) == ["u": "a | b", "v": "b | c", "w": "c | d", "x": "d | a"])
    #expect(prepared.summary.leftOut == 3)
    #expect(prepared.summary.usersLeftOut == 2)
    #expect(prepared.summary.itemsLeftOut == 1)
  }

  @Test(arguments: [2, 3, 5])
  func theCoreIsTheLargestSetThatHasEnough(core: Int) throws {
    var generator = SeededGenerator(seed: 9)
    var pairs: [(Int, Int)] = []
    for user in 0..<60 {
      for item in 0..<40 where generator.uniform() < 0.03 * Double(core) { pairs.append((user, item)) }
    }
    let prepared = try prepare(
      "user,item\n" + pairs.map { "\($0.0),\($0.1)\n" }.joined(), core: core)

    var expected = pairs
    while true {
      let users = Dictionary(grouping: expected, by: \.0).mapValues(\.count)
      let items = Dictionary(grouping: expected, by: \.1).mapValues(\.count)
      let kept = expected.filter { users[$0.0]! >= core && items[$0.1]! >= core }
      if kept.count == expected.count { break }
      expected = kept
    }
    #expect(!expected.isEmpty && expected.count < pairs.count)
    #expect(prepared.summary.interactions == expected.count)
    #expect(texts(prepared.userIdentifiers) == Set(expected.map(\.0)).sorted().map(String.init))
    #expect(Set(texts(prepared.itemIdentifiers)) == Set(expected.map { String($0.1) }))
  }

  @Test func numbersFollowTheIdentifiers() throws {
    let numeric = try prepare("user,item\n10,2\n9,10\n10,9\n9,2\n9,1\n10,1\n")
    #expect(texts(numeric.userIdentifiers) == ["9", "10"])
    // 1 is only held out, so the last number goes to 10, which is trained on anyway.
    #expect(texts(numeric.itemIdentifiers) == ["1", "2", "9", "10"])
    let words = try prepare("user,item\nb,y\na,y\na,x\nb,9\nb,10\na,10\n")
    #expect(texts(words.userIdentifiers) == ["a", "b"])
    #expect(texts(words.itemIdentifiers) == ["x", "9", "10", "y"].sorted())
  }

  @Test func theLastItemIsOneThatIsTrainedOn() throws {
    let prepared = try prepare("user,item\nu,1\nu,2\nu,8\nv,2\nv,1\nv,9\n")
    #expect(texts(prepared.itemIdentifiers) == ["1", "9", "8", "2"])
    #expect(prepared.training.itemCount == 4)
    #expect(prepared.training.items.max() == 3)
    try DatasetWriter.write(prepared, into: "\(folder.path)/out")
    #expect(try DatasetReader.read(named: "made", in: "\(folder.path)/out").itemCount == 4)
  }

  @Test func negativesAreUnseenDistinctAndSeeded() throws {
    var generator = SeededGenerator(seed: 4)
    let lines = (0..<400).map { _ in "\(generator.uniform(below: 20)),\(generator.uniform(below: 60))\n" }
    let content = "user,item\n" + lines.joined()
    let prepared = try prepare(content, negatives: 10)
    for user in 0..<prepared.test.caseCount {
      let negatives = prepared.test.negatives(of: user)
      #expect(Set(negatives).count == 10)
      #expect(!negatives.contains(prepared.test.heldOutItems[user]))
      #expect(negatives.allSatisfy { !prepared.training.contains(user: user, item: $0) })
    }
    #expect(try prepare(content, negatives: 10).test == prepared.test)
    #expect(try prepare(content, negatives: 10, seed: 43).test != prepared.test)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let prepared = try prepare("user,item,time\nü,a b,30\nü,\"c,\"\"\",10\nv,a b,1\nv,d,2\n")
    try DatasetWriter.write(prepared, into: "\(folder.path)/out")
    let read = try DatasetReader.read(named: "made", in: "\(folder.path)/out")
    #expect(read.training == prepared.training)
    #expect(read.test == prepared.test)
    let users = try String(contentsOfFile: "\(folder.path)/out/made.users.tsv", encoding: .utf8)
    #expect(users == "user\toriginal\n0\tv\n1\tü\n")
    let items = try String(contentsOfFile: "\(folder.path)/out/made.items.tsv", encoding: .utf8)
    // d is only held out, so c is the last.
    #expect(items == "item\toriginal\n0\ta b\n1\td\n2\tc,\"\n")
    let error = #expect(throws: InputError.self) {
      try DatasetWriter.write(prepared, into: "\(folder.path)/out")
    }
    #expect(error?.kind == .cannotWrite)
  }

  @Test func tooFewItemsForTheNegativesIsAnError() {
    let error = #expect(throws: InputError.self) {
      try prepare("user,item\nu,a\nu,b\nv,a\nv,c\n", negatives: 2)
    }
    #expect(error?.problem.contains("leaves 1 for 2 negatives") == true)
    #expect(error?.remedy?.contains("--negatives") == true)
  }

  @Test func aCoreOfNothingIsAnError() {
    let error = #expect(throws: InputError.self) { try prepare("user,item\nu,a\nu,b\nv,a\nv,c\n", core: 3) }
    #expect(error?.remedy?.contains("--core") == true)
  }

  @Test(arguments: [(0, 99), (1_000_001, 99), (1, 0), (1, 10_001)])
  func optionsHaveRanges(core: Int, negatives: Int) {
    #expect(throws: InputError.self) {
      try PreparationOptions(format: .csv, core: core, negativeCount: negatives)
    }
  }
}
