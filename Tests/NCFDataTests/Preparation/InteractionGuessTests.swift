import Foundation
import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

/// Files that come without a word about what they are.
@Suite struct InteractionGuessTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A data set, and what was guessed on the way.
  private func read(
    _ content: String, as name: String, _ options: PreparationOptions? = nil
  ) throws -> (PreparedDataset, guesses: [String]) {
    try folder.write(content.utf8, to: name)
    var guesses: [String] = []
    let prepared = try PreparedDataset(
      named: "made", contentsOf: folder.path(name), options: options ?? PreparationOptions(negativeCount: 1)
    ) { guesses.append($0) }
    return (prepared, guesses)
  }

  private func failure(
    _ content: String, as name: String, _ options: PreparationOptions? = nil
  ) throws -> InputError {
    try #require(throws: InputError.self) { try read(content, as: name, options) }
  }

  /// Users 1 and 2 with items 10, 20 and 30, the held-out ones last.
  private static let headless = "1,10,5,978300000\n1,20,3,978300200\n2,10,4,978300050\n2,30,1,978300060\n"

  @Test(arguments: [
    ("ratings.dat", headless.replacing(",", with: "::"), "movielens-dat"),
    ("x", headless.replacing(",", with: "::"), "movielens-dat"),
    ("u.data", headless.replacing(",", with: "\t"), "tsv"),
    ("ratings.csv", "userId,movieId,rating,timestamp\n" + headless, "movielens-csv"),
    ("log.CSV", "user,item,rating,time\n" + headless, "csv"),
    ("log.csv", headless, "csv"),
    ("log.tsv", ("user,item,rating,time\n" + headless).replacing(",", with: "\t"), "tsv"),
    // The content counts for more than the name.
    ("log.csv", ("user,item,rating,time\n" + headless).replacing(",", with: "\t"), "tsv"),
    ("ratings.dat", ("userID,movieID,rating,timestamp\n" + headless).replacing(",", with: "\t"), "tsv"),
    ("x.csv", ("\"User-ID\";\"item\";\"rating\";\"time\"\n" + headless.replacing(",", with: ";")), "csv"),
    ("x.txt", headless.replacing(",", with: " "), "space"),
    ("x.txt", headless.replacing(",", with: "  "), "space"),
    (
      "x.inter",
      ("user_id:token,item_id:token,rating:float,timestamp:float\n" + headless).replacing(",", with: "\t"),
      "recbole"
    ),
    ("train.txt", "1 10 20\n2\n3 10 30\n", "adjacency"),
    ("train.txt", "1 10 20\r\n2 10 30\r\n", "adjacency"),
  ])
  func formatsAreGuessed(name: String, content: String, format: String) throws {
    let (prepared, guesses) = try read(content, as: name)
    #expect(guesses.count == 1)
    #expect(guesses[0].hasPrefix("\(folder.path(name)): guessed that the format is \(format), by "))
    #expect(guesses[0].contains("--format"))
    #expect(prepared.training.interactionCount == 2 && prepared.test.caseCount == 2)
    #expect(prepared.itemIdentifiers.map { String(decoding: $0, as: UTF8.self) } == ["30", "20", "10"])
    if format != "adjacency" { #expect(prepared.heldOutTimestamps == [978_300_200, 978_300_060]) }
  }

  @Test(arguments: [
    ("1 10\n1 20\n2 10\n2 30\n", "user,item", false),
    ("1 10 5\n1 20 4\n2 10 5\n2 30 1\n", "user,item,rating", false),
    ("1 10 978300000\n1 20 978300001\n2 10 978300000\n2 30 978300009\n", "user,item,time", true),
    (
      "1 10 978300000 5\n1 20 978300001 4\n2 10 978300000 3\n2 30 978300009 3\n", "user,item,time,rating",
      true
    ),
    ("1 10 5 7 x\n1 20 5 8 y\n2 10 5 1 z\n2 30 5 2 z\n", "user,item,rating,time", true),
    ("1 10 a\n1 20 b\n2 10 c\n2 30 d\n", "user,item", false),
  ])
  func columnsAreGuessed(content: String, columns: String, hasTimes: Bool) throws {
    let (prepared, guesses) = try read(content, as: "x.txt")
    #expect(
      guesses[0].contains("the columns \(columns) (to read it otherwise: --format, --columns)"), "\(guesses)")
    #expect(prepared.summary.hasTimes == hasTimes)
  }

  @Test func nothingIsSaidWhereNothingIsGuessed() throws {
    #expect(
      try read("user,item\nu,a\nu,b\nv,a\nv,c\n", as: "x", PreparationOptions(format: .csv, negativeCount: 1))
        .guesses == [])
    let options = try PreparationOptions(
      format: .tsv, positions: ColumnPositions("user,item"), negativeCount: 1)
    #expect(try read("u\ta\nu\tb\nv\ta\nv\tc\n", as: "x", options).guesses == [])
  }

  @Test func columnsGoByTheirPlaces() throws {
    let content = "x,9,a,u\ny,8,b,u\nz,7,c,v\nx,8,a,v\n"
    let options = try PreparationOptions(
      format: .csv, positions: ColumnPositions("_, time, item, user"), negativeCount: 1)
    let (prepared, _) = try read(content, as: "x", options)
    #expect(prepared.heldOutTimestamps == [9, 8])
    // Columns behind the last one need not be named.
    let three = try PreparationOptions(
      format: .csv, positions: ColumnPositions("-,-,item,user"), negativeCount: 1)
    #expect(try read(content.replacing("\n", with: ",more\n"), as: "x", three).0.test.caseCount == 2)
    let five = try PreparationOptions(format: .csv, positions: ColumnPositions("user,item,_,_,time"))
    let error = try failure(content, as: "x", five)
    #expect(error.problem == "expected the columns user,item,_,_,time, found 4 columns")
    #expect(try failure(content + "x,9,a\n", as: "x", options).place == "5")
  }

  @Test(arguments: [
    "user", "item,rating", "user,item,user", "user,item,price", "", "0,1", "1", "1,1", "1,_,2", "1,2,3,4,5",
    "1,2,time",
  ])
  func listsOfColumnsNameUserAndItemOnce(list: String) {
    let error = #expect(throws: InputError.self) { try ColumnPositions(list) }
    #expect(error?.place == "--columns")
  }

  @Test(arguments: [
    ("1,2", "user,item"), ("1,2,3,4", "user,item,rating,time"), ("2,1,_,4", "item,user,_,time"),
    ("3, 1, 2", "item,rating,user"),
  ])
  func columnsMayBeNamedByWhereTheyStand(positions: String, list: String) throws {
    #expect(try ColumnPositions(positions) == ColumnPositions(list))
  }

  @Test func aHeaderIsPassedOverWhereColumnsAreNamedByTheirPlaces() throws {
    let positions = try ColumnPositions("user,item,time")
    let (prepared, guesses) = try read(
      "Kunde,Ware,Tag\n1,10,1\n1,20,2\n2,10,3\n2,30,4\n", as: "x.csv",
      PreparationOptions(positions: positions, negativeCount: 1))
    #expect(prepared.summary.records == 4)
    #expect(guesses[0].contains("its first line is a header"))
    // What cannot be told has to be said.
    let words = "Kunde,Ware\na,x\na,y\nb,x\nb,z\n"
    let pair = try ColumnPositions("user,item")
    for (header, records) in [(nil, 5), (true, 4), (false, 5)] as [(Bool?, Int)] {
      let options = try PreparationOptions(
        format: .csv, positions: pair, hasHeader: header, core: 1, negativeCount: 1)
      #expect(try read(words + "Kunde,y\n", as: "x.csv", options).0.summary.records == records + 1)
    }
  }

  @Test func otherSeparatorsAreNamed() throws {
    let options = try PreparationOptions(
      format: .csv, positions: ColumnPositions("user,item"), separator: "pipe", negativeCount: 1)
    #expect(try read("u|\"a|1\"\nu|b\nv|b\nv|c\n", as: "x", options).0.itemIdentifiers.count == 3)
    for separator in ["", "abc", "\"", "é"] {
      #expect(throws: InputError.self) { try PreparationOptions(separator: separator) }
    }
  }

  @Test(arguments: [
    ("x", "one\ntwo\n", "neither the name nor the content says"), ("x.csv", "", "found none"),
    ("x.txt", "1 2 3 4\n", "no users and items are left"),
    ("x.txt", "alice bob\ncarol dave\n", "found no column called"),
  ])
  func whatCannotBeToldIsAsked(name: String, content: String, expected: String) throws {
    let error = try failure(content, as: name)
    #expect(error.problem.contains(expected), "\(error)")
    #expect(error.remedy != nil)
  }

  @Test func listsHaveUsersWithoutItemsAndBlanks() throws {
    let (prepared, _) = try read("0 5 3 \n\n1 \n2\t7 5\n3 3 3 9\n", as: "train.txt")
    #expect(prepared.summary.records == 7)
    #expect(prepared.summary.duplicates == 1)
    #expect(prepared.userIdentifiers.map { String(decoding: $0, as: UTF8.self) } == ["0", "2", "3"])
    #expect(prepared.summary.lines.contains("1 list without any item"))
    // 3, 5 and 9 are the last ones of their users.
    #expect(
      prepared.test.heldOutItems.map { String(decoding: prepared.itemIdentifiers[Int($0)], as: UTF8.self) }
        == ["3", "5", "9"])
    let (ascending, _) = try read("0 3 5\n1 5 10\n", as: "train.txt")
    #expect(ascending.summary.lines.last?.contains("--hold-out random") == true)
  }

  @Test func listsHaveNeitherColumnsNorRatings() throws {
    let columns = try PreparationOptions(format: .adjacency, positions: ColumnPositions("user,item"))
    #expect(try failure("0 1 2\n", as: "x", columns).problem.contains("has no columns"))
    let rating = try PreparationOptions(format: .adjacency, minimumRating: 3)
    #expect(try failure("0 1 2\n", as: "x", rating).problem.contains("no ratings"))
    #expect(
      try failure("0\n1\n", as: "x", PreparationOptions(format: .adjacency)).problem.contains("found none"))
  }

  @Test func packedFilesAreReadLikeOthers() throws {
    let archives = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../NCFArchivesTests/Fixtures").standardized.path
    let options = try PreparationOptions(core: 2, negativeCount: 5)
    let plain = try PreparedDataset(named: "x", contentsOf: "\(archives)/lines.csv", options: options)
    for name in [
      "three-members.gz", "descriptors.zip", "deflated.zip", "several.zip", "several.zip/ml/ratings.dat",
    ] {
      var guesses: [String] = []
      let packed = try PreparedDataset(named: "x", contentsOf: "\(archives)/\(name)", options: options) {
        guesses.append($0)
      }
      #expect(packed.training == plain.training && packed.test == plain.test)
      #expect(guesses.count == 1)
      if name == "several.zip" {
        #expect(guesses[0].contains("ml/ratings.dat is the file in it that is meant"))
      }
    }
  }
}
