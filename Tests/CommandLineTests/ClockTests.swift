import Foundation
import GRDB
import Testing

@Suite("Clocks that jump") struct ClockTests {
  /// Sets the calendar's clock, for one process, back and forth by up to ten days with every question.
  static let shim = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <sys/time.h>
    #include <time.h>

    static long jump(void) {
      static _Atomic long calls;
      return ((calls++ * 7919) % 21 - 10) * 86400L;
    }

    int clock_gettime(clockid_t clock, struct timespec *now) {
      static int (*genuine)(clockid_t, struct timespec *);
      if (!genuine) genuine = dlsym(RTLD_NEXT, "clock_gettime");
      int result = genuine(clock, now);
      if (clock == CLOCK_REALTIME) now->tv_sec += jump();
      return result;
    }

    int gettimeofday(struct timeval *restrict now, void *restrict zone) {
      struct timespec exact;
      int result = clock_gettime(CLOCK_REALTIME, &exact);
      now->tv_sec = exact.tv_sec;
      now->tv_usec = exact.tv_nsec / 1000;
      return result;
    }
    """#

  @Test("do not reach durations, and no run ends before it started", .enabled(if: Compiler.path != nil))
  func jumps() throws {
    try Program.withFolder { folder in
      let source = "\(folder)/jump.c"
      try Self.shim.write(toFile: source, atomically: true, encoding: .utf8)
      let library = "\(folder)/jump.so"
      try Compiler.compile(["-shared", "-fPIC", "-o", library, source, "-ldl"])
      let sweep = try Sweep("\(folder)/results")
      let clock = ContinuousClock()
      let start = clock.now
      let outcome = try Program.run(sweep.command, environment: ["LD_PRELOAD": library])
      let duration = (clock.now - start) / .seconds(1)
      #expect(outcome.exitCode == 0, "\(outcome.errors.suffix(400))")
      try sweep.checkIntegrity()

      let (jumps, early, longest, shortest) = try DatabaseQueue(path: sweep.database).read {
        (database: Database) -> (Double?, Int?, Double?, Double?) in
        (
          try Double.fetchOne(
            database, sql: "SELECT max(julianday(started_at)) - min(julianday(started_at)) FROM runs"),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM runs WHERE ended_at < started_at"),
          try Double.fetchOne(database, sql: "SELECT max(training_seconds + evaluation_seconds) FROM epochs"),
          try Double.fetchOne(
            database, sql: "SELECT min(min(training_seconds, evaluation_seconds)) FROM epochs")
        )
      }
      // The jumps have reached the program.
      #expect(jumps ?? 0 > 1)
      #expect(early == 0)
      #expect(longest ?? .infinity <= duration && shortest ?? -1 >= 0)
    }
  }
}

/// A C compiler, if there is one.
private enum Compiler {
  static let path: String? = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  struct Failure: Error {}

  static func compile(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure() }
  }
}
