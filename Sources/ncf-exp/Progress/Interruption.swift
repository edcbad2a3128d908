import Dispatch
import Foundation
import NCFExperiments
import Synchronization

/// Turns Ctrl-C and SIGTERM into a clean stop: the first signal asks the runs to stop, a second one ends the
/// process at once.
final class Interruption: Sendable {
  let cancellation = CancellationFlag()
  private let received = Atomic<Int32>(0)
  private let notice: String?
  private let onStop: @Sendable () -> Void

  /// - Parameters:
  ///   - notice: What the user is told when the first signal comes; nil for nothing.
  ///   - onStop: Called with the first signal, after the flag is set.
  init(
    notice: String? = "stopping; finished work is stored. Once more to stop at once.",
    onStop: @escaping @Sendable () -> Void = {}
  ) {
    self.notice = notice
    self.onStop = onStop
  }

  /// The exit code of the signal that was received, 128 plus its number; nil if there was none.
  var exitCode: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// Watches for signals for as long as the returned sources are kept.
  func watch() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler { [self] in
        if received.load(ordering: .relaxed) != 0 { _exit(128 + number) }
        received.store(number, ordering: .relaxed)
        cancellation.cancel()
        if let notice { StandardError.write(notice) }
        onStop()
      }
      source.resume()
      return source
    }
  }
}
