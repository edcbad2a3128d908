import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

@Suite struct InteractionFormatTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ content: some Sequence<UInt8>, _ format: InteractionFormat, columns: ColumnNames = ColumnNames(),
    minimumRating: Double? = nil
  ) throws -> PreparedDataset {
    try folder.write(content, to: "file")
    return try PreparedDataset(
      named: "made", contentsOf: "\(folder.path)/file",
      options: PreparationOptions(
        format: format, columns: columns, minimumRating: minimumRating, negativeCount: 1))
  }

  /// The error of content that cannot be used.
  private func failure(
    _ content: some Sequence<UInt8>, _ format: InteractionFormat, columns: ColumnNames = ColumnNames(),
    minimumRating: Double? = nil
  ) throws -> InputError {
    let error = try #require(throws: InputError.self) {
      try read(content, format, columns: columns, minimumRating: minimumRating)
    }
    #expect(error.file == "\(folder.path)/file")
    #expect(error.description.split(whereSeparator: \.isNewline).count == 1)
    return error
  }

  /// Users 1 and 2 with items 10, 20 and 30, in every format.
  @Test(arguments: [
    (InteractionFormat.movielensDat, "1::10::5::100\n1::20::3::200\n2::10::4::50\n2::30::1::60\n"),
    (
      .movielensCSV, "userId,movieId,rating,timestamp\n1,10,5.0,100\n1,20,3.0,200\n2,10,4.0,50\n2,30,1.0,60\n"
    ),
    (
      .recbole,
      "item_id:token\tuser_id:token\trating:float\ttimestamp:float\n10\t1\t5\t100\n20\t1\t3\t2e2\n10\t2\t4\t50.9\n30\t2\t1\t60.5\n"
    ),
    (.csv, "\u{feff}time,user,item\r\n100,1,10\r\n\"200\",1,\"20\"\r\n50,2,10\r\n60,\"2\",30\r\n\r\n"),
    (.tsv, "user_id\titem_id\ttimestamp\tnote\n1\t10\t100\ta \"b\n1\t20\t200\t\n2\t10\t50\t\n2\t30\t60\t,"),
  ])
  func everyFormatIsRead(format: InteractionFormat, content: String) throws {
    let prepared = try read(content.utf8, format)
    #expect(prepared.userIdentifiers.map { String(decoding: $0, as: UTF8.self) } == ["1", "2"])
    // 20 and 30 are only held out, so 10 is the last.
    #expect(prepared.itemIdentifiers.map { String(decoding: $0, as: UTF8.self) } == ["30", "20", "10"])
    #expect(prepared.training.items == [2, 2])
    #expect(prepared.training.timestamps == [100, 50])
    #expect(prepared.heldOutTimestamps == [200, 60])
  }

  @Test func columnsGoByTheirGivenNames() throws {
    let content = "user,customer,sku,n,day\nx,1,10,1,9\nx,1,20,5,8\nx,2,10,5,7\nx,2,30,5,8\n"
    let columns = ColumnNames(user: "customer", item: "sku", rating: "n", time: "day")
    let prepared = try read(content.utf8, .csv, columns: columns)
    #expect(prepared.heldOutTimestamps == [9, 8])
    let misspelt = try failure(content.utf8, .csv, columns: ColumnNames(user: "custmer", item: "sku"))
    #expect(misspelt.remedy == "did you mean \"customer\"?")
    #expect(misspelt.place == "1")
    let missing = try failure(content.utf8, .csv)
    #expect(missing.remedy?.contains("--item-column") == true)
  }

  @Test func quotedFieldsMayHoldSeparatorsMarksAndLineBreaks() throws {
    let content = "user,item,title\nu,a,\"one\ntwo, \"\"three\"\"\"\nu,b,\nv,\"b\",\"\"\nv,c,\"x\r\ny\"\n"
    let prepared = try read(content.utf8, .csv)
    #expect(prepared.summary.records == 4)
    let error = try failure((content + "w,a\n").utf8, .csv)
    // Lines are counted as an editor counts them.
    #expect(error.place == "8")
    #expect(error.problem.contains("expected 3 columns, found 2"))
  }

  @Test(arguments: [
    ("user,item\nu,a\nu\n", "3", "expected 2 columns, found 1"),
    ("user,item\nu,a\n\nv,a\n", "3", "empty line"),
    ("user,item\nu,a\n,b\n", "3", "expected a user, found nothing"),
    ("user,item\nu,a\nu,b\tc\n", "3", "control character"),
    ("user,item,rating\nu,a,good\n", "2", "expected a rating (a number), found \"good\""),
    ("user,item,rating\nu,a,nan\n", "2", "expected a rating"),
    ("user,item,time\nu,a,2001-01-01\n", "2", "expected a time (seconds since 1970), found \"2001-01-01\""),
    ("user,item,time\nu,a,1e30\n", "2", "expected a time"),
    ("user,item\nu,\"a\n", "2", "never closed"),
    ("user,item\nu,a\"\"b\n", "2", "inside a field"),
    ("user,item\nu,\"a\"b\n", "2", "after a field's closing"),
    ("user,user,item\nu,v,a\n", "1", "each could be meant"),
    ("user,item\n", nil, "found none"),
    ("", nil, "found none"),
  ])
  func malformedLinesAreNamed(content: String, place: String?, expected: String) throws {
    let error = try failure(content.utf8, .csv)
    #expect(error.place == place)
    #expect(error.problem.contains(expected), "\(error)")
  }

  @Test func otherFilesThanTextAreRecognised() throws {
    #expect(try failure([0x1f, 0x8b, 8, 0], .csv).problem.contains("gzip"))
    #expect(try failure(Array("PK\u{3}\u{4}".utf8), .csv).problem.contains("zip"))
    #expect(try failure([0xff, 0xfe, 0x75, 0], .csv).problem.contains("UTF-16"))
    let missing = #expect(throws: InputError.self) {
      try PreparedDataset(
        named: "x", contentsOf: "\(folder.path)/none", options: PreparationOptions(format: .csv))
    }
    #expect(missing?.kind == .missing)
  }

  @Test func endlessLinesAreRefused() throws {
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
    #expect(try failure("user,item\n".utf8 + line, .csv).problem.contains("more than"))
    let quoted =
      "user,item\nu,\"".utf8 + Array(repeatElement("x\n", count: 1 << 20).joined().utf8) + "\"\n".utf8
    #expect(try failure(quoted, .csv).place == "2")
  }

  @Test func recboleHeadersAreTyped() throws {
    #expect(try failure("user_id\titem_id\n1\t2\n".utf8, .recbole).problem.contains("typed columns"))
    let error = try failure("user_id:token\titem_id:token_seq\n1\t2\n".utf8, .recbole)
    #expect(error.problem.contains("type token"))
  }

  @Test func aMinimumRatingNeedsRatings() throws {
    let error = try failure("user,item\nu,a\nu,b\n".utf8, .csv, minimumRating: 3)
    #expect(error.remedy?.contains("--rating-column") == true)
  }

  @Test func manyIdentifiersKeepTheirNumbers() throws {
    let lines = (0..<5_000).flatMap { ["user-\($0)\titem-\($0)\n", "user-\($0)\tcommon\n"] }
    let prepared = try read(("user\titem\n" + lines.joined()).utf8, .tsv)
    let items = prepared.itemIdentifiers.map { String(decoding: $0, as: UTF8.self) }
    #expect(items.count == 5_001)
    for (user, identifier) in prepared.userIdentifiers.enumerated() {
      let number = String(decoding: identifier, as: UTF8.self).dropFirst("user-".count)
      #expect(
        items[Int(prepared.training.items(of: user)[prepared.training.offsets[user]])] == "item-\(number)")
    }
  }
}
