import ArgumentParser
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFStudies
import NCFSystem

/// The command line: each command declares its flags and calls the library.
@main
struct NCFExp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ncf-exp",
    abstract: "Reproduce, vary and question the experiments of Neural Collaborative Filtering (WWW 2017).",
    discussion: """
      EXAMPLES
        ncf-exp run experiments/quickstart.json          train on the small sample that ships with the project
        ncf-exp run experiments/neg_ratio.json --data DIR train on MovieLens-1M in DIR
        ncf-exp report neg_ratio                         write results/neg_ratio.csv, .md, .tex, .svg and .pdf
        ncf-exp reproduce he-2017 --fetch                run, report and judge a whole study
        ncf-exp plan experiments/neg_ratio.json          list the runs without running them
        ncf-exp train --method neumf --dataset ml-1m --num-factors 8 --layers 64,32,16,8
        ncf-exp evaluate --weights gmf.h5 --dataset ml-1m
        ncf-exp recommend --run 3f9a --user 42 -k 10
        ncf-exp data fetch ml-1m                         the authors' files, verified

      EXIT CODES
        0 done · 1 a run failed, or is wrong · 64 wrong usage · 65 bad data or spec · 66 missing input · 69 another
        processor is needed · 73 cannot write · 130 interrupted (Ctrl-C) · 143 terminated
      """,
    version: EngineVersion.release,
    subcommands: [
      RunCommand.self, SubmitCommand.self, TaskCommand.self, CollectCommand.self, StatusCommand.self,
      PlanCommand.self, ReproduceCommand.self, ReportCommand.self, PageCommand.self, VerdictCommand.self,
      StudyCommand.self,
      VerifyCommand.self, WatchCommand.self, ServeCommand.self, CompareCommand.self, RunsCommand.self,
      ShowCommand.self,
      TrainCommand.self, EvaluateCommand.self, RecommendCommand.self,
      WeightsCommand.self, ExportCommand.self, ImportCommand.self, DataCommand.self, SchemaCommand.self,
      ManualCommand.self,
    ])

  /// Runs the command; an error becomes one line on standard error and an exit code.
  static func main() {
    if let problem = Processor.problem {
      StandardError.write("error: \(problem)")
      exit(withError: ExitCode(69))
    }
    do {
      var command = try parseAsRoot(ScriptArguments.normalised(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let error as InputError {
      StandardError.write("error: \(error)")
      exit(withError: ExitCode(error.kind.exitCode))
    } catch {
      exit(withError: error)
    }
  }
}

extension InputError.Kind {
  /// As sysexits.h has it: EX_DATAERR, EX_NOINPUT, EX_CANTCREAT.
  fileprivate var exitCode: Int32 {
    switch self {
    case .badContent: 65
    case .missing: 66
    case .cannotWrite: 73
    }
  }
}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Print the JSON Schema of specs, of studies or of their published numbers, by which editors check them."
  )

  enum Kind: String, CaseIterable, ExpressibleByArgument { case spec, study, published }

  @Argument(help: "spec, study or published.")
  var kind = Kind.spec

  func run() throws {
    let document =
      switch kind {
      case .spec: SpecSchema.document()
      case .study: StudySchema.study
      case .published: StudySchema.published
      }
    print(document, terminator: "")
  }
}
