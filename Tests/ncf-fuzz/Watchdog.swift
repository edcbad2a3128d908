import Foundation

/// Notices crashes, hangs and wild allocations, and says in which execution they came.
enum Watchdog {
  /// Seconds of processor time: the machine may have other things to do.
  private static let longestExecution = 20
  /// Seconds of an execution that waits for something.
  private static let longestWait: UInt32 = 600
  /// Read by the signal handler.
  nonisolated(unsafe) private static var execution = -1

  /// - Parameters:
  ///   - gigabytes: More memory than this cannot be had, so that a wild allocation ends the program.
  ///   - place: Left behind by a crash; named in the message.
  static func start(gigabytes: Int, place: String) {
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM, SIGPROF] {
      Foundation.signal(signal) { number in
        Watchdog.report(number)
        _exit(70)
      }
    }
    guard gigabytes > 0, let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmSize:") }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { return }
    let limit = rlim_t(kilobytes * 1024 + gigabytes << 30)
    var limits = rlimit(rlim_cur: limit, rlim_max: limit)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limits)
  }

  static func begin(_ number: Int) {
    execution = number
    alarm(longestWait)
    setTimer(longestExecution)
  }

  static func stop() {
    alarm(0)
    setTimer(0)
  }

  /// Seconds of processor time until `SIGPROF`; 0 for never.
  private static func setTimer(_ seconds: Int) {
    var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }

  /// Only what may be called in a signal handler.
  private static func report(_ signal: Int32) {
    var text: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
      0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x0a
    )
    var rest = execution
    let head: StaticString =
      signal == SIGALRM || signal == SIGPROF ? "HANG in execution " : "CRASH in execution "
    Foundation.write(STDERR_FILENO, head.utf8Start, head.utf8CodeUnitCount)
    withUnsafeMutableBytes(of: &text) { bytes in
      for index in stride(from: 10, through: 0, by: -1) {
        bytes[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      _ = Foundation.write(STDERR_FILENO, bytes.baseAddress!, bytes.count)
    }
  }
}
