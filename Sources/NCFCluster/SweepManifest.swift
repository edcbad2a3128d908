import Foundation
import NCFExperiments
import NCFModels

/// Which run of a sweep is done where: the content of `sweep.json`, which `ncf-exp submit` writes and each task reads.
///
/// A run's shard never changes, so that a task that is submitted again goes on from the checkpoints of the one before.
public struct SweepManifest: Hashable, Sendable, Codable {
  /// Which runs one task carries out in which shard.
  public struct Assignment: Hashable, Sendable, Codable {
    /// From 1; names the shard's folder.
    public let number: Int
    /// The request that the runs belong to, as an index into `requests`.
    public let request: Int
    /// From 1: what its runs start from is in shards of earlier stages.
    public let stage: Int
    public let runs: [RunIdentity]
  }

  public struct Experiment: Hashable, Sendable, Codable {
    public let name: String
    public let runs: [RunIdentity]
  }

  /// How tasks carry their runs out.
  public struct Settings: Hashable, Sendable, Codable {
    /// Folder of the data sets, as `--data` takes it; nil for the program's own rules.
    public var data: String?
    /// The main database. Tasks never open it; the weights beside it they read.
    public var database: String
    public var keepsWeights: Bool
    public var retriesFailed: Bool
    public var checkpointSeconds: Double

    public init(
      data: String?, database: String, keepsWeights: Bool, retriesFailed: Bool, checkpointSeconds: Double
    ) {
      self.data = data
      self.database = database
      self.keepsWeights = keepsWeights
      self.retriesFailed = retriesFailed
      self.checkpointSeconds = checkpointSeconds
    }
  }

  public var settings: Settings
  public private(set) var requests: [SweepRequest] = []
  /// The last request's list under each name.
  public private(set) var experiments: [Experiment] = []
  public private(set) var shards: [Assignment] = []

  public init(settings: Settings) { self.settings = settings }

  /// Takes a plan's runs in: those that have no shard yet get shards of `chunk` runs of one stage.
  /// - Parameter wanted: The runs that are to be trained.
  public mutating func add(
    _ plan: Plan, of request: SweepRequest, wanted: Set<RunIdentity>, chunk: Int
  ) {
    let index = requests.firstIndex(of: request) ?? requests.count
    if index == requests.count { requests.append(request) }
    for experiment in plan.experiments {
      experiments.removeAll { $0.name == experiment.name }
      experiments.append(Experiment(name: experiment.name, runs: experiment.runs))
    }
    // A run whose shard knows of no full ranking gets another shard for it.
    let placed = Set(shards.flatMap(\.runs)).subtracting(
      plan.runs.filter(\.wantsFullRanking).map(\.identity)
    ).union(shards.filter { $0.request == index }.flatMap(\.runs))
    let stages = Dictionary(grouping: plan.stages.filter { wanted.contains($0.key) }, by: \.value)
    for (stage, members) in stages.sorted(by: { $0.key < $1.key }) {
      let homeless = Set(members.map(\.key)).subtracting(placed)
      for runs in plan.chunks(of: homeless, size: chunk) {
        shards.append(Assignment(number: shards.count + 1, request: index, stage: stage, runs: runs))
      }
    }
  }

  /// The shard that each run belongs to.
  public var shardOfRun: [RunIdentity: Assignment] {
    Dictionary(shards.flatMap { shard in shard.runs.map { ($0, shard) } }) { _, last in last }
  }
}

/// What a user asked for when a sweep was submitted: enough to make the same plan again on another machine, also after
/// the specs' files have changed.
public struct SweepRequest: Hashable, Sendable, Codable {
  public struct Spec: Hashable, Sendable, Codable {
    public let file: String
    public let source: String
  }

  public let specs: [Spec]
  /// Texts "key=value", as `--set` takes them.
  public let settings: [String]
  public let seeds: Int
  public let scale: String
  /// Runs that results have decided on, which tasks do not know, in their canonical form; nil if there are none.
  public let decided: [String]?

  /// - Parameter decided: Runs that the specs alone do not name, such as refits.
  public init(
    specs: [ExperimentSpec], settings: [String], seeds: Int, scale: SpecOverrides.Scale,
    decided: [RunConfiguration] = []
  ) {
    self.specs = specs.map { Spec(file: $0.file ?? $0.name, source: $0.source) }
    self.settings = settings
    self.seeds = seeds
    self.scale = scale.rawValue
    self.decided = decided.isEmpty ? nil : decided.map(\.canonicalJSON)
  }

  /// - Throws: `InputError`, as `Plan.init` does.
  public func plan(datasets: DatasetLibrary, methods: [any Method] = MethodRegistry.all) throws -> Plan {
    try Plan(
      specs: specs.map { try ExperimentSpec(source: $0.source, file: $0.file, methods: methods) },
      overrides: SpecOverrides(
        settings: settings, seedCount: seeds, scale: SpecOverrides.Scale(rawValue: scale) ?? .full,
        methods: methods),
      datasets: datasets, methods: methods,
      decided: (decided ?? []).map { try RunConfiguration(canonicalJSON: $0) })
  }
}
