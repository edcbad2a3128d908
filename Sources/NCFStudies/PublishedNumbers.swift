import NCFEvaluation
import NCFExperiments
import NCFModels

/// Numbers that papers print, each with its table or figure, its page, and the version of its source.
///
/// They are data, the file `published.json` of a study. A table's columns are keys of specs, metrics, or, for the sizes of
/// data sets, `interactions`, `items`, `users` and `sparsity`:
///
///     { "sources": [ { "name": "He et al., WWW 2017", "date": "2017-04", "tables": [ {
///         "name": "Table 2", "page": 8, "columns": ["dataset", "method", "pretraining", "factors", "hr@10", "ndcg@10"],
///         "rows": [ ["ml-1m", "neumf", true, 8, 0.684, 0.403] ] } ] } ] }
///
/// Several sources of one `work` are versions of it: tables quote the latest, and say what the earlier ones had.
public struct PublishedNumbers: Hashable, Sendable {
  public struct Source: Hashable, Sendable {
    /// "Dacrema et al., RecSys 2019 (repository at 024dc15)".
    public let name: String
    /// What it is a version of; its own name, unless given.
    public let work: String
    /// "2019-04", as far as it is known; the order of versions.
    public let date: String
    public let note: String?
    public let tables: [Table]
  }

  public struct Table: Hashable, Sendable {
    /// "Table 2".
    public let name: String
    public let page: Int?
    /// Whether the numbers were read off a picture.
    public let isReadOff: Bool
    public let rows: [Row]
  }

  public struct Row: Hashable, Sendable {
    /// The data set that it is of.
    public let dataset: String
    /// What the row's runs have, the data set apart.
    public let runs: RunSelector
    public let values: [RankingMetric: Double]
    /// Nil unless the row is a data set's size.
    public let size: Size?
  }

  /// A data set's size, as papers list it.
  public struct Size: Hashable, Sendable {
    public let interactions: Int
    public let items: Int
    public let users: Int
    /// In percent.
    public let sparsity: Double
  }

  /// A number and where it is from.
  public struct Number: Hashable, Sendable {
    public let value: Double
    public let source: String
    public let work: String
    public let date: String
    public let table: String
    public let isReadOff: Bool
  }

  public let sources: [Source]

  public init(sources: [Source] = []) { self.sources = sources }

  /// What was published for some runs, the latest version first; of tables that fit, the one that says most about them.
  ///
  /// - Parameters:
  ///   - dataset: The name under which it was published.
  ///   - setting: What the runs have, by the key of specs; a row fits if they have all that it says.
  public func numbers(
    on dataset: String, _ metric: RankingMetric, of setting: (_ key: String) -> ParameterValue?
  ) -> [Number] {
    var found: [(detail: Int, number: Number)] = []
    for source in sources {
      for table in source.tables {
        for row in table.rows where row.dataset == dataset {
          let fits = row.runs.settings.allSatisfy { own in
            setting(own.key).map { value in own.values.contains { $0.isEqual(to: value) } } ?? false
          }
          guard fits, let value = row.values[metric] else { continue }
          found.append(
            (
              row.runs.settings.count,
              Number(
                value: value, source: source.name, work: source.work, date: source.date, table: table.name,
                isReadOff: table.isReadOff)
            ))
        }
      }
    }
    let most = found.map(\.detail).max() ?? 0
    return found.filter { $0.detail == most }.map(\.number).enumerated()
      .sorted { ($0.element.date, -$0.offset) > ($1.element.date, -$1.offset) }.map(\.element)
  }

  /// The values of a setting for which something is published, ascending: the rows of a table without a plan.
  public func values(of key: String, on dataset: String, methods: Set<String>) -> [ParameterValue] {
    let rows = sources.flatMap(\.tables).flatMap(\.rows).filter { row in
      row.dataset == dataset && (row.runs.method.map(methods.contains) ?? false)
    }
    var seen: Set<ParameterValue> = []
    return rows.compactMap { $0.runs.value(of: key) }.filter { seen.insert($0).inserted }
      .sorted { ($0.number ?? 0) < ($1.number ?? 0) }
  }

  /// The size of a data set as the first source has it.
  public func size(of dataset: String) -> Size? {
    sources.flatMap(\.tables).flatMap(\.rows).first { $0.dataset == dataset && $0.size != nil }?.size
  }
}

// MARK: - Reading

extension PublishedNumbers: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case schema = "$schema"
    case sources
  }

  public init(from decoder: any Decoder) throws {
    sources = try decoder.strictContainer(keyedBy: Key.self).list(of: Source.self, forKey: .sources)
  }
}

