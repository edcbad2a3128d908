import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFReports
import NCFStudies

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run, report and judge a study: every section, every claim, every page.",
    discussion: """
      Runs what is not finished, then writes tables, pictures, verdicts, the study's pages and report.html. An
      interrupted sweep goes on where it stopped when the same command is given again.

      EXAMPLES
        ncf-exp reproduce mine
        ncf-exp reproduce mine --only sweep --seeds 3
      """)

  @Argument(
    help: ArgumentHelp("The folder of the study, or its name.", valueName: "dir"), completion: .directory)
  var study: String
  @Option(help: ArgumentHelp("Only these sections, with commas between them.", valueName: "sections"))
  var only: String?
  @Option(help: ArgumentHelp("Runs trained at a time (default: the number of cores).", valueName: "n"))
  var jobs: Int?
  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "dir"))
  var output = "results"
  @Option(
    help: ArgumentHelp("Folder of specs and of studies, each a folder with a study.json.", valueName: "dir"),
    completion: .directory)
  var experiments = "experiments"
  @OptionGroup var metrics: MetricOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var data: SuppliedDataOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var checkpoints: CheckpointOptions
  @Flag(name: .shortAndLong, help: "No progress, only the outcome.")
  var quiet = false

  func validate() throws {
    guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs expects a whole number from 1") }
  }

  func run() throws {
    let folder = try StudyLibrary(path: experiments).study(study)
    let sections = try chosenSections(of: folder.study)
    let names = only == nil ? folder.study.experiments : Study.experiments(of: sections)
    try carryOut(try names.map { try folder.spec(named: $0) })

    var inputs = ReportInputOptions()
    inputs.studies = StudyOptions()
    inputs.studies.experiments = experiments
    inputs.studies.study = folder.path
    (inputs.metrics, inputs.plan, inputs.data, inputs.store) = (metrics, plan, data, store)
    let writer = ReportWriter(folder: URL(fileURLWithPath: output))
    let reports = try inputs.reports(of: folder, sections)
    for report in reports {
      for file in try writer.write(report.document) { print(file.relativePath) }
      if let warning = report.document.warning {
        StandardError.write("note: \(report.document.name): \(warning)")
      }
    }
    guard only == nil else { return }
    if !folder.study.claims.isEmpty {
      let sheet = try inputs.verdicts(of: folder)
      for file in try writer.write(sheet) { print(file.relativePath) }
      VerdictCommand.write(sheet)
    }
    for page in folder.study.pages {
      for file in try writer.write(inputs.page(page, of: folder)) { print(file.relativePath) }
    }
    print(try writer.write(inputs.page(of: folder, reports)).relativePath)
  }

  /// What searches decide is trained after their trials.
  private func carryOut(_ specs: [ExperimentSpec]) throws {
    let library = try data.library()
    let first = try Plan(specs: specs, overrides: plan.overrides(), datasets: library)
    guard !first.runs.isEmpty else { return first.nameAbsentDatasets() }
    let database = try store.open(.readWrite)
    let (plan, outcome) = try Outcome.ofStages {
      try Plan(specs: specs, overrides: self.plan.overrides(), datasets: library) {
        try database.records(of: $0)
      }
    } carryOut: { plan, known in
      if known.isEmpty { plan.nameAbsentDatasets() }
      return try SweepSession(
        store: database, library: library, jobs: jobs, checkpointInterval: checkpoints.interval,
        isQuiet: quiet
      ).carryOut(plan, known: known)
    }
    try outcome.report(on: plan)
  }

  private func chosenSections(of study: Study) throws -> [Study.Section] {
    guard let only else { return study.sections }
    return try only.split(separator: ",").map { part in
      let name = part.trimmingCharacters(in: .whitespaces)
      guard let section = study.section(named: name) else {
        let names = study.sections.map(\.name)
        let nearest = nearestMatch(to: name, among: names).map { "did you mean \($0)? " } ?? ""
        throw InputError(
          .missing, place: "--only", problem: "the study \(study.name) has no section \"\(name)\"",
          remedy: "\(nearest)the sections are \(names.joined(separator: ", "))")
      }
      return section
    }
  }
}
