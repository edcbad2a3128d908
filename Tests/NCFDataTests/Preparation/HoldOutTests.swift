import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

@Suite struct HoldOutTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func prepare(
    _ content: String, holdOut: HoldOut?, core: Int = 1, negatives: Int = 1, seed: UInt64 = 42
  ) throws -> PreparedDataset {
    try folder.write(content.utf8, to: "log")
    return try PreparedDataset(
      named: "made", contentsOf: folder.path("log"),
      options: PreparationOptions(core: core, holdOut: holdOut, negativeCount: negatives, seed: seed))
  }

  private func withTestFile(_ content: String, _ test: String, core: Int = 1) throws -> PreparedDataset {
    try folder.write(test.utf8, to: "test")
    return try prepare(content, holdOut: .file(test: folder.path("test")), core: core)
  }

  /// Training items and the held-out ones of each user, in the original identifiers.
  private func interactions(_ prepared: PreparedDataset) -> [String: String] {
    let text = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
    let items = prepared.itemIdentifiers.map(text)
    return Dictionary(
      uniqueKeysWithValues: prepared.userIdentifiers.indices.map { user in
        let trained = prepared.training.items(of: user).map { items[Int($0)] }
        let heldOut = zip(prepared.test.users, prepared.test.heldOutItems).filter { Int($0.0) == user }
          .map { items[Int($0.1)] }
        return (text(prepared.userIdentifiers[user]), (trained + ["|"] + heldOut).joined(separator: " "))
      })
  }

  // MARK: Random

  private static let many =
    "user,item\n" + (0..<600).map { "\($0 % 60),\(($0 * 7 + $0 / 60) % 83)\n" }.joined()

  @Test func randomItemsAreSeededAndOneOfEachUser() throws {
    let first = try prepare(Self.many, holdOut: .random)
    #expect(first.test.users == (0..<60).map { Int32($0) })
    #expect(try prepare(Self.many, holdOut: .random).test == first.test)
    #expect(try prepare(Self.many, holdOut: .random, seed: 43).test.heldOutItems != first.test.heldOutItems)
    // The order of the file does not matter.
    let lines = Self.many.split(separator: "\n")
    let reversed = ([lines[0]] + lines[1...].reversed()).joined(separator: "\n")
    let again = try prepare(reversed, holdOut: .random)
    #expect(again.test == first.test && again.training == first.training)
    // The negatives have a stream of their own, so that they do not move the held-out items.
    #expect(
      try prepare(Self.many, holdOut: .random, negatives: 9).test.heldOutItems == first.test.heldOutItems)
  }

  @Test func everyItemOfAUserMayBeDrawn() throws {
    var drawn = Set<String>()
    for seed in 0..<60 {
      let prepared = try prepare("user,item\nu,a\nu,b\nu,c\nv,d\nv,a\n", holdOut: .random, seed: UInt64(seed))
      drawn.insert(interactions(prepared)["u"] ?? "")
    }
    #expect(drawn == ["b c | a", "a c | b", "a b | c"])
  }

  // MARK: A file

  @Test func aTestFileIsHeldOut() throws {
    let prepared = try withTestFile("0 1 2 3\n1 2 4\n2 5\n", "1 5 1\n0 4\n3 1\n")
    // User 2 has nothing held out, user 3 nothing to train on.
    #expect(interactions(prepared) == ["0": "1 2 3 | 4", "1": "2 4 | 1 5", "2": "5 |", "3": "| 1"])
    #expect(prepared.test.users == [0, 1, 1, 3])
    let lines = prepared.summary.lines
    #expect(lines.contains("10 interactions of 4 users and 5 items are left: 6 to train on, 4 held out"))
    #expect(lines.contains("1 user with nothing held out, for training only"))
    #expect(lines.contains("1 user with nothing to train on, held out only"))
    // No negative is an item of its user, in either file.
    for index in prepared.test.users.indices {
      let user = prepared.test.users[index]
      let own = zip(prepared.test.users, prepared.test.heldOutItems).filter { $0.0 == user }.map(\.1)
      #expect(
        prepared.test.negatives(of: index).allSatisfy { item in
          !own.contains(item) && !prepared.training.contains(user: Int(user), item: item)
        })
    }
  }

  @Test func pairsOfBothFilesAreHeldOutOnly() throws {
    let prepared = try withTestFile(
      "user,item,time\nu,a,90\nu,b,1\nv,a,1\nw,c,1\n", "user,item,time\nu,a,5\nv,b,6\n")
    #expect(interactions(prepared) == ["u": "b | a", "v": "a | b", "w": "c |"])
    #expect(prepared.heldOutTimestamps == [5, 6])
    #expect(prepared.summary.pairsInBothFiles == 1)
    #expect(
      prepared.summary.lines.contains("1 pair in both files: held out, not trained on"))
  }

  @Test func filesOfDifferentFormatsGoTogether() throws {
    let prepared = try withTestFile(
      "7,1,5,978300000\n7,2,5,978300001\n8,2,4,978300002\n8,4,1,978300003\n", "7 3\n8 3\n")
    #expect(interactions(prepared) == ["7": "1 2 | 3", "8": "2 4 | 3"])
    // Times are kept if both files have them.
    #expect(prepared.training.timestamps == nil && prepared.heldOutTimestamps == nil)
    #expect(prepared.summary.lines.contains("1 item that nobody has in training, held out only"))
  }

  @Test func aTestFileThatHasNothingIsAnError() throws {
    let error = #expect(throws: InputError.self) { try withTestFile("0 1 2\n1 1\n", "0\n1\n") }
    #expect(error?.file == folder.path("test"))
    let missing = #expect(throws: InputError.self) {
      try prepare("0 1 2\n1 1\n", holdOut: .file(test: folder.path("none")))
    }
    #expect(missing?.kind == .missing)
  }

  @Test func usersWithSeveralHeldOutItemsOrNoneAreReadBack() throws {
    let moment = try prepare(Self.log, holdOut: .time(.seconds(30)))
    let file = try withTestFile("0 1 2 3\n1 2 4\n2 5\n", "1 5 1\n0 4\n3 1\n")
    for (name, prepared) in [("moment", moment), ("file", file)] {
      try DatasetWriter.write(prepared, into: folder.path(name))
      let read = try DatasetReader.read(named: "made", in: folder.path(name))
      #expect(read.training == prepared.training)
      #expect(read.test == prepared.test)
    }
  }

  // MARK: A moment

  private static let log = """
    user,item,time
    u,a,10
    u,b,20
    u,c,35
    u,d,40
    v,a,15
    w,b,30
    w,e,31
    x,a,12
    x,a,33
    x,f,34

    """

  @Test func aMomentDividesForAllUsers() throws {
    let prepared = try prepare(Self.log, holdOut: .time(.seconds(30)))
    // w has nothing before; v nothing after; u's d comes after c; x had a before.
    #expect(interactions(prepared) == ["u": "a b | c", "v": "a |", "x": "a | f"])
    #expect(prepared.training.timestamps == [10, 20, 15, 12])
    #expect(prepared.heldOutTimestamps == [35, 34])
    #expect(
      prepared.summary.lines == [
        "10 records read", "1 merged with an earlier one of the same pair",
        "1 user left out, with nothing to train on before 30 and 2 interactions from then on",
        "1 left out, behind the first ones of their users from then on",
        "6 interactions of 3 users and 4 items are left: 4 to train on, 2 held out",
        "1 user with nothing held out, for training only",
        "2 items that nobody has in training, held out only",
      ])
  }

  @Test func theCoreLooksAtWhatCameBefore() throws {
    let log =
      "user,item,time\nu,a,1\nu,b,2\nu,a,9\nu,z,10\nu,c,11\nv,a,1\nv,b,2\nv,c,3\nw,c,1\nw,a,3\nw,b,12\nx,d,1\nx,e,2\ny,d,1\ny,e,2\n"
    let prepared = try prepare(log, holdOut: .time(.seconds(9)), core: 2)
    // z is new and so outside of the core; u's first one inside is c.
    #expect(
      interactions(prepared) == ["u": "a b | c", "v": "a b c |", "w": "a c | b", "x": "d e |", "y": "d e |"])
    #expect(prepared.summary.lines.contains("1 left out with the --core 2"))
  }

  @Test(arguments: [
    ("30", Moment.seconds(30)), ("0.5", .share(0.5)), ("-5", .seconds(-5)), ("1970-01-01", .seconds(0)),
    ("2000-02-29", .seconds(951_782_400)), ("2001-09-09T01:46:40Z", .seconds(1_000_000_000)),
    ("2001-09-09 01:46", .seconds(999_999_960)), ("1969-12-31", .seconds(-86_400)),
  ])
  func momentsAreWrittenInThreeWays(text: String, moment: Moment) throws {
    #expect(try Moment(text) == moment)
  }

  @Test(arguments: ["", "1.5", "0.0", "2001-02-29", "2001-13-01", "2001-01-01T24:00", "tomorrow", "nan"])
  func otherMomentsAreRefused(text: String) {
    let error = #expect(throws: InputError.self) { try Moment(text) }
    #expect(error?.place == "--at")
  }

  @Test func aShareIsOfTheInteractions() throws {
    // Of the nine distinct interactions, four happened before 30.
    let prepared = try prepare(Self.log, holdOut: .time(.share(0.5)))
    let same = try prepare(Self.log, holdOut: .time(.seconds(30)))
    #expect(prepared.training == same.training && prepared.test == same.test)
  }

  @Test(arguments: [
    ("user,item\nu,a\nu,b\n", Moment.seconds(5), "found no times"),
    ("user,item,time\nu,a,1\nu,b,2\n", .seconds(1), "no interaction before"),
    ("user,item,time\nu,a,1\nu,b,2\n", .seconds(3), "no interaction at or after"),
    (
      "user,item,time\nu,a,978300000\nu,b,978300009\n", .seconds(1_000_000_000),
      "after 1000000000 (2001-09-09T01:46:40Z): the file's times go from 978300000 (2000-12-31T22:00:00Z) to"
    ),
    ("user,item,time\nu,a,1\nv,b,2\n", .seconds(2), "no interaction is left to hold out"),
  ])
  func aMomentNeedsBothSides(content: String, moment: Moment, expected: String) throws {
    let error = try #require(throws: InputError.self) { try prepare(content, holdOut: .time(moment)) }
    #expect(error.problem.contains(expected), "\(error)")
    #expect(error.remedy != nil)
  }
}
