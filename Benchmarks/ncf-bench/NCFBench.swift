import ArgumentParser
import Foundation
import NCFData

/// Times the engine. See BENCHMARKS.md.
@main
struct NCFBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ncf-bench",
    abstract: "Time epochs and evaluations, and print a Markdown table or the seconds alone.")

  @Argument(help: "Workloads: METHOD-FACTORS, such as neumf-8, or evaluation.")
  var workloads: [String]
  @Option(help: "Data set, in the folder NCF_DATA_DIR.")
  var dataset = "ml-1m"
  @Option(help: "Epochs that count, after a first one that does not.")
  var repeats = 3
  @Option(help: "Threads of a run.")
  var threads = 1
  @Flag(help: "Print the seconds of each repeat, one a line, and nothing else.")
  var seconds = false

  func run() throws {
    let locator = DatasetLocator(explicit: nil, environment: ProcessInfo.processInfo.environment)
    let dataset = try DatasetReader.read(locator.locate(dataset))
    let all = try workloads.map { name in
      guard let workload = try Workload(name, threads: threads) else {
        throw ValidationError("no workload \"\(name)\"")
      }
      return workload
    }
    if seconds {
      for workload in all {
        for value in try workload.seconds(on: dataset, repeats: repeats) { print(value) }
      }
      return
    }
    let machine = Machine.measure()
    print("\(machine.processor), one core: sgemm \(text(machine.peak / 1e9)) GFLOP/s, ", terminator: "")
    print("stream \(text(machine.streamRate / 1e9)) GB/s; \(threads) thread(s) a run\n")
    print(
      "| workload | seconds | ns per instance | GFLOP/s | roofline, seconds | × roofline | peak memory, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for workload in all {
      let median = Timing.median(try workload.seconds(on: dataset, repeats: repeats))
      print(row(workload, median, workload.roofline(on: dataset), machine))
    }
  }

  private func row(
    _ workload: Workload, _ seconds: Double, _ roofline: Roofline?, _ machine: Machine
  ) -> String {
    var cells = [workload.name, text(seconds, decimals: 3)]
    if let roofline {
      let least = roofline.seconds(on: machine)
      cells += [
        text(seconds / roofline.instances * 1e9), text(roofline.operations / seconds / 1e9),
        text(least, decimals: 3),
        text(seconds / least, decimals: 2),
      ]
    } else {
      cells += ["–", "–", "–", "–"]
    }
    return "| \((cells + [peakMemory]).joined(separator: " | ")) |"
  }

  private func text(_ value: Double, decimals: Int = 1) -> String { String(format: "%.\(decimals)f", value) }

  /// The largest resident size so far: of this workload or one before it.
  private var peakMemory: String {
    let lines =
      (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
    let kilobytes = lines.first { $0.hasPrefix("VmHWM") }?.split(whereSeparator: { $0 == " " || $0 == "\t" })
      .dropFirst().first.flatMap { Double($0) }
    return kilobytes.map { text($0 / 1024, decimals: 0) } ?? "–"
  }
}
