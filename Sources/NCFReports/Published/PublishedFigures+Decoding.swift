import Foundation
import NCFDiagnostics

extension PublishedFigures {
  /// Reads the file of published numbers, strictly: an unknown key or a number out of range is an error.
  ///
  /// - Throws: `InputError`, which names the place inside the file.
  public init(contentsOf file: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw InputError(
        .missing, file: file.path, problem: "the file of the paper's numbers cannot be read",
        remedy: "restore experiments/published.json, or name another file")
    }
    try self.init(json: data, file: file.path)
  }

  /// Reads the bytes of such a file.
  ///
  /// - Parameter file: Its name in error messages.
  /// - Throws: `InputError`, which names the place inside the file.
  public init(json: Data, file: String) throws {
    do {
      self = try JSONDecoder().decode(PublishedFigures.self, from: json)
    } catch let error as DecodingError {
      throw InputError(
        .badContent, file: file, place: Self.place(of: error), problem: Self.problem(of: error),
        remedy: "compare it with the file that comes with ncf-exp")
    }
  }

  private static func place(of error: DecodingError) -> String? {
    var path: [any CodingKey]
    switch error {
    case .keyNotFound(let key, let context): path = context.codingPath + [key]
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      path = context.codingPath
    @unknown default: path = []
    }
    let text = path.reduce("") { text, key in
      // A place in a list is called "Index 3"; an object's key may look like a number as well.
      if let index = key.intValue, key.stringValue != "\(index)" { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
    return text.isEmpty ? nil : text
  }

  private static func problem(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound: "expected this key, found none"
    case .typeMismatch(let type, _): "expected \(Self.name(of: type)), found another type"
    case .valueNotFound(let type, _): "expected \(Self.name(of: type)), found null"
    case .dataCorrupted(let context): context.debugDescription
    @unknown default: "cannot be decoded"
    }
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is String.Type: "a text"
    case is any Collection.Type: "a list or an object"
    default: "an object"
    }
  }
}

extension PublishedFigures: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case source
    case datasets
    case table1 = "table-1"
    case table2 = "table-2"
    case table3 = "table-3"
    case table4 = "table-4"
    case laterWork = "later-work"
  }

  public init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(Key.self)
    let container = try decoder.container(keyedBy: Key.self)
    source = try container.decode(String.self, forKey: .source)
    let titles = DatasetTitles(
      try container.decodeIfPresent([DatasetTitles.Entry].self, forKey: .datasets) ?? [])
    self.titles = titles
    datasetSizes = titles.sharing(try container.decode([String: DatasetSize].self, forKey: .table1))
    pretraining = titles.sharing(
      try container.decode([String: [FactorKey: Pretraining]].self, forKey: .table2).mapValues(\.byFactors))
    let depths = try [Key.table3, .table4].map { key in
      titles.sharing(
        try container.decode([String: [FactorKey: [Share]]].self, forKey: key)
          .mapValues { $0.byFactors.mapValues { $0.map(\.value) } })
    }
    (depthHitRatio, depthNDCG) = (depths[0], depths[1])
    laterWork = try container.decodeIfPresent([Study].self, forKey: .laterWork) ?? []
  }
}

extension PublishedFigures.Pair: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case hitRatio = "hr@10"
    case ndcg = "ndcg@10"
  }

  public init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(Key.self)
    let container = try decoder.container(keyedBy: Key.self)
    hitRatio = try container.decode(Share.self, forKey: .hitRatio).value
    ndcg = try container.decode(Share.self, forKey: .ndcg).value
  }
}

extension PublishedFigures.Pretraining: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case with = "with-pretraining"
    case without = "without-pretraining"
  }

  public init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(Key.self)
    let container = try decoder.container(keyedBy: Key.self)
    with = try container.decode(PublishedFigures.Pair.self, forKey: .with)
    without = try container.decode(PublishedFigures.Pair.self, forKey: .without)
  }
}

extension PublishedFigures.Study: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case source, figures
  }

  public init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(Key.self)
    let container = try decoder.container(keyedBy: Key.self)
    source = try container.decode(String.self, forKey: .source)
    figures = try container.decode([String: [String: PublishedFigures.Pair]].self, forKey: .figures)
  }
}

extension DatasetTitles {
  /// Numbers by data set, with those that others are compared with under their names, too.
  fileprivate func sharing<Numbers>(_ numbers: [String: Numbers]) -> [String: Numbers] {
    entries.reduce(into: numbers) { numbers, entry in
      if let published = entry.published { numbers[entry.name] = numbers[published] }
    }
  }
}