extension PublishedNumbers.Source: Decodable {
  enum Key: String, CodingKey, CaseIterable { case name, work, date, note, tables }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    work = try container.decodeIfPresent(String.self, forKey: .work) ?? name
    date = try container.decode(String.self, forKey: .date)
    note = try container.decodeIfPresent(String.self, forKey: .note)
    tables = try container.list(of: PublishedNumbers.Table.self, forKey: .tables)
    guard date.wholeMatch(of: /[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?/) != nil else {
      throw DecodingError.dataCorruptedError(
        forKey: .date, in: container,
        debugDescription: "expected a date such as 2019, 2019-08 or 2019-08-30, found \"\(date)\"")
    }
  }
}

extension PublishedNumbers.Table: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case name, page
    case isReadOff = "read_off_picture"
    case columns, rows
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    page = try container.decodeIfPresent(Int.self, forKey: .page)
    isReadOff = try container.decodeIfPresent(Bool.self, forKey: .isReadOff) ?? false
    let columns = try container.list(of: String.self, forKey: .columns)
    guard Set(columns).count == columns.count, columns.contains("dataset") else {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container,
        debugDescription:
          "expected \"dataset\" and other columns, each once, found \(columns.joined(separator: ", "))")
    }
    let meanings = try columns.enumerated().map { index, column in
      guard let meaning = PublishedNumbers.Column(column) else {
        let known = PublishedNumbers.Column.sizes + SpecSettings.keys
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: container.codingPath + [Key.columns, IndexKey(index)],
            debugDescription: "there is no column \"\(column)\"; expected a metric such as hr@10, or one of "
              + known.joined(separator: ", ")))
      }
      return meaning
    }
    var list = try container.nestedUnkeyedContainer(forKey: .rows)
    var rows: [PublishedNumbers.Row] = []
    while !list.isAtEnd {
      let path = list.codingPath + [IndexKey(list.currentIndex)]
      let cells = try list.decode([ParameterValue].self)
      do {
        rows.append(try PublishedNumbers.Row(cells, columns, meanings))
      } catch let flaw as SpecSettings.Flaw {
        throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: flaw.problem))
      } catch let flaw as PublishedNumbers.RowFlaw {
        throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: flaw.problem))
      }
    }
    self.rows = rows
  }
}

extension PublishedNumbers {
  /// What stands in a column.
  fileprivate enum Column {
    case setting(String)
    case metric(RankingMetric)
    case size(String)

    static let sizes = ["interactions", "items", "users", "sparsity"]

    init?(_ name: String) {
      if Self.sizes.contains(name) {
        self = .size(name)
      } else if let metric = RankingMetric(named: name) {
        self = .metric(metric)
      } else if SpecSettings.keys.contains(name) || name == "model" {
        self = .setting(name)
      } else {
        return nil
      }
    }
  }

  fileprivate struct RowFlaw: Error { let problem: String }
}

extension PublishedNumbers.Row {
  fileprivate init(
    _ cells: [ParameterValue], _ names: [String], _ columns: [PublishedNumbers.Column]
  ) throws {
    guard cells.count == columns.count else {
      throw PublishedNumbers.RowFlaw(
        problem: "expected \(columns.count) values, as many as columns, found \(cells.count)")
    }
    var settings: [RunSelector.Setting] = []
    var values: [RankingMetric: Double] = [:]
    var sizes: [String: Double] = [:]
    for ((name, column), cell) in zip(zip(names, columns), cells) {
      switch column {
      case .setting(let key):
        let setting = try SpecSettings.canonical(key, cell)
        settings.append(.init(setting.key, [setting.value]))
      case .metric(let metric):
        guard let number = cell.number, (0...1).contains(number) else {
          throw PublishedNumbers.RowFlaw(
            problem: "expected a number from 0 to 1 in the column \(name), found \(cell)")
        }
        values[metric] = number
      case .size(let size):
        guard let number = cell.number, number >= 0 else {
          throw PublishedNumbers.RowFlaw(
            problem: "expected a number from 0 in the column \(name), found \(cell)")
        }
        sizes[size] = number
      }
    }
    let all = RunSelector(settings)
    guard let dataset = all.dataset else { throw PublishedNumbers.RowFlaw(problem: "expected a data set") }
    self.dataset = dataset
    runs = RunSelector(all.settings.filter { $0.key != "dataset" })
    self.values = values
    if sizes.isEmpty {
      size = nil
    } else if let interactions = sizes["interactions"].flatMap({ Int(exactly: $0) }),
      let items = sizes["items"].flatMap({ Int(exactly: $0) }),
      let users = sizes["users"].flatMap({ Int(exactly: $0) }),
      let sparsity = sizes["sparsity"], sparsity <= 100
    {
      size = .init(interactions: interactions, items: items, users: users, sparsity: sparsity)
    } else {
      throw PublishedNumbers.RowFlaw(
        problem: "expected whole numbers of interactions, items and users, and a sparsity in percent")
    }
  }
}
