import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels

/// A paper as data: what it ran, what it printed, what it claims.
///
/// A study is a folder with `study.json`, the specs of its experiments (`NAME.json`, in the form of all specs) and, where
/// numbers were published, `published.json`. See `StudyFolder`.
public struct Study: Hashable, Sendable {
  /// The name on the command line: "he-2017".
  public let name: String
  public let title: String
  public let authors: [String]
  /// "WWW 2017".
  public let venue: String?
  /// "10.1145/3038912.3052569".
  public let doi: String?
  public let datasets: DatasetTitles
  /// What a cell's runs have where it leaves a setting open, if the plan has it, in the order of importance.
  public let preferences: [RunSelector.Setting]
  /// Its place among the studies of a folder; the first is the one that commands without a name speak of.
  public let order: Int
  /// In the order of the paper.
  public let sections: [Section]
  public let claims: [Claim]
  public let pages: [StudyPage]

  /// A table or a figure.
  public struct Section: Hashable, Sendable {
    /// The name on the command line, and of its files: "figure-6".
    public let name: String
    /// "Figure 6. Training loss and performance by iteration".
    public let title: String
    /// The caption's first sentence goes on so after the metrics: "against the number of predictive factors".
    public let caption: String?
    /// The specs whose runs it shows.
    public let experiments: [String]
    public let layout: Layout
    /// Sentences of the study's own, which follow the table's.
    public let notes: [String]

    /// A section of a spec that belongs to no study.
    public init(specNamed name: String, title: String?) {
      (self.name, self.title, caption) = (name, title ?? name, nil)
      (experiments, layout, notes) = ([name], .runs, [])
    }
  }

  public func section(named name: String) -> Section? { sections.first { $0.name == name } }
  public func claim(named name: String) -> Claim? { claims.first { $0.name == name } }

  /// Every spec that a section or a claim names, each once, in their order.
  public var experiments: [String] { Self.experiments(of: sections, claims) }

  /// The specs that these sections and claims name, each once, in their order.
  public static func experiments(of sections: [Section] = [], _ claims: [Claim] = []) -> [String] {
    var seen: Set<String> = []
    return (sections.flatMap(\.experiments) + claims.flatMap(\.experiments)).filter {
      seen.insert($0).inserted
    }
  }

