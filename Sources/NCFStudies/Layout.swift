import NCFEvaluation
import NCFExperiments
import NCFModels

/// How a section shows its runs: the rows and columns of a table, the axes of curves.
public enum Layout: Hashable, Sendable {
  /// The sizes of data sets.
  case datasets
  case table(TableLayout)
  case curves(CurvesLayout)
  case cutoffs(CutoffsLayout)
  case epochs(EpochsLayout)
  case contest(ContestLayout)
  case changes(ChangesLayout)
  /// A row for each configuration, by whatever they differ in.
  case runs
}

/// A table with one setting down the side and variants across: published, reproduced, difference.
public struct TableLayout: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    /// What stands in files: "with pre-training".
    public let title: String
    /// What stands over the column; the title unless given.
    public let heading: String
    public let runs: RunSelector
  }

  /// The key of the setting whose planned values are the rows.
  public let rows: String
  public let columns: [Column]
  /// Nil for what a report shows.
  public let metrics: [RankingMetric]?
}

/// Metrics against a setting, a curve for each method. One that does not have the setting is a flat line.
public struct CurvesLayout: Hashable, Sendable {
  /// The key of the setting on the horizontal axis.
  public let against: String
  /// The axis's title: "predictive factors".
  public let axis: String
  /// Whether its values stand at even distances, as powers of two do.
  public let isEvenlySpaced: Bool
  public let methods: [String]
  public let preferences: RunSelector
}

/// Metrics of recommendation lists of K items, a curve for each method, each with the best of its planned settings.
public struct CutoffsLayout: Hashable, Sendable {
  public let methods: [String]
  /// The largest K.
  public let upTo: Int
}

/// Training loss and metrics by epoch, a curve for each method.
public struct EpochsLayout: Hashable, Sendable {
  public let methods: [String]
  /// What the runs have, as far as a method has such a setting.
  public let runs: RunSelector
  public let preferences: RunSelector
  /// What captions call the runs: "without pre-training".
  public let qualifier: String?
}

/// Methods against each other, each by the best of its planned configurations: quality, cost, differences.
public struct ContestLayout: Hashable, Sendable {
  /// The method that the others are set against.
  public let challenged: String
  /// By what answers are given and tables are sorted.
  public let primary: RankingMetric
}

/// One thing changed at a time, each against a reference: the first planned configuration of its method.
public struct ChangesLayout: Hashable, Sendable {
  /// A change that is known, with what is known of it beside the numbers.
  public struct Known: Hashable, Sendable {
    /// The settings that it changes, each with the values that count as this change.
    public let settings: [String: Set<String>]
    /// Settings that may change with it, since not every method has them.
    public let companions: Set<String>
    /// What is done instead of what.
    public let title: String
    /// How it is recognised without these runs.
    public let symptom: String
    /// Why the figures do not compare; nil if they do, since only the training differs.
    public let incomparable: String?
    /// The public threads that report it: "guoyang9/NCF#6".
    public let threads: [String]
  }

  /// By what changes are sorted.
  public let primary: RankingMetric
  public let known: [Known]
  /// The method that looks at no user, beside which a broken model is noticed; nil for none.
  public let floor: String?
  /// Settings that make a method of its own of a method: "pretraining".
  public let variants: [String]
}

// MARK: - Reading

extension Layout: Decodable {
  public enum Kind: String, CaseIterable {
    case datasets, table, curves, cutoffs, epochs, contest, changes, runs
  }

  enum Key: String, CodingKey, CaseIterable {
    case kind, rows, columns, metrics, against, axis
    case evenlySpaced = "evenly_spaced"
    case methods, prefer
    case upTo = "up_to"
    case runs = "where"
    case qualifier, challenged, primary, known, floor, variants
  }

