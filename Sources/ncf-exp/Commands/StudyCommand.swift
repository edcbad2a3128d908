import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFReports
import NCFStudies
import NCFSystem

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Studies: papers as folders of data. List, check and begin them.",
    subcommands: [List.self, Check.self, New.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the studies with their sections, claims and pages.")

    @OptionGroup var studies: StudyOptions

    func run() throws {
      for folder in try studies.library().folders {
        let study = folder.study
        print("\(study.name)  \(study.title)\(study.citation.isEmpty ? "" : " (\(study.citation))")")
        for section in study.sections { print("  \(section.name)  \(section.title)") }
        for claim in study.claims { print("  claim \(claim.name)  \(claim.statement)") }
        for page in study.pages { print("  page \(page.name)  \(page.title)") }
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Read a study with its specs and published numbers, and say what is wrong or what is missing.",
      discussion: """
        Checks every key and value, that each spec is there, that each section, claim and page finds runs in its specs,
        and what published numbers stand beside them. Nothing is trained, and no data are needed.

        EXAMPLE
          ncf-exp study check mine
        """)

    @Argument(
      help: ArgumentHelp("The folder of the study, or its name.", valueName: "dir"), completion: .directory)
    var folder: String
    @OptionGroup var studies: StudyOptions

    func run() throws {
      let folder = try studies.library().study(self.folder)
      let study = folder.study
      let specs = try folder.specs()
      for line in StudyCheck(folder, specs).remarks { StandardError.write("note: \(line)") }
      func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
      let numbers = folder.published.sources.flatMap(\.tables).flatMap(\.rows).reduce(0) {
        $0 + $1.values.count
      }
      print(
        "\(study.name): \(count(study.sections.count, "section")), \(count(specs.count, "spec")), "
          + "\(count(study.claims.count, "claim")), \(count(study.pages.count, "page")), "
          + "\(count(numbers, "published number")): all read")
      for claim in study.claims {
        print("\(claim.name): \(claim.statement)\n  \(RuleText.sentence(of: claim))")
      }
    }
  }

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin a study: a folder with a small one that runs, to be changed.",
      discussion: """
        Writes study.json, published.json and the spec sweep.json, on the sample data set that comes with the program.

        EXAMPLE
          ncf-exp study new mine && ncf-exp reproduce mine
        """)

    @Argument(help: ArgumentHelp("The folder to make.", valueName: "dir"), completion: .directory)
    var folder: String

    func run() throws {
      let url = URL(fileURLWithPath: folder)
      let name = StudyTemplate.name(for: url.lastPathComponent)
      for (file, _) in StudyTemplate.files(named: name) {
        let path = url.appendingPathComponent(file).relativePath
        guard !FileManager.default.fileExists(atPath: path) else {
          throw InputError(
            .cannotWrite, file: path, problem: "the file is there already",
            remedy: "name a new folder, or move it away")
        }
      }
      let writer = ReportWriter(folder: url)
      for (file, text) in StudyTemplate.files(named: name) {
        print(try writer.write(Data(text.utf8), to: file).relativePath)
      }
    }
  }
}
