import Foundation
import NCFCluster
import Testing

@Suite struct JobScriptTests {
  private func script(
    shards: [Int] = [3, 4, 9], folder: String = "/home/me/shards/x", options: JobOptions
  ) -> JobScript {
    JobScript(
      name: "x", stage: 2, shards: shards, runCount: 5, folder: SweepFolder(path: folder),
      program: "/opt/ncf exp/it's", workingFolder: "/home/me", options: options)
  }

  private func directives(_ script: JobScript) -> [String] {
    script.text.split(separator: "\n").filter { $0.hasPrefix("#SBATCH ") }.map { String($0.dropFirst(8)) }
  }

  @Test func asksForWhatTheUserAsksFor() {
    var options = JobOptions(memory: "2G")
    options.partition = "cpu"
    options.time = TimeLimit("1:00:00")
    options.account = "physics"
    options.cores = 4
    options.running = 50
    options.others = ["--constraint=icelake"]
    #expect(
      directives(script(options: options)) == [
        "--job-name=ncf-x-2", "--array=1-3%50", "--chdir=/home/me",
        "--output=/home/me/shards/x/logs/%A_%a.log",
        "--open-mode=append", "--requeue", "--signal=B:USR1@90", "--cpus-per-task=4", "--mem=2G",
        "--partition=cpu", "--time=1:00:00", "--account=physics", "--constraint=icelake",
      ])
  }

  @Test func leavesTheRestToSlurm() {
    let lines = directives(script(options: JobOptions(memory: nil)))
    #expect(
      lines.contains("--array=1-3") && !lines.contains { $0.hasPrefix("--mem") || $0.hasPrefix("--time") })
  }

  /// Runs the script with a program in ncf-exp's place that writes down what it is given.
  private func run(
    _ script: JobScript, program: String, environment: [String: String], signal: Int32? = nil
  ) throws -> (exitCode: Int32, output: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ncf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (job, own) = (folder.appendingPathComponent("job"), folder.appendingPathComponent("program"))
    try Data(program.utf8).write(to: own)
    let text = script.text.replacing(#"'/opt/ncf exp/it'\''s'"#, with: "bash \(own.path)")
    try Data(("scontrol() { echo \"scontrol $*\"; }\n" + text).utf8).write(to: job)
    let process = Process()
    // Tests run with signals blocked or ignored, and children inherit that.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/perl")
    process.arguments = [
      "-MPOSIX", "-e",
      "$SIG{TERM} = $SIG{USR1} = 'DEFAULT'; sigprocmask(SIG_SETMASK, POSIX::SigSet->new()); exec @ARGV",
      "/bin/bash", job.path,
    ]
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var output = Data()
    if let signal {
      output = pipe.fileHandleForReading.availableData
      kill(process.processIdentifier, signal)
    }
    output.append(try pipe.fileHandleForReading.readToEnd() ?? Data())
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test func eachTaskDoesItsPart() throws {
    let many = script(shards: Array(41...90), options: JobOptions(memory: nil))
    for (index, shard) in [("1", "41"), ("20", "60"), ("21", "61"), ("50", "90")] {
      let outcome = try run(
        many, program: #"echo "$@"; exit 3"#,
        environment: ["SLURM_ARRAY_TASK_ID": index, "SLURM_JOB_ID": "7", "SLURM_CPUS_PER_TASK": "2"])
      #expect(outcome.output == "task /home/me/shards/x \(shard) --jobs 2\n")
      #expect(outcome.exitCode == 3)
    }
  }

  /// A program that stops on SIGTERM as ncf-exp does, after some work.
  private static let patient =
    #"trap 'echo saved; exit 143' TERM; echo ready; for i in $(seq 1000); do sleep 0.05; done"#

  @Test func beforeTheTimeIsUpATaskSavesAndGoesBackIntoTheQueue() throws {
    let job = script(options: JobOptions(memory: nil))
    var environment = ["SLURM_ARRAY_TASK_ID": "1", "SLURM_JOB_ID": "7"]
    let outcome = try run(job, program: Self.patient, environment: environment, signal: SIGUSR1)
    #expect(outcome.output == "ready\nsaved\nscontrol requeue 7\n")
    #expect(outcome.exitCode == 143)
    environment["SLURM_RESTART_COUNT"] = "100"
    #expect(
      try run(job, program: Self.patient, environment: environment, signal: SIGUSR1).output
        == "ready\nsaved\n")
  }

  @Test func aCancelledTaskSavesAndEnds() throws {
    let outcome = try run(
      script(options: JobOptions(memory: nil)), program: Self.patient,
      environment: ["SLURM_ARRAY_TASK_ID": "1", "SLURM_JOB_ID": "7"], signal: SIGTERM)
    #expect(outcome.output == "ready\nsaved\n" && outcome.exitCode == 143)
  }
}
