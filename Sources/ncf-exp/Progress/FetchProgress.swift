import Foundation
import NCFConcurrency
import NCFData

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
