import ArgumentParser
import Foundation
import NCFData
import NCFReports
import NCFStore
import NCFStudies

/// What the shell offers for names that only the working folder knows. A completion says nothing where something is
/// missing or damaged.
extension CompletionKind {
  /// The data sets that are found.
  static let datasets = custom { words, _, _ in
    DatasetLocator(explicit: value(of: "--data", in: words), environment: ProcessInfo.processInfo.environment)
      .available().map(\.name)
  }

  /// The data sets that can be fetched.
  static let publishedDatasets = list(PublishedDataset.all.map(\.name))

  /// The stored runs, by the digits that listings show.
  static let runs = custom { words, _, _ in
    ((try? store(words)?.runs()) ?? []).map(\.identity.short)
  }

  /// The experiments of the database.
  static let experiments = custom { words, _, _ in
    ((try? store(words)?.experiments()) ?? []).map(\.name)
  }

  /// The sections of studies, and the specs of the folder.
  static let reports = custom { words, _, _ in
    let folder = value(of: "--experiments", in: words) ?? "experiments"
    return (try? StudyLibrary(path: folder).reportNames) ?? []
  }

  private static func store(_ words: [String]) throws -> ResultStore? {
    try ResultStore(path: value(of: "--db", in: words) ?? StoreOptions.defaultPath, mode: .readOnly)
  }

  private static func value(of option: String, in words: [String]) -> String? {
    guard let index = words.lastIndex(of: option), words.indices.contains(index + 1) else { return nil }
    return words[index + 1]
  }
}
