import Foundation
import NCFData
import NCFDiagnostics
import NCFSystem
import NCFTestSupport
import Testing

@Suite struct DatasetVerificationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func filesOfOnesOwnHaveNothingToBeComparedWith() throws {
    try SmallFiles().write(to: folder)
    let files = DatasetFiles(name: "small", directory: folder.path)
    let verification = try DatasetVerification(of: files)
    #expect(verification.files.map(\.path) == files.all)
    #expect(
      verification.files.map(\.size)
        == [SmallFiles().training, SmallFiles().test, SmallFiles().negatives].map(\.utf8.count))
    #expect(verification.files[0].blobID == GitBlobID.hex(of: SmallFiles().training.utf8))
    #expect(verification.files.allSatisfy { $0.publishedBlobID == nil })
    #expect(verification.unlikePublished.isEmpty)
    #expect(verification.digest == (try SmallFiles().read()).digest)
    #expect(verification.oddities.all.isEmpty)
  }

  @Test func filesUnderAPublishedNameAreCompared() throws {
    try SmallFiles().write(to: folder, named: "ml-1m")
    let verification = try DatasetVerification(of: DatasetFiles(name: "ml-1m", directory: folder.path))
    #expect(verification.unlikePublished.count == 3)
    #expect(verification.files.map(\.publishedBlobID) == PublishedDataset.named("ml-1m")?.files.map(\.blobID))
  }

  @Test func malformedFilesAreRefused() throws {
    var files = SmallFiles()
    files.test = "0\t4\t5\t300\n"
    try files.write(to: folder)
    #expect(throws: InputError.self) {
      try DatasetVerification(of: DatasetFiles(name: "small", directory: folder.path))
    }
  }

  /// Runs where the authors' files are: with NCF_DATA_DIR.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["NCF_DATA_DIR"] != nil))
  func theAuthorsTestFilesHaveThePublishedIds() throws {
    let locator = DatasetLocator(explicit: nil, environment: ProcessInfo.processInfo.environment)
    let verification = try DatasetVerification(of: locator.locate("ml-1m"))
    for file in verification.files.dropFirst() { #expect(file.blobID == file.publishedBlobID) }
  }
}
