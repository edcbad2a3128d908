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
    /// The runs that are left out for it, each once, a prerequisite before the runs that need it.
    public let runs: [RunConfiguration]
    /// Those of them that no spec asks for but others start from.
    public let addedPrerequisites: Set<RunConfiguration>

    /// How many runs are left out for it, without prerequisites.
    public var runCount: Int { runs.count - addedPrerequisites.count }
  }

  public let experiments: [Experiment]
  /// Every run once, a prerequisite before the runs that need it, otherwise in the order of the specs.
  public let runs: [PlannedRun]
  /// The runs that no spec asks for but others start from.
  public let addedPrerequisites: Set<RunIdentity>
  public let absentDatasets: [AbsentDataset]
  /// What the results of these runs decide, and is planned when they are there.
  public let sequels: [Sequel]
  /// Of a plan that was cut from another: its runs that runs outside of it start from, so that their weights are kept.
  let neededElsewhere: Set<RunIdentity>

  init(
    experiments: [Experiment], runs: [PlannedRun], addedPrerequisites: Set<RunIdentity>,
    absentDatasets: [AbsentDataset], sequels: [Sequel], neededElsewhere: Set<RunIdentity>
  ) {
    self.experiments = experiments
    self.runs = runs
    self.addedPrerequisites = addedPrerequisites
    self.absentDatasets = absentDatasets
    self.sequels = sequels
    self.neededElsewhere = neededElsewhere
  }

  /// The runs of records once more, with full rankings where they have them.
  /// - Throws: `InputError` if a record's configuration is none of a method's, or its data set is absent or has
  ///   changed.
  public init(
    repeating records: [RunRecord], datasets: DatasetLibrary, methods: [any Method] = MethodRegistry.all
  ) throws {
    var builder = PlanBuilder(datasets: datasets, methods: methods)
    for record in records {
      let configuration = try record.configuration.checked(by: methods)
      let dataset = try datasets.dataset(named: configuration.dataset)
      guard dataset.digest == record.datasetDigest else {
        throw InputError(
          .badContent, place: record.identity.short,
          problem: "the data set \(configuration.dataset) is not the one that the run was made on",
          remedy: "name the folder of that one with --data")
      }
      _ = try builder.add(configuration, wantsFullRanking: record.result?.fullRanking != nil)
    }
    self.init(
      experiments: [], runs: builder.runs, addedPrerequisites: [], absentDatasets: [], sequels: [],
      neededElsewhere: [])
  }

  /// - Parameters:
  ///   - datasets: Gives each run's digest and size; the scheduler takes the same library.
  ///   - needsData: Whether a plan of which every data set is absent is an error: it can be listed, but not carried out.
  ///   - decided: Runs that follow from results, where these are not at hand. They are of the kinds that the specs name.
  ///   - records: What is stored of runs, from which follows what searches ask for next. Equal records give equal plans.
  /// - Throws: `InputError` if a spec or an override is wrong, a data set is malformed, two specs have one name,
  ///   or every data set is absent; and what `records` throws.
  public init(
    specs: [ExperimentSpec], overrides: SpecOverrides = .none, datasets: DatasetLibrary,
    needsData: Bool = true, methods: [any Method] = MethodRegistry.all, decided: [RunConfiguration] = [],
    records: ([RunIdentity]) throws -> [RunIdentity: RunRecord] = { _ in [:] }
  ) throws {
    try overrides.requireUse(in: specs)
    var builder = PlanBuilder(datasets: datasets, methods: methods)
    var experiments: [Experiment] = []
    var sequels: [Sequel] = []
    var asked: Set<RunIdentity> = []
    for spec in specs {
      guard !experiments.contains(where: { $0.name == spec.name }) else {
        throw InputError(
          .badContent, file: spec.file, place: "name",
          problem: "another spec of this plan is named \"\(spec.name)\" too", remedy: "rename one of the two")
      }
      let expansion = try spec.expansion(overrides)
      let outcomes = try expansion.outcomes(datasets, records)
      var runs: [RunIdentity] = []
      // Trials that are trained again on all training data are chosen by other tasks, and no report shows them.
      let ranksTrials = spec.wantsFullRanking && expansion.cells.allSatisfy { $0.refit == nil }
      for configuration in try expansion.firstRuns(outcomes) {
        guard let run = try builder.add(configuration, wantsFullRanking: ranksTrials) else { continue }
        runs.append(run)
      }
      for (cell, outcome) in zip(expansion.cells, outcomes) {
        runs += try builder.add(
          outcome, of: cell, ranksTrials: ranksTrials, ranksRefits: spec.wantsFullRanking)
      }
      var known: Set<RunIdentity> = []
      runs.removeAll { !known.insert($0).inserted }
      asked.formUnion(runs)
      experiments.append(Experiment(name: spec.name, specification: spec.source, runs: runs))
      sequels += outcomes.flatMap(\.sequels).map { Sequel(experiment: spec.name, kind: $0) }
    }
    let wantsFullRanking = specs.contains(where: \.wantsFullRanking)
    for configuration in decided {
      let run = try builder.add(configuration.checked(by: methods), wantsFullRanking: wantsFullRanking)
      if let run { asked.insert(run) }
    }
    if needsData, builder.runs.isEmpty, let absence = builder.absences.first { throw absence.error }

    self.init(
      experiments: experiments, runs: builder.runs,
      addedPrerequisites: Set(builder.runs.map(\.identity)).subtracting(asked),
      absentDatasets: builder.absences.map { absence in
        AbsentDataset(
          name: absence.name, problem: absence.error.description, runs: absence.runs,
          addedPrerequisites: Set(absence.runs).subtracting(absence.asked))
      },
      sequels: sequels, neededElsewhere: [])
  }
}

/// A run that a plan holds.
public struct PlannedRun: Hashable, Sendable {
  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  /// Identities of the runs whose best weights this one starts from, by role.
  public let prerequisites: [String: RunIdentity]
  /// Floating-point operations that the whole run takes, roughly; longer runs start first.
  public let cost: Double
  /// Bytes of memory that the run takes, roughly.
  public let memory: Int
  /// Whether an experiment asks for a ranking of all unseen items. It does not change the training, and so is no
  /// part of the identity.
  public internal(set) var wantsFullRanking: Bool
  /// The run for fewer epochs that this one is the continuation of: it goes on from there if that run has left its end.
  var beginning: RunIdentity?
  /// Whether a longer run may go on from its end, which is therefore kept.
  var keepsEnd = false

  public init(
    identity: RunIdentity, configuration: RunConfiguration, datasetDigest: String,
    prerequisites: [String: RunIdentity] = [:], cost: Double, memory: Int = 0, wantsFullRanking: Bool = false
  ) {
    self.identity = identity
    self.configuration = configuration
    self.datasetDigest = datasetDigest
    self.prerequisites = prerequisites
    self.cost = cost
    self.memory = memory
    self.wantsFullRanking = wantsFullRanking
  }
}
