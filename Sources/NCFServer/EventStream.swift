import FlyingSocks
import Foundation
import NCFDiagnostics

/// Server-sent events (HTML standard, section 9.2): the progress whenever it has changed, and the version of the
/// report whenever there is a new one.
struct EventStream: AsyncBufferedSequence {
  typealias Element = UInt8

  let report: LiveReport
  let interval: Duration

  func makeAsyncIterator() -> Iterator { Iterator(report: report, interval: interval) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let report: LiveReport
    let interval: Duration
    private var sent = ""
    private var version = ""
    private var isFirst = true
    private var silence = Duration.zero

    /// Without a word for so long, a line goes out by which a closed connection is noticed.
    private static let longestSilence = Duration.seconds(5)

    init(report: LiveReport, interval: Duration) {
      self.report = report
      self.interval = interval
    }

    /// The stream is read in buffers alone.
    mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      while true {
        if !isFirst {
          try await Task.sleep(for: interval)
          silence += interval
        }
        isFirst = false
        var text = try await news()
        if text.isEmpty, silence >= Self.longestSilence { text = ":\n\n" }
        if !text.isEmpty {
          silence = .zero
          return Array(text.utf8)
        }
      }
    }

    private mutating func news() async throws -> String {
      var text = ""
      do {
        let state = try await report.state()
        let progress = state.progress.html.markup
        if progress != sent {
          sent = progress
          text +=
            "event: progress\ndata: \(String(decoding: try JSONEncoder().encode(progress), as: UTF8.self))\n\n"
        }
        if state.version != version {
          version = state.version
          text += "event: report\ndata: \(version)\n\n"
        }
      } catch is InputError {
        // The page stays as it is; the next look may succeed, and opening the page anew says what is wrong.
      }
      return text
    }
  }
}
