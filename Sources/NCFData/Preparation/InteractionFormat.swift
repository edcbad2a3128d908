import Foundation

/// A format in which people have interactions. Files in each may be packed by gzip or zip.
///
/// A format is a constant of this type in a file of its own, and an entry in `all`. `--format`, the guess, `data prepare`
/// and the fuzzer know it from then on.
public struct InteractionFormat: Sendable {
  /// As `--format` takes it.
  public let name: String
  /// What stands between columns; a blank stands for any number of blanks and tabs.
  var separator = " "
  /// Whether fields may stand in quotation marks, as RFC 4180 has it.
  var hasQuotes = false
  /// Whether the file has columns, which can be named.
  var hasColumns = false
  /// Whether what stands later in the file may be taken for what happened later.
  var hasOrder = true
  /// What a file without interactions lacks.
  var content = "interactions"
  /// The first bytes of files that are no text, and what they mean.
  var magic: (bytes: [UInt8], meaning: String)?
  /// Whether a file's name, in lower case, suggests the format.
  var suits: @Sendable (_ name: String) -> Bool = { _ in false }
  /// What in a file's first lines speaks for the format, and what stands between its columns if it is not the usual.
  var recognise: @Sendable (TextSample) -> Sign? = { _ in nil }
  /// Reads a file's interactions into a log.
  let read: @Sendable (InteractionFile, ColumnNames, inout InteractionLog) throws -> Void

  /// What speaks for a format.
  struct Sign {
    let reason: String
    var separator: String?
  }

  /// Every format, in the order in which a file's first lines are held against them.
  public static let all: [InteractionFormat] = [
    .movielensDat, .movielensCSV, .adjacency, .recbole, .tsv, .csv, .space, .npz,
  ]

  /// The format of a name, or nil.
  public init?(named name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  init(
    name: String,
    read: @escaping @Sendable (InteractionFile, ColumnNames, inout InteractionLog) throws -> Void
  ) {
    (self.name, self.read) = (name, read)
  }

  /// The format with some of its properties set.
  func with(_ change: (inout InteractionFormat) -> Void) -> InteractionFormat {
    var format = self
    change(&format)
    return format
  }
}

extension InteractionFormat: Hashable {
  public static func == (one: InteractionFormat, other: InteractionFormat) -> Bool { one.name == other.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