  /// "Xiangnan He et al., WWW 2017".
  public var citation: String {
    let who = authors.count > 2 ? "\(authors[0]) et al." : authors.joined(separator: " and ")
    return [who, venue ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

/// A page of text around a study's outcomes, written by its authors: what is found fills itself in.
public struct StudyPage: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// Markdown of the study's own. Numbers do not belong there.
    case text(String)
    /// A table of the page's claims and their outcomes.
    case overview
    /// A claim, what decides it, and its rule.
    case claim(String)
    /// A section's picture, with its alternative text.
    case figure(section: String, text: String)
    /// What a section says of itself in sentences.
    case findings(section: String, SectionFinding)
    /// A section's tables.
    case tables(section: String)
  }

  public struct Block: Hashable, Sendable {
    public let heading: String?
    public let content: Content
  }

  /// The name on the command line and the stem of its file: "revisited".
  public let name: String
  public let title: String
  public let blocks: [Block]
  /// What the reader should not conclude, at the end.
  public let limits: [String]
  /// The threads in which the page's question is asked: "guoyang9/NCF#6".
  public let threads: [String]

  /// The sections and the claims whose runs it is made from.
  public var sections: [String] {
    blocks.compactMap { block in
      switch block.content {
      case .figure(let section, _), .findings(let section, _), .tables(let section): section
      case .text, .overview, .claim: nil
      }
    }
  }

  public var claims: [String] {
    blocks.compactMap { block in if case .claim(let name) = block.content { name } else { nil } }
  }
}

/// What a section can say of itself in sentences, by rule.
public enum SectionFinding: String, Hashable, Sendable, CaseIterable {
  /// Of a contest: who is first, and where the challenged method stands.
  case order
  /// Of a contest: how far samples and the whole catalogue agree.
  case agreement
  /// Of a contest: what quality costs.
  case cost
  /// Of changes: which explain lower numbers, which do not.
  case changes
  /// Of changes: each with its differences and how it is recognised.
  case signs
  /// The references beside what is published.
  case references
}

// MARK: - Reading

extension Study {
  enum Key: String, CodingKey, CaseIterable {
    case schema = "$schema"
    case name, title, authors, venue, doi, order, datasets, prefer, sections, claims, pages
  }
}

extension Study: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    _ = try container.decodeIfPresent(String.self, forKey: .schema)
    name = try container.name(forKey: .name)
    title = try container.decode(String.self, forKey: .title)
    authors = try container.decodeIfPresent([String].self, forKey: .authors) ?? []
    venue = try container.decodeIfPresent(String.self, forKey: .venue)
    doi = try container.decodeIfPresent(String.self, forKey: .doi)
    order = try container.decodeIfPresent(Int.self, forKey: .order) ?? Int.max
    datasets = DatasetTitles(
      try container.decodeIfPresent([DatasetTitles.Entry].self, forKey: .datasets) ?? [])
    preferences = try (container.decodeIfPresent([RunSelector].self, forKey: .prefer) ?? []).flatMap(
      \.settings)
    sections = try container.list(of: Section.self, forKey: .sections)
    claims = try container.decodeIfPresent([Claim].self, forKey: .claims) ?? []
    pages = try container.decodeIfPresent([StudyPage].self, forKey: .pages) ?? []
    try Self.refuseRepeated(sections.map(\.name), .sections, in: container)
    try Self.refuseRepeated(claims.map(\.name), .claims, in: container)
    try Self.refuseRepeated(pages.map(\.name), .pages, in: container)
    for (index, page) in pages.enumerated() {
      try check(page, container.codingPath + [Key.pages, IndexKey(index)])
    }
  }

  private static func refuseRepeated(
    _ names: [String], _ key: Key, in container: KeyedDecodingContainer<Key>
  ) throws {
    var seen: Set<String> = []
    for (index, name) in names.enumerated() where !seen.insert(name).inserted {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: container.codingPath + [key, IndexKey(index)],
          debugDescription: "\"\(name)\" stands here twice"))
    }
  }

  /// A page speaks of sections and claims that there are.
  private func check(_ page: StudyPage, _ path: [any CodingKey]) throws {
    func refuse(_ kind: String, _ name: String, _ known: [String]) -> DecodingError {
      let meant = nearestMatch(to: name, among: known).map { ", did you mean \"\($0)\"?" } ?? ""
      return .dataCorrupted(
        .init(codingPath: path, debugDescription: "the study has no \(kind) \"\(name)\"\(meant)"))
    }
    for name in page.sections where section(named: name) == nil {
      throw refuse("section", name, sections.map(\.name))
    }
    for name in page.claims where claim(named: name) == nil {
      throw refuse("claim", name, claims.map(\.name))
    }
    for block in page.blocks {
      guard case .findings(let name, let finding) = block.content, let section = section(named: name) else {
        continue
      }
      let fits =
        switch (section.layout, finding) {
        case (.contest, .order), (.contest, .agreement), (.contest, .cost): true
        case (.changes, .changes), (.changes, .signs), (.changes, .references): true
        default: false
        }
      if !fits {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: path,
            debugDescription: "the layout of \"\(name)\" has no findings of \"\(finding.rawValue)\""))
      }
    }
  }
}

extension Study.Section: Decodable {
  enum Key: String, CodingKey, CaseIterable { case name, title, caption, experiments, layout, notes }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    name = try container.name(forKey: .name)
    title = try container.decode(String.self, forKey: .title)
    caption = try container.decodeIfPresent(String.self, forKey: .caption)
    experiments = try container.decodeIfPresent([String].self, forKey: .experiments) ?? [name]
    layout = try container.decode(Layout.self, forKey: .layout)
    notes = try container.decodeIfPresent([String].self, forKey: .notes) ?? []
  }
}

extension StudyPage: Decodable {
  enum Key: String, CodingKey, CaseIterable { case name, title, blocks, limits, threads }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    name = try container.name(forKey: .name)
    title = try container.decode(String.self, forKey: .title)
    blocks = try container.list(of: Block.self, forKey: .blocks)
    limits = try container.decodeIfPresent([String].self, forKey: .limits) ?? []
    threads = try container.decodeIfPresent([String].self, forKey: .threads) ?? []
  }
}

extension StudyPage.Block: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case heading, text, overview, claim, figure, findings, of, tables
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    heading = try container.decodeIfPresent(String.self, forKey: .heading)
    let contents = container.allKeys.filter {
      ![.heading, .of].contains($0) && !($0 == .text && container.contains(.figure))
    }
    guard contents.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "expected one of text, overview, claim, figure, findings and tables, found \(contents.count)"))
    }
    switch contents[0] {
    case .claim: content = .claim(try container.decode(String.self, forKey: .claim))
    case .figure:
      content = .figure(
        section: try container.decode(String.self, forKey: .figure),
        text: try container.decodeIfPresent(String.self, forKey: .text) ?? "")
    case .findings:
      content = .findings(
        section: try container.decode(String.self, forKey: .of),
        try container.word(SectionFinding.self, forKey: .findings))
    case .tables: content = .tables(section: try container.decode(String.self, forKey: .tables))
    case .overview:
      guard try container.decode(Bool.self, forKey: .overview) else {
        throw DecodingError.dataCorruptedError(
          forKey: .overview, in: container, debugDescription: "expected true, or no such block")
      }
      content = .overview
    default: content = .text(try container.decode(String.self, forKey: .text))
    }
  }
}
