import Foundation
import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

@Suite struct DatasetLocatorTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  func locator(explicit: String? = nil, environment: String? = nil) -> DatasetLocator {
    DatasetLocator(
      explicit: explicit.map(path), environment: environment.map { ["NCF_DATA_DIR": path($0)] } ?? [:],
      shippedFolder: path("Data"))
  }

  @Test func findsFilesInAFolderOfTheirOwnOrSideBySide() throws {
    try SmallFiles().write(to: folder, named: "a", in: "given/a")
    try SmallFiles().write(to: folder, named: "b", in: "given")
    let found = locator(explicit: "given")
    #expect(try found.locate("a") == DatasetFiles(name: "a", directory: path("given/a")))
    #expect(try found.locate("b") == DatasetFiles(name: "b", directory: path("given")))
    #expect(try DatasetReader.read(found.locate("a")).userCount == 3)
  }

  @Test func theOptionComesBeforeTheEnvironmentAndThatBeforeTheShippedFolder() throws {
    for place in ["given", "environment", "Data"] { try SmallFiles().write(to: folder, in: place) }
    #expect(
      try locator(explicit: "given", environment: "environment").locate("small").directory == path("given"))
    #expect(try locator(environment: "environment").locate("small").directory == path("environment"))
    #expect(try locator().locate("small").directory == path("Data"))
  }

  @Test func anEmptyVariableCountsAsNone() throws {
    let locator = DatasetLocator(explicit: nil, environment: ["NCF_DATA_DIR": ""])
    #expect(locator.folders == ["Data"])
  }

  @Test func theShippedSampleIsFoundWhateverTheEnvironmentNames() throws {
    try SmallFiles().write(to: folder, named: "sample", in: "Data/sample")
    try SmallFiles().write(to: folder, named: "ml-1m", in: "environment")
    #expect(try locator(environment: "environment").locate("sample").directory == path("Data/sample"))
  }

  @Test func nothingStandsInForAFolderThatTheUserNamed() throws {
    try SmallFiles().write(to: folder, in: "environment")
    try SmallFiles().write(to: folder, in: "Data")
    try folder.write([], to: "given/other")
    let error = try #require(throws: InputError.self) {
      try locator(explicit: "given", environment: "environment").locate("small")
    }
    #expect(error.kind == .missing)
    #expect(error.problem.contains(path("given/small/small.train.rating")))
    #expect(error.problem.contains(path("given/small.train.rating")))
    #expect(!error.problem.contains(path("Data")))
    #expect(error.remedy?.contains("--data") == true)
  }

  @Test func noOtherDatasetStandsInForAMissingOne() throws {
    try SmallFiles().write(to: folder, named: "sample", in: "Data/sample")
    let error = try #require(throws: InputError.self) { try locator(environment: "absent").locate("ml-1m") }
    #expect(error.problem.contains("\"ml-1m\""))
    #expect(error.problem.contains("\(path("absent"))\", which does not exist"))
    #expect(error.problem.contains(path("Data/ml-1m/ml-1m.train.rating")))
  }

  @Test func anEmptyOptionFindsNothing() throws {
    let locator = DatasetLocator(explicit: "", environment: [:], shippedFolder: path("Data"))
    #expect(throws: InputError.self) { try locator.locate("small") }
  }

  @Test func aMisspeltNameGetsASuggestion() throws {
    try SmallFiles().write(to: folder, named: "pinterest-20", in: "Data/pinterest-20")
    let error = try #require(throws: InputError.self) { try locator().locate("pintrest-20") }
    #expect(error.remedy?.contains("did you mean \"pinterest-20\"?") == true)
  }

  @Test func anIncompleteDatasetIsNamedAndNotPassedOver() throws {
    try SmallFiles().write(to: folder, in: "environment")
    try SmallFiles().write(to: folder, in: "Data")
    try FileManager.default.removeItem(atPath: path("environment/small.test.negative"))
    let error = try #require(throws: InputError.self) {
      try locator(environment: "environment").locate("small")
    }
    #expect(error.kind == .missing)
    #expect(
      error.file == path("environment/./small.test.negative").replacingOccurrences(of: "/./", with: "/"))
  }

  @Test func listsWhatLocateWouldFind() throws {
    try SmallFiles().write(to: folder, named: "b", in: "environment")
    try SmallFiles().write(to: folder, named: "a", in: "environment/a")
    try SmallFiles().write(to: folder, named: "a", in: "Data")
    try SmallFiles().write(to: folder, named: "sample", in: "Data/sample")
    try folder.write([], to: "Data/partial/partial.train.rating")
    let locator = locator(environment: "environment")
    let available = locator.available()
    #expect(available.map(\.name) == ["a", "b", "sample"])
    #expect(try available == ["a", "b", "sample"].map(locator.locate))
    #expect(self.locator(explicit: "absent").available().isEmpty)
  }
}
