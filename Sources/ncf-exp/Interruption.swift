import Dispatch
import Foundation
import NCFExperiments
import Synchronization

/// Turns Ctrl-C and SIGTERM into a clean stop: the first signal asks the runs to stop, a second one ends the
/// process at once.
final class Interruption: Sendable {
  let cancellation = CancellationFlag()
  private let endsAtSecondSignal: Bool
  private let received = Atomic<Int32>(0)
  private let notice: String?
  private let onStop: @Sendable () -> Void

  /// - Parameters:
  ///   - endsAtSecondSignal: False for a queue's tasks: a queue may send one signal several times.
  ///   - notice: What the user is told when the first signal comes; nil for nothing.
  ///   - onStop: Called with the first signal, after the flag is set.
  init(
    endsAtSecondSignal: Bool = true, notice: String? = "stopping; finished work is stored.",
    onStop: @escaping @Sendable () -> Void = {}
  ) {
    self.endsAtSecondSignal = endsAtSecondSignal
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
        if received.load(ordering: .relaxed) != 0 {
          if endsAtSecondSignal { _exit(128 + number) }
          return
        }
        received.store(number, ordering: .relaxed)
        cancellation.cancel()
        let advice = endsAtSecondSignal ? " Once more to stop at once." : ""
        if let notice { StandardError.write(notice + advice) }
        onStop()
      }
      source.resume()
      return source
    }
  }
}
