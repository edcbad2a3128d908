import NCFData
import NCFDiagnostics
import NCFModels

/// Collects runs, and finds out what each depends on.
struct PlanBuilder {
  private let datasets: DatasetLibrary
  private let methods: [any Method]
  /// In the order of `Plan.runs`.
  private(set) var runs: [PlannedRun] = []
  /// Absent data sets, with the number of runs that were not added for each.
  private(set) var absent: [(name: String, error: InputError, runCount: Int)] = []
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
    guard let dataset = try dataset(named: configuration.dataset) else { return nil }
    let identity = try add(configuration, on: dataset)
    if wantsFullRanking, let position = positions[identity] { runs[position].wantsFullRanking = true }
    return identity
  }

  private mutating func add(_ configuration: RunConfiguration, on dataset: Dataset) throws -> RunIdentity {
    let identity = RunIdentity(of: configuration, datasetDigest: dataset.digest)
    if positions[identity] != nil { return identity }
    guard let method = methods.first(where: { $0.name == configuration.method }) else {
      preconditionFailure("no method is named \(configuration.method)")
    }
    let values = configuration.values
    var prerequisites: [String: RunIdentity] = [:]
    for prerequisite in try method.prerequisites(of: values) {
      let earlier = RunConfiguration(
        dataset: configuration.dataset, method: prerequisite.method, values: prerequisite.values,
        selection: configuration.selection, evaluation: configuration.evaluation)
      prerequisites[prerequisite.role] = try add(earlier, on: dataset)
    }
    let epochs: Double =
      if case .integer(let count) = values[.epochs] { Double(max(1, count)) } else { 1 }
    positions[identity] = runs.count
    runs.append(
      PlannedRun(
        identity: identity, configuration: configuration, datasetDigest: dataset.digest,
        prerequisites: prerequisites,
        cost: try method.relativeCost(of: values) * Double(dataset.training.interactionCount) * epochs,
        memory: try method.memory(of: values, on: dataset.training)))
    return identity
  }

  private mutating func dataset(named name: String) throws -> Dataset? {
    do {
      return try datasets.dataset(named: name)
    } catch let error as InputError where error.kind == .missing {
      if let index = absent.firstIndex(where: { $0.name == name }) {
        absent[index].runCount += 1
      } else {
        absent.append((name, error, 1))
      }
      return nil
    }
  }
}
