import Foundation

/// A format in which people have interactions.
public enum InteractionFormat: String, Hashable, Sendable, CaseIterable {
  /// MovieLens `ratings.dat`: user, item, rating and time, separated by `::`, without a header.
  case movielensDat = "movielens-dat"
  /// MovieLens `ratings.csv`: a CSV file with the columns userId, movieId, rating and timestamp.
  case movielensCSV = "movielens-csv"
  /// RecBole's atomic file `.inter`: tabs, and a header of typed columns such as `user_id:token`.
  case recbole
  /// Comma-separated values with a header (RFC 4180).
  case csv
  /// Tab-separated values with a header.
  case tsv

  /// The format that a file's name suggests, or nil.
  public init?(guessedFrom path: String) {
    let name = URL(fileURLWithPath: path).lastPathComponent.lowercased()
    switch URL(fileURLWithPath: name).pathExtension {
    case "dat": self = .movielensDat
    case "csv": self = name == "ratings.csv" ? .movielensCSV : .csv
    case "inter": self = .recbole
    case "tsv": self = .tsv
    default: return nil
    }
  }

  var separator: String {
    switch self {
    case .movielensDat: "::"
    case .movielensCSV, .csv: ","
    case .recbole, .tsv: "\t"
    }
  }

  /// Whether fields may stand in quotation marks, as RFC 4180 has it.
  var hasQuotes: Bool { self == .csv || self == .movielensCSV }
  var hasHeader: Bool { self != .movielensDat }
}
