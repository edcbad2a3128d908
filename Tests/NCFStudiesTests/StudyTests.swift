import Foundation
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFStudies
import NCFTestSupport
import Testing

/// The studies that ship, and what is said of a study that is wrong.
@Suite struct StudyTests {
  private static let experiments = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../experiments").standardizedFileURL.path

  @Test func theShippedStudiesAreReadWithAllTheirSpecs() throws {
    let library = try StudyLibrary(path: Self.experiments)
    #expect(library.folders.prefix(3).map(\.study.name) == ["he-2017", "revisited", "why-lower"])
    for folder in library.folders {
      let specs = try folder.specs()
      #expect(specs.count == folder.study.experiments.count)
      #expect(StudyCheck(folder, specs).remarks.isEmpty, "\(folder.study.name)")
    }
  }

  @Test func sectionsPagesAndSpecsAreFoundByName() throws {
    let library = try StudyLibrary(path: Self.experiments)
    #expect(library.section(named: "figure-6")?.folder.study.name == "he-2017")
    #expect(library.page(named: "revisited")?.folder.study.name == "revisited")
    #expect(library.specFile(named: "why").hasSuffix("why-lower/why.json"))
    #expect(library.specFile(named: "neg_ratio").hasSuffix("experiments/neg_ratio.json"))
    #expect(throws: InputError.self) { try library.study("he-2018") }
    do { _ = try library.study("he-2018") } catch let error as InputError {
      #expect(error.description.contains("did you mean he-2017?"))
    }
  }

  /// The template is a study like any other.
  @Test func theTemplateIsRead() throws {
    let folder = try TemporaryFolder()
    for (file, text) in StudyTemplate.files(named: "mine") {
      try text.write(toFile: folder.path(file), atomically: true, encoding: .utf8)
    }
    let study = try StudyFolder(path: folder.path)
    #expect(try study.specs().map(\.name) == ["sweep"])
    #expect(StudyCheck(study, try study.specs()).remarks.isEmpty)
    #expect(StudyTemplate.name(for: "My Study (2)") == "my-study-2")
  }

  // MARK: Schemas

  /// The files that ship are what the program prints: `make schema` writes them.
  @Test func theSchemasShip() throws {
    for (file, text) in [("study", StudySchema.study), ("published", StudySchema.published)] {
      let shipped = try String(contentsOfFile: "\(Self.experiments)/\(file).schema.json", encoding: .utf8)
      #expect(shipped == text, "make schema writes experiments/\(file).schema.json")
    }
  }

  // MARK: Errors

  /// What is said of a study whose text is changed at one place.
  private func complaint(replacing text: String, by other: String) throws -> String {
    let source = StudyTemplate.files(named: "mine")[0].text
    #expect(source.contains(text), "\(text)")
    do {
      _ = try Study(text: source.replacing(text, with: other), file: "study.json")
      return "read"
    } catch let error as InputError {
      return error.description
    }
  }

  @Test(
    arguments: [
      ("\"kind\": \"table\"", "\"kind\": \"tabel\"", "sections[0].layout.kind", "did you mean \"table\"?"),
      (
        "\"rows\": \"factors\"", "\"rows\": \"factor\"", "sections[0].layout.rows",
        "there is no setting \"factor\""
      ),
      ("\"rows\": \"factors\"", "\"row\": \"factors\"", "sections[0].layout.row", "did you mean \"rows\"?"),
      (
        "\"method\": \"gmf\" } },\n", "\"method\": \"gfm\" } },\n",
        "sections[0].layout.columns[0].where.method", "did you mean \"gmf\"?"
      ),
      ("\"title\": \"The title of the paper\",", "", "title", "expected this key, found none"),
      (
        "\"evenly_spaced\": true", "\"evenly_spaced\": 1", "sections[1].layout.evenly_spaced",
        "expected true or false"
      ),
      (
        "\"each\": { \"factors\": [4, 8] }", "\"each\": { \"factors\": [] }", "claims[0].rule.each.factors",
        "expected at least one value"
      ),
      (
        "\"each\": { \"factors\": [4, 8] }", "\"steps\": { \"factors\": [4, 8] }", "claims[0].rule.steps",
        "a rule of the kind \"better\" has no such key"
      ),
      (
        "\"each\": { \"factors\": [4, 8] }", "\"lists\": [\"coverage@20\"]", "claims[0].rule.lists",
        "there is no metric of lists \"coverage@20\""
      ),
      (
        "\"claim\": \"gmf-beats-itempop\" }", "\"claim\": \"gmf-beats-itempob\" }", "pages[0]",
        "did you mean \"gmf-beats-itempop\"?"
      ),
      (
        "\"tables\": \"mine-table\"", "\"tables\": \"mine-tables\"", "pages[0]",
        "did you mean \"mine-table\"?"
      ),
      ("\"upTo\"", "", "", ""),
    ].dropLast())
  func whatIsWrongIsNamedWithItsPlace(
    _ text: String, _ other: String, _ place: String, _ problem: String
  ) throws {
    let complaint = try complaint(replacing: text, by: other)
    #expect(complaint.hasPrefix("study.json:\(place):"), "\(complaint)")
    #expect(complaint.contains(problem), "\(complaint)")
  }

  @Test func textThatIsNoJSONIsNamedByLine() throws {
    let complaint = try complaint(replacing: "\"authors\":", by: "\"authors\"")
    #expect(complaint.hasPrefix("study.json:4:"), "\(complaint)")
  }

  @Test func aMissingSpecIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    try StudyTemplate.files(named: "mine")[0].text.write(
      toFile: "\(path)/study.json", atomically: true, encoding: .utf8)
    do {
      _ = try StudyFolder(path: path)
      Issue.record("read")
    } catch let error as InputError {
      #expect(error.place == "sections[0].experiments" && error.problem.contains("sweep.json"))
    }
  }

  @Test func aClaimOnMethodsThatNobodyRunsIsRemarkedOn() throws {
    let folder = try TemporaryFolder()
    for (file, text) in StudyTemplate.files(named: "mine") {
      try text.replacing(
        "\"subject\": { \"where\": { \"method\": \"gmf\" } }",
        with: "\"subject\": { \"where\": { \"method\": \"ease\" } }"
      )
      .write(toFile: folder.path(file), atomically: true, encoding: .utf8)
    }
    let study = try StudyFolder(path: folder.path)
    #expect(
      StudyCheck(study, try study.specs()).remarks == [
        "the claim gmf-beats-itempop speaks of ease, which sweep does not run"
      ])
  }
}