  /// The keys that a kind of layout has.
  static func keys(of kind: Kind) -> [Key] {
    switch kind {
    case .datasets, .runs: [.kind]
    case .table: [.kind, .rows, .columns, .metrics]
    case .curves: [.kind, .against, .axis, .evenlySpaced, .methods, .prefer]
    case .cutoffs: [.kind, .methods, .upTo]
    case .epochs: [.kind, .methods, .runs, .prefer, .qualifier]
    case .contest: [.kind, .challenged, .primary]
    case .changes: [.kind, .primary, .known, .floor, .variants]
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    let kind = try container.word(Kind.self, forKey: .kind)
    try container.refuseOthers(than: Self.keys(of: kind), what: "a layout of the kind \"\(kind.rawValue)\"")
    func preferences() throws -> RunSelector {
      try container.decodeIfPresent(RunSelector.self, forKey: .prefer) ?? RunSelector()
    }
    switch kind {
    case .datasets: self = .datasets
    case .runs: self = .runs
    case .table:
      self = .table(
        TableLayout(
          rows: try container.settingKey(forKey: .rows),
          columns: try container.list(of: TableLayout.Column.self, forKey: .columns),
          metrics: try container.metrics(forKey: .metrics)))
    case .curves:
      let against = try container.settingKey(forKey: .against)
      self = .curves(
        CurvesLayout(
          against: against,
          axis: try container.decodeIfPresent(String.self, forKey: .axis) ?? SettingWords.noun(against),
          isEvenlySpaced: try container.decodeIfPresent(Bool.self, forKey: .evenlySpaced) ?? false,
          methods: try container.requiredMethods(forKey: .methods), preferences: try preferences()))
    case .cutoffs:
      let upTo = try container.decodeIfPresent(Int.self, forKey: .upTo) ?? 10
      guard (1...1000).contains(upTo) else {
        throw DecodingError.dataCorruptedError(
          forKey: .upTo, in: container,
          debugDescription: "expected a whole number from 1 to 1000, found \(upTo)")
      }
      self = .cutoffs(CutoffsLayout(methods: try container.requiredMethods(forKey: .methods), upTo: upTo))
    case .epochs:
      self = .epochs(
        EpochsLayout(
          methods: try container.requiredMethods(forKey: .methods),
          runs: try container.decodeIfPresent(RunSelector.self, forKey: .runs) ?? RunSelector(),
          preferences: try preferences(),
          qualifier: try container.decodeIfPresent(String.self, forKey: .qualifier)))
    case .contest:
      self = .contest(
        ContestLayout(
          challenged: try container.method(forKey: .challenged),
          primary: try container.primary(forKey: .primary)))
    case .changes:
      self = .changes(
        ChangesLayout(
          primary: try container.primary(forKey: .primary),
          known: try container.decodeIfPresent([ChangesLayout.Known].self, forKey: .known) ?? [],
          floor: try container.contains(.floor) ? container.method(forKey: .floor) : nil,
          variants: try container.decodeIfPresent([String].self, forKey: .variants) ?? []))
    }
  }
}

extension KeyedDecodingContainer<Layout.Key> {
  fileprivate func requiredMethods(forKey key: Key) throws -> [String] {
    guard let methods = try methods(forKey: key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
    }
    return methods
  }

  fileprivate func primary(forKey key: Key) throws -> RankingMetric {
    guard contains(key) else { return .ndcg(at: 10) }
    let name = try decode(String.self, forKey: key)
    guard let metric = RankingMetric(named: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "there is no metric \"\(name)\", expected one such as ndcg@10")
    }
    return metric
  }

  fileprivate func settingKey(forKey key: Key) throws -> String {
    let name = try decode(String.self, forKey: key)
    guard SpecSettings.keys.contains(name) else {
      let flaw = "there is no setting \"\(name)\"; the keys are \(SpecSettings.keys.joined(separator: ", "))"
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: flaw)
    }
    return name
  }
}

extension TableLayout.Column: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case title, heading
    case runs = "where"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    title = try container.decode(String.self, forKey: .title)
    heading = try container.decodeIfPresent(String.self, forKey: .heading) ?? title
    runs = try container.decode(RunSelector.self, forKey: .runs)
    guard runs.method != nil else {
      throw DecodingError.dataCorruptedError(
        forKey: .runs, in: container, debugDescription: "expected a method, such as { \"method\": \"gmf\" }")
    }
  }
}

extension ChangesLayout.Known: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case settings, companions, title, symptom, incomparable, threads
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    let changed = try container.decode(RunSelector.self, forKey: .settings)
    settings = Dictionary(
      uniqueKeysWithValues: changed.settings.map { ($0.key, Set($0.values.map(\.description))) })
    companions = Set(try container.decodeIfPresent([String].self, forKey: .companions) ?? [])
    title = try container.decode(String.self, forKey: .title)
    symptom = try container.decode(String.self, forKey: .symptom)
    incomparable = try container.decodeIfPresent(String.self, forKey: .incomparable)
    threads = try container.decodeIfPresent([String].self, forKey: .threads) ?? []
  }
}
