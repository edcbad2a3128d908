import Foundation
import NCFDiagnostics
import NCFExperiments

/// A study with the files that belong to it.
///
///     let study = try StudyFolder(path: "experiments/he-2017")
///     let spec = try study.spec(named: "figure-6")
public struct StudyFolder: Sendable {
  public static let file = "study.json"
  public static let publishedFile = "published.json"

  public let path: String
  public let study: Study
  public let published: PublishedNumbers

  /// Reads `study.json` and, if it is there, `published.json`, and checks that every spec that they name is there.
  ///
  /// - Throws: `InputError`, which names the file and the place inside it.
  public init(path: String) throws {
    let file = Self.join(path, Self.file)
    study = try Study(text: JSONDocument.text(of: file), file: file)
    let numbers = Self.join(path, Self.publishedFile)
    published =
      FileManager.default.fileExists(atPath: numbers)
      ? try PublishedNumbers(text: JSONDocument.text(of: numbers), file: numbers)
      : PublishedNumbers()
    self.path = path
    for name in study.experiments where !FileManager.default.fileExists(atPath: specFile(named: name)) {
      throw InputError(
        .missing, file: file, place: place(of: name), problem: "there is no spec \(specFile(named: name))",
        remedy: "write it, or name another experiment")
    }
  }

  /// Whether a folder holds a study.
  public static func isStudy(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: join(path, file))
  }

  public func specFile(named name: String) -> String { Self.join(path, "\(name).json") }

  /// - Throws: `InputError` if the spec cannot be read.
  public func spec(named name: String) throws -> ExperimentSpec {
    try ExperimentSpec.read(file: specFile(named: name))
  }

  /// Reads every spec, so that what is wrong with one shows at once.
  ///
  /// - Throws: `InputError` of the first spec that cannot be read, or whose name is not that of its file.
  public func specs() throws -> [ExperimentSpec] {
    try study.experiments.map { name in
      let spec = try spec(named: name)
      guard spec.name == name else {
        throw InputError(
          .badContent, file: specFile(named: name), place: "name",
          problem: "expected \"\(name)\", as the file is called, found \"\(spec.name)\"",
          remedy: "rename one of the two")
      }
      return spec
    }
  }

  /// Where the study names a spec.
  private func place(of experiment: String) -> String? {
    if let index = study.sections.firstIndex(where: { $0.experiments.contains(experiment) }) {
      return "sections[\(index)].experiments"
    }
    return study.claims.firstIndex { $0.experiments.contains(experiment) }.map { "claims[\($0)].experiments" }
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}

/// All studies of a folder, and specs that belong to none.
public struct StudyLibrary: Sendable {
  public let path: String
  /// In their order, and by name where they say none.
  public let folders: [StudyFolder]

  private init(path: String, folders: [StudyFolder]) {
    self.path = path
    self.folders = folders
  }

  /// The same with a study from elsewhere, before the others.
  public func adding(_ folder: StudyFolder) -> StudyLibrary {
    StudyLibrary(path: path, folders: [folder] + folders)
  }

  /// What can be reported: sections of studies, and specs that belong to none.
  public var reportNames: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let own = files.filter {
      $0.hasSuffix(".json") && !$0.hasSuffix("schema.json") && !Self.ownFiles.contains($0)
    }
    let names =
      folders.flatMap { $0.study.sections.map(\.name) + $0.study.experiments }
      + own.map { String($0.dropLast(5)) }
    return Set(names).sorted()
  }

  private static let ownFiles = [StudyFolder.file, StudyFolder.publishedFile]

  /// The folder itself, if it is a study, and every study right in it.
  ///
  /// - Throws: `InputError` if a study there cannot be read.
  public init(path: String) throws {
    self.path = path
    let inner = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    let candidates = [path] + inner.map { StudyFolder.join(path, $0) }
    folders = try candidates.filter(StudyFolder.isStudy).map { try StudyFolder(path: $0) }
      .sorted { ($0.study.order, $0.study.name) < ($1.study.order, $1.study.name) }
  }

  /// A study by its name, or by the path of its folder.
  ///
  /// - Throws: `InputError` if there is none, or it cannot be read.
  public func study(_ name: String) throws -> StudyFolder {
    if let known = study(named: name) { return known }
    if StudyFolder.isStudy(name) { return try StudyFolder(path: name) }
    let nearest =
      nearestMatch(to: name, among: folders.map(\.study.name)).map { "did you mean \($0)? " } ?? ""
    throw InputError(
      .missing, problem: "there is no study \"\(name)\"",
      remedy: "\(nearest)the studies in \(path) are \(folders.map(\.study.name).joined(separator: ", ")); "
        + "or give the path of a folder with a \(StudyFolder.file)")
  }

  public func study(named name: String) -> StudyFolder? { folders.first { $0.study.name == name } }

  /// The study that has a section of a name, and the section.
  public func section(named name: String) -> (folder: StudyFolder, section: Study.Section)? {
    for folder in folders { if let section = folder.study.section(named: name) { return (folder, section) } }
    return nil
  }

  /// The study that has a page of a name, and the page.
  public func page(named name: String) -> (folder: StudyFolder, page: StudyPage)? {
    for folder in folders {
      if let page = folder.study.pages.first(where: { $0.name == name }) { return (folder, page) }
    }
    return nil
  }

  /// The file of a spec: in the folder itself, or else in the first study that has one of that name.
  public func specFile(named name: String) -> String {
    let own = StudyFolder.join(path, "\(name).json")
    if FileManager.default.fileExists(atPath: own) { return own }
    return folders.map { $0.specFile(named: name) }.first { FileManager.default.fileExists(atPath: $0) }
      ?? own
  }

  /// How data sets are named, by all studies together.
  public var datasets: DatasetTitles {
    folders.map(\.study.datasets).reduce(DatasetTitles()) { $0.merged(with: $1) }
  }
}
