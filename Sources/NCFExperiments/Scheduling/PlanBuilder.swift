import NCFData
import NCFDiagnostics
import NCFModels

/// Collects runs, and finds out what each depends on.
struct PlanBuilder {
  /// A data set that is not there, with the runs that wait for it.
  struct Absence {
    let name: String
    let error: InputError
    /// Each once, prerequisites before the runs that need them.
    fileprivate(set) var runs: [RunConfiguration] = []
    /// Those that a spec asks for.
    fileprivate(set) var asked: Set<RunConfiguration> = []
    private var known: Set<RunConfiguration> = []

    fileprivate init(name: String, error: InputError) {
      self.name = name
      self.error = error
    }

    fileprivate mutating func append(_ configuration: RunConfiguration) {
      if known.insert(configuration).inserted { runs.append(configuration) }
    }
  }

  private let datasets: DatasetLibrary
  private let methods: [any Method]
  /// In the order of `Plan.runs`.
  private(set) var runs: [PlannedRun] = []
  private(set) var absences: [Absence] = []
  /// Where each run stands in `runs`.
  private var positions: [RunIdentity: Int] = [:]

  init(datasets: DatasetLibrary, methods: [any Method]) {
    self.datasets = datasets
    self.methods = methods
  }

  /// Adds a run, after its prerequisites, unless it is there already.
  /// - Parameter wantsFullRanking: Whether the run's experiment asks for a full ranking.
  /// - Returns: nil if its data set is absent.
  mutating func add(_ configuration: RunConfiguration, wantsFullRanking: Bool) throws -> RunIdentity? {
    let dataset: Dataset
    do {
      dataset = try datasets.dataset(named: configuration.dataset)
    } catch let error as InputError where error.kind == .missing {
      try leaveOut(configuration, because: error)
      return nil
    }
    let identity = try add(configuration, on: dataset)
    if wantsFullRanking, let position = positions[identity] { runs[position].wantsFullRanking = true }
    return identity
  }

  /// Adds what has been decided in a cell's search: the runs of later rungs, and the refits.
  /// - Parameters:
  ///   - ranksTrials: Whether the runs of rungs are wanted with full rankings.
  ///   - ranksRefits: Whether the refits are.
  /// - Returns: The runs, but for those whose data set is absent.
  mutating func add(
    _ outcome: SearchOutcome, of cell: SearchCell, ranksTrials: Bool, ranksRefits: Bool
  ) throws -> [RunIdentity] {
    var added: [RunIdentity] = []
    for (number, rung) in outcome.rungs.enumerated() {
      // Of the rungs before the last, who goes on has been decided already.
      let isOpen = number == outcome.rungs.count - 1 && number < cell.rungs.count - 1
      for (trial, runs) in zip(rung.trials, rung.runs) {
        for (seed, run) in runs.enumerated() {
          guard let identity = try add(run, wantsFullRanking: ranksTrials),
            let place = positions[identity]
          else { continue }
          if number > 0 { added.append(identity) }
          if isOpen { self.runs[place].keepsEnd = true }
          guard number > 0 else { continue }
          let shorter = try cell.run(cell.trials[trial].runs[seed], atRung: cell.rungs[number - 1])
          if try cell.isBeginning(shorter, of: run) {
            self.runs[place].beginning = RunIdentity(
              of: shorter, datasetDigest: self.runs[place].datasetDigest)
          }
        }
      }
    }
    for run in outcome.choice?.refits ?? [] {
      if let identity = try add(run, wantsFullRanking: ranksRefits) { added.append(identity) }
    }
    return added
  }

  private mutating func add(_ configuration: RunConfiguration, on dataset: Dataset) throws -> RunIdentity {
    let identity = RunIdentity(of: configuration, datasetDigest: dataset.digest)
    if positions[identity] != nil { return identity }
    let (method, values) = (method(of: configuration), configuration.values)
    var prerequisites: [String: RunIdentity] = [:]
    for (prerequisite, earlier) in try configuration.prerequisites(by: method) {
      prerequisites[prerequisite.role] = try add(earlier, on: dataset)
    }
    let epochs = Double(max(1, configuration.epochs ?? 1))
    positions[identity] = runs.count
    runs.append(
      PlannedRun(
        identity: identity, configuration: configuration, datasetDigest: dataset.digest,
        prerequisites: prerequisites,
        cost: try method.relativeCost(of: values) * Double(dataset.training.interactionCount) * epochs,
        memory: try method.memory(of: values, on: dataset.training)))
    return identity
  }

  /// Takes note of a run whose data set is absent. It has no identity, which the data set's content is a part of.
  private mutating func leaveOut(_ configuration: RunConfiguration, because error: InputError) throws {
    let index =
      absences.firstIndex { $0.name == configuration.dataset }
      ?? {
        absences.append(Absence(name: configuration.dataset, error: error))
        return absences.count - 1
      }()
    var pending = [configuration]
    var ordered: [RunConfiguration] = []
    while let next = pending.popLast() {
      ordered.append(next)
      pending += try next.prerequisites(by: method(of: next)).map(\.configuration)
    }
    for configuration in ordered.reversed() { absences[index].append(configuration) }
    absences[index].asked.insert(configuration)
  }

  private func method(of configuration: RunConfiguration) -> any Method {
    guard let method = methods.first(where: { $0.name == configuration.method }) else {
      preconditionFailure("no method is named \(configuration.method)")
    }
    return method
  }
}
