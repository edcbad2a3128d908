import Foundation
import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

/// Each way in which a file can be bad, and what the user is told.
@Suite struct DatasetReaderErrorTests {
  /// A small data set with one thing wrong.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// Spoils the files.
    let spoil: @Sendable (inout SmallFiles) -> Void
    let file: String
    let line: Int?
    /// What the message must say.
    let says: [String]

    init(
      _ name: String, file: String, line: Int?, says: String...,
      spoil: @escaping @Sendable (inout SmallFiles) -> Void
    ) {
      (self.name, self.file, self.line, self.says, self.spoil) = (name, file, line, says, spoil)
    }

    var testDescription: String { name }
  }

  static let training: [Case] = [
    Case("empty file", file: "train.rating", line: nil, says: "empty file") { $0.training = "" },
    Case("blank file", file: "train.rating", line: nil, says: "empty file") { $0.training = "\n\r\n" },
    Case("text as user id", file: "train.rating", line: 2, says: "a user id", "\"x7\"", "mend") {
      $0.training = "0\t2\t3\nx7\t0\t5\n"
    },
    Case("text as item id", file: "train.rating", line: 1, says: "an item id", "\"2.5\"") {
      $0.training = "0\t2.5\t3\n"
    },
    Case("missing id", file: "train.rating", line: 1, says: "an item id", "\"\"") {
      $0.training = "0\t\t3\n"
    },
    Case("id of 30 digits", file: "train.rating", line: 1, says: "a user id", "1111111111") {
      $0.training = String(repeating: "1", count: 30) + "\t2\t3\n"
    },
    Case("negative user", file: "train.rating", line: 1, says: "a user id", "negative number -3", "from 0") {
      $0.training = "-3\t2\t3\n"
    },
    Case("negative item", file: "train.rating", line: 1, says: "an item id", "negative number -1") {
      $0.training = "0\t-1\t3\n"
    },
    Case("two columns", file: "train.rating", line: 2, says: "3 or 4 columns", "found 2 columns") {
      $0.training = "0\t2\t3\n0\t0\n"
    },
    Case("five columns", file: "train.rating", line: 1, says: "3 or 4 columns", "found 5 columns") {
      $0.training = "0\t2\t3\t100\t1\n"
    },
    Case("other separators", file: "train.rating", line: 1, says: "tabs", "found 1 column;") {
      $0.training = "0::2::3::100\n"
    },
    Case("blank line in the middle", file: "train.rating", line: 2, says: "an empty line") {
      $0.training = "0\t2\t3\n\n0\t0\t5\n"
    },
    Case("text as rating", file: "train.rating", line: 1, says: "a rating", "\"good\"") {
      $0.training = "0\t2\tgood\n"
    },
    Case("rating without an end", file: "train.rating", line: 1, says: "a rating", "\"inf\"") {
      $0.training = "0\t2\tinf\n"
    },
    Case("no rating above 0", file: "train.rating", line: nil, says: "only rows with a rating of 0") {
      $0.training = "0\t2\t0\n0\t3\t-1\n"
    },
    Case("rows with a rating after some without", file: "train.rating", line: 2, says: "2 columns", "found 3")
    {
      $0.training = "0\t2\n0\t0\t5\n"
    },
    Case("text as timestamp", file: "train.rating", line: 1, says: "a timestamp", "\"1997-09-08\"") {
      $0.training = "0\t2\t3\t1997-09-08\n"
    },
    Case("huge user id", file: "train.rating", line: 1, says: "user id 4000000000", "below 1000010") {
      $0.training = "4000000000\t2\t3\n"
    },
    Case("huge item id", file: "train.rating", line: 2, says: "item id 1000011", "below 1000011") {
      $0.training = "0\t2\t3\n0\t1000011\t3\n"
    },
    Case("NUL bytes", file: "train.rating", line: 1, says: "\"0\\u{0}\"") {
      $0.training = "0\0\t\02\0\t\03\0\n\0"
    },
    Case("a byte order mark alone", file: "train.rating", line: nil, says: "empty file") {
      $0.training = "\u{FEFF}\n"
    },
    Case("a second byte order mark", file: "train.rating", line: 1, says: "\"\\u{FEFF}0\"") {
      $0.training = "\u{FEFF}\u{FEFF}" + $0.training
    },
    Case("old Macintosh line ends", file: "train.rating", line: 1, says: "\"3\\u{D}0\"") {
      $0.training = "0\t2\t3\r0\t0\t5\r"
    },
  ]

  static let test: [Case] = [
    Case("empty file", file: "test.rating", line: nil, says: "empty file") { $0.test = "" },
    Case("text as user id", file: "test.rating", line: 1, says: "a user id", "\"u\"") {
      $0.test = "u\t4\t5\n"
    },
    Case("too few columns", file: "test.rating", line: 2, says: "found 2 columns") {
      $0.test = "0\t4\t5\n1\t0\n"
    },
    Case("negative user", file: "test.rating", line: 1, says: "negative number -1") {
      $0.test = "-1\t4\t5\n"
    },
    Case("text as rating", file: "test.rating", line: 1, says: "a rating", "\"x\"") { $0.test = "0\t4\tx\n" },
    Case("huge user id", file: "test.rating", line: 4, says: "user id 4000000000", "below 10000") {
      $0.test += "4000000000\t1\t5\n"
    },
    Case("huge item id", file: "test.rating", line: 1, says: "item id 2000000", "below 10000") {
      $0.test = "0\t2000000\t5\n"
    },
  ]

  static let negatives: [Case] = [
    Case("empty file", file: "test.negative", line: nil, says: "empty file") { $0.negatives = "" },
    Case("text as item id", file: "test.negative", line: 2, says: "an item id", "\"two\"") {
      $0.negatives = "(0,4)\t1\t3\n(1,0)\ttwo\t4\n(2,2)\t0\t1\n"
    },
    Case("negative item id", file: "test.negative", line: 1, says: "negative number -1") {
      $0.negatives = "(0,4)\t1\t-1\n"
    },
    Case("list without items", file: "test.negative", line: 1, says: "sampled items", "found 1 column;") {
      $0.negatives = "(0,4)\n"
    },
    Case("other pair than in the test file", file: "test.negative", line: 2, says: "has no list yet", "(1,2)")
    {
      $0.negatives = "(0,4)\t1\t3\n(1,2)\t0\t4\n(2,2)\t0\t1\n"
    },
    Case("no pair", file: "test.negative", line: 1, says: "a pair (user,item)", "\"0\"") {
      $0.negatives = "0\t4\t1\t3\n"
    },
    Case("pair of text", file: "test.negative", line: 1, says: "a pair (user,item)", "\"(a,b)\"") {
      $0.negatives = "(a,b)\t1\t3\n"
    },
    Case("huge item id", file: "test.negative", line: 1, says: "item id 4000000000", "below 10000") {
      $0.negatives = "(0,4)\t1\t4000000000\n"
    },
    Case("a list of nobody", file: "test.negative", line: 4, says: "has no list yet", "(3,2)") {
      $0.negatives += "(3,2)\t0\t1\n"
    },
    Case("a second list", file: "test.negative", line: 4, says: "has no list yet", "(0,4)") {
      $0.negatives += "(0,4)\t0\t1\n"
    },
    Case("too few lines", file: "test.negative", line: nil, says: "(3), found 2", "(2,2) has none") {
      $0.negatives = "(0,4)\t1\t3\n(1,0)\t2\t4\n"
    },
    Case(
      "too few lines in another order", file: "test.negative", line: nil, says: "found 2", "(1,0) has none"
    ) {
      $0.negatives = "(2,2)\t1\t3\n(0,4)\t2\t4\n"
    },
    Case("a test row without a list", file: "test.negative", line: nil, says: "found 3", "(0,1) has none") {
      $0.test += "0\t1\t5\n"
    },
    Case("NUL bytes", file: "test.negative", line: 1, says: "\"1\\u{0}\"") {
      $0.negatives = "(0,4)\t1\0\t3\n"
    },
  ]

  @Test(arguments: training + test + negatives) func badContentIsNamed(bad: Case) throws {
    var files = SmallFiles()
    bad.spoil(&files)
    let folder = try TemporaryFolder()
    try files.write(to: folder)
    let error = try #require(throws: InputError.self) {
      try DatasetReader.read(named: "small", in: folder.path)
    }
    #expect(error.kind == .badContent)
    #expect(error.file == "\(folder.path)/small.\(bad.file)")
    #expect(error.place == bad.line.map(String.init))
    for part in bad.says { #expect(error.description.contains(part)) }
    #expect(error.remedy != nil)
  }

  @Test func bytesThatAreNoTextAreNamed() throws {
    let folder = try TemporaryFolder()
    try SmallFiles().write(to: folder)
    try folder.write([0x30, 0x09, 0xff, 0xfe, 0x09, 0x31, 0x0a], to: "small.train.rating")
    let error = try #require(throws: InputError.self) {
      try DatasetReader.read(named: "small", in: folder.path)
    }
    #expect(error.place == "1")
    #expect(error.problem.contains("an item id"))
  }

  @Test func longFieldsAreCutInMessages() throws {
    var files = SmallFiles()
    files.training = String(repeating: "z", count: 10_000) + "\t1\t1\n"
    let error = try #require(throws: InputError.self) { try files.read() }
    #expect(error.description.count < 400)
  }

  @Test(arguments: ["train.rating", "test.rating", "test.negative"]) func missingFilesAreNamed(
    suffix: String
  ) throws {
    let folder = try TemporaryFolder()
    try SmallFiles().write(to: folder)
    let path = "\(folder.path)/small.\(suffix)"
    try FileManager.default.removeItem(atPath: path)
    let error = try #require(throws: InputError.self) {
      try DatasetReader.read(named: "small", in: folder.path)
    }
    #expect(error.kind == .missing)
    #expect(error.file == path)
    #expect(error.remedy?.contains("NCF_DATA_DIR") == true)
  }

  @Test func aMissingFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: InputError.self) {
      try DatasetReader.read(named: "small", in: "\(folder.path)/absent")
    }
    #expect(error.kind == .missing)
    #expect(error.file == "\(folder.path)/absent/small.train.rating")
  }

  @Test func aFolderInPlaceOfAFileIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "small.train.rating/file")
    let error = try #require(throws: InputError.self) {
      try DatasetReader.read(named: "small", in: folder.path)
    }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("found a folder"))
  }
}
