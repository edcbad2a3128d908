/// How reports name data sets, in the order in which they list them, and whose published numbers stand beside a data
/// set's own.
///
/// It is data, the key `datasets` of a study:
///
///     { "name": "pinterest-37501", "title": "Pinterest", "published": "pinterest-20",
///       "mark": "first 37,501 of 55,187 users" }
public struct DatasetTitles: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// The name in specs.
    public let name: String
    /// The name in reports, "Pinterest".
    public let title: String
    /// The data set whose published numbers are compared with, where it is another one.
    public let published: String?
    /// In what the two differ; stands behind the title.
    public let mark: String?
  }

  public let entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// "Pinterest (first 37,501 of 55,187 users)"; the name of a data set that nothing is said about.
  public func title(of dataset: String) -> String {
    guard let entry = entries.first(where: { $0.name == dataset }) else { return dataset }
    return entry.mark.map { "\(entry.title) (\($0))" } ?? entry.title
  }

  /// The paper's own data sets.
  public var own: [String] { entries.filter { $0.published == nil }.map(\.name) }

  /// The data set whose published numbers stand beside a data set's own: itself, unless something else is said.
  public func published(for dataset: String) -> String {
    entries.first { $0.name == dataset }?.published ?? dataset
  }

  /// These titles, and those of data sets that others name.
  public func merged(with others: DatasetTitles) -> DatasetTitles {
    DatasetTitles(entries + others.entries.filter { other in !entries.contains { $0.name == other.name } })
  }

  /// Those that have a title first, in its order; then the others by name.
  public func ordered(_ names: Set<String>) -> [String] {
    let known = entries.map(\.name).filter(names.contains)
    return known + names.subtracting(known).sorted()
  }
}

extension DatasetTitles.Entry: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case name, title, published, mark
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    title = try container.decode(String.self, forKey: .title)
    published = try container.decodeIfPresent(String.self, forKey: .published)
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
    // Another data set's numbers are never shown as one's own.
    guard published == nil || mark != nil else {
      throw DecodingError.keyNotFound(
        Key.mark, .init(codingPath: decoder.codingPath, debugDescription: "expected with \"published\""))
    }
  }
}
