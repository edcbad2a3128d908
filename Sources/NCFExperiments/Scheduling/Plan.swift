import NCFDiagnostics
import NCFModels

/// The runs that specs ask for, each once, with what they depend on.
public struct Plan: Sendable {
  /// One spec of the plan.
  public struct Experiment: Hashable, Sendable {
    public let name: String
    /// The text of the spec.
    public let specification: String
    /// The runs that it asks for, in its order; those on absent data sets are left out.
    public let runs: [RunIdentity]
  }

  /// A data set that runs need and that is not there.
  public struct AbsentDataset: Hashable, Sendable {
    public let name: String
    /// One line that says what is missing and what to do.
    public let problem: String
    /// How many runs are left out for it, without prerequisites.
    public let runCount: Int
  }

  public let experiments: [Experiment]
  /// Every run once, a prerequisite before the runs that need it, otherwise in the order of the specs.
  public let runs: [PlannedRun]
  /// The runs that no spec asks for but others start from.
  public let addedPrerequisites: Set<RunIdentity>
  public let absentDatasets: [AbsentDataset]

  /// - Parameter datasets: Gives each run's digest and size; the scheduler takes the same library.
  /// - Throws: `InputError` if a spec or an override is wrong, a data set is malformed, two specs have one name,
  ///   or every data set is absent.
  public init(
    specs: [ExperimentSpec], overrides: SpecOverrides = .none, datasets: DatasetLibrary,
    methods: [any Method] = MethodRegistry.all
  ) throws {
    try overrides.requireUse(in: specs)
    var builder = PlanBuilder(datasets: datasets, methods: methods)
    var experiments: [Experiment] = []
    var asked: Set<RunIdentity> = []
    for spec in specs {
      guard !experiments.contains(where: { $0.name == spec.name }) else {
        throw InputError(
          .badContent, file: spec.file, place: "name",
          problem: "another spec of this plan is named \"\(spec.name)\" too", remedy: "rename one of the two")
      }
      let runs = try spec.expand(overrides).compactMap {
        try builder.add($0, wantsFullRanking: spec.wantsFullRanking)
      }
      asked.formUnion(runs)
      experiments.append(Experiment(name: spec.name, specification: spec.source, runs: runs))
    }
    if builder.runs.isEmpty, let absent = builder.absent.first { throw absent.error }

    self.experiments = experiments
    runs = builder.runs
    addedPrerequisites = Set(builder.runs.map(\.identity)).subtracting(asked)
    absentDatasets = builder.absent.map { absent in
      AbsentDataset(name: absent.name, problem: absent.error.description, runCount: absent.runCount)
    }
  }
}
