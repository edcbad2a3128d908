import Foundation
import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

@Suite struct DatasetWriterTests {
  let folder: TemporaryFolder
  let made: SyntheticDataset

  init() throws {
    folder = try TemporaryFolder()
    let recipe = try SyntheticRecipe(users: 50, items: 150, meanInteractions: 10)
    made = SyntheticDataset(named: "made", recipe: recipe, seed: 3)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    try DatasetWriter.write(made, into: "\(folder.path)/new/folder")
    let read = try DatasetReader.read(named: "made", in: "\(folder.path)/new/folder")
    #expect(read.training == made.training)
    #expect(read.test == made.test)
    #expect(read.ownTestItemCopies.allSatisfy { $0 == 0 })
  }

  @Test func linesAreInTheAuthorsFormat() throws {
    try DatasetWriter.write(made, into: folder.path)
    func lines(_ suffix: String) throws -> [Substring] {
      try String(contentsOfFile: "\(folder.path)/made.\(suffix)", encoding: .utf8).split(separator: "\n")
    }
    #expect(try lines("train.rating").count == made.training.interactionCount)
    #expect(
      try lines("train.rating")[0]
        == "0\t\(made.training.items[0])\t1\t\(#require(made.training.timestamps)[0])")
    #expect(try lines("test.rating")[7] == "7\t\(made.test.heldOutItems[7])\t1\t\(made.heldOutTimestamps[7])")
    let negatives = made.test.negatives(of: 7).map(String.init).joined(separator: "\t")
    #expect(try lines("test.negative")[7] == "(7,\(made.test.heldOutItems[7]))\t\(negatives)")
  }

  @Test(arguments: ["train.rating", "test.rating", "test.negative"])
  func nothingIsWrittenOverExistingFiles(suffix: String) throws {
    try folder.write("precious".utf8, to: "made.\(suffix)")
    let error = try #require(throws: InputError.self) { try DatasetWriter.write(made, into: folder.path) }
    let files = DatasetFiles(name: "made", directory: folder.path).all
    #expect(throws: error) { try DatasetWriter.requireAbsence(of: files) }
    #expect(error.kind == .cannotWrite)
    #expect(error.file == "\(folder.path)/made.\(suffix)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["made.\(suffix)"])
    #expect(try String(contentsOfFile: "\(folder.path)/made.\(suffix)", encoding: .utf8) == "precious")
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    try folder.write([], to: "file")
    let error = try #require(throws: InputError.self) {
      try DatasetWriter.write(made, into: "\(folder.path)/file")
    }
    #expect(error.kind == .cannotWrite)
    #expect(error.file == "\(folder.path)/file")
  }
}
