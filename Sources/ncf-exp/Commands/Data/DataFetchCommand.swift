import ArgumentParser
import Foundation
import NCFConcurrency
import NCFData
import NCFDiagnostics

struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch the authors' data sets from their public repository, and verify them.",
    discussion: """
      What is there already is not fetched again, and an interrupted fetch goes on where it stopped. Files are kept
      only if they are, byte for byte, those that the authors published.

      EXAMPLES
        ncf-exp data fetch ml-1m
        ncf-exp data fetch pinterest-20 --output DIR/pinterest-20
      """)

  @Argument(
    help: ArgumentHelp(
      "Data sets: \(PublishedDataset.all.map(\.name).joined(separator: ", ")).", valueName: "name"),
    completion: .publishedDatasets)
  var names: [String]
  @Option(
    help: ArgumentHelp("The folder for the files (default: Data/NAME).", valueName: "dir"))
  var output: String?
  @Option(
    help: ArgumentHelp(
      "A mirror: the address of a folder with the files. Without it, NCF_DATA_SOURCE, then the authors' repository.",
      valueName: "url"))
  var source: String?

  func validate() throws {
    guard !names.isEmpty else { throw ValidationError("name a data set") }
    guard names.count == 1 || output == nil else {
      throw ValidationError("--output is the folder of one data set; fetch them one by one")
    }
  }

  func run() throws {
    let datasets = try names.map(Self.published)
    let fetcher = try DatasetFetcher(
      source: source, environment: ProcessInfo.processInfo.environment,
      observer: FetchProgress(isInteractive: Terminal.isInteractive()))
    for dataset in datasets {
      let files = try fetcher.fetch(dataset, into: output ?? "Data/\(dataset.name)")
      for path in files.all { print(path) }
    }
  }

  private static func published(_ name: String) throws -> PublishedDataset {
    if let dataset = PublishedDataset.named(name) { return dataset }
    let known = PublishedDataset.all.map(\.name)
    throw InputError(
      .missing, problem: "the authors published no data set \"\(name)\"",
      remedy: nearestMatch(to: name, among: known).map { "did you mean \"\($0)\"?" }
        ?? "they published \(known.joined(separator: " and ")); ncf-exp data prepare takes others")
  }
}

/// Progress of a fetch: a bar on a terminal, otherwise a line when a file begins, when it is retried and when it
/// has come.
final class FetchProgress: FetchObserver {
  private static let barWidth = 24
  private static let drawingInterval = Duration.milliseconds(100)

  private let isInteractive: Bool
  private let state = Locked(State())

  private struct State {
    var file: String?
    var drawn: ContinuousClock.Instant?
  }

  init(isInteractive: Bool) { self.isInteractive = isInteractive }

  func fetchBegins(_ dataset: PublishedDataset, from source: URL, into directory: String) {
    let size = dataset.approximateSize.map { " of about \($0.sizeText)" } ?? ""
    write(
      "fetching \(dataset.name): \(dataset.subject), \(dataset.files.count) files\(size), "
        + "from \(source.absoluteString) into \(directory); terms: \(dataset.terms)")
  }

  func fileWasThere(_ file: String) { write("\(file)  there already, as published") }

  func fileAdvanced(_ file: String, to bytes: Int, of total: Int?) {
    state.withLock { state in
      let isNew = state.file != file
      state.file = file
      if isInteractive {
        let now = ContinuousClock.now
        guard
          isNew || bytes == total || now - (state.drawn ?? now) >= Self.drawingInterval || state.drawn == nil
        else { return }
        state.drawn = now
        show(bar(bytes, total) + " \(file)  \(amount(bytes, total))", ending: "")
      } else if isNew {
        write("\(file)  fetching" + (bytes > 0 ? ", from \(bytes.sizeText) on" : ""))
      }
    }
  }

  func fileRetries(_ file: String, because problem: String, afterSeconds seconds: Double) {
    write("\(file)  \(problem); trying again in \(seconds.durationText)")
  }

  func fileFinished(_ file: String, bytes: Int) { write("\(file)  \(bytes.sizeText), as published") }

  private func write(_ line: String) { show(line, ending: "\n") }

  private func show(_ line: String, ending: String) {
    let start = isInteractive ? "\r\u{1b}[K" : ""
    FileHandle.standardError.write(Data((start + line + ending).utf8))
  }

  private func bar(_ bytes: Int, _ total: Int?) -> String {
    guard let total, total > 0 else { return String(repeating: "░", count: Self.barWidth) }
    let full = min(Self.barWidth, bytes * Self.barWidth / total)
    return String(repeating: "█", count: full) + String(repeating: "░", count: Self.barWidth - full)
  }

  private func amount(_ bytes: Int, _ total: Int?) -> String {
    total.map { "\(bytes.sizeText) of \($0.sizeText)" } ?? bytes.sizeText
  }
}

extension Int {
  /// A number of bytes as people read it: 812 B, 128 kB, 2.9 MB.
  fileprivate var sizeText: String {
    switch self {
    case ..<1_000: "\(self) B"
    case ..<1_000_000: "\((Double(self) / 1_000).decimals(0)) kB"
    default: "\((Double(self) / 1_000_000).decimals(1)) MB"
    }
  }
}
