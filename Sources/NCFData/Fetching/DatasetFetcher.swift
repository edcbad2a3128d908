import Foundation
import NCFDiagnostics

/// Fetches the files of a published data set over HTTP.
///
///     let fetcher = try DatasetFetcher(source: nil, environment: ProcessInfo.processInfo.environment)
///     try fetcher.fetch(PublishedDataset.named("ml-1m")!, into: "Data/ml-1m")
///
/// Files that are there with the published content are not fetched again. Those of the authors' repository come
/// from there; a mirror may be named with `--source` or the environment variable `NCF_DATA_SOURCE`. Either way
/// the content must be the published one, byte for byte.
public struct DatasetFetcher: Sendable {
  /// The environment variable that names the folder of a mirror.
  public static let variable = "NCF_DATA_SOURCE"

  private let source: URL
  private let retries: RetryPolicy
  private let observer: (any FetchObserver)?

  /// - Parameters:
  ///   - source: The address of a folder that holds the files, if the user gave one.
  ///   - environment: The environment's variables.
  /// - Throws: `InputError` if the source is not an address of HTTP.
  public init(
    source: String?, environment: [String: String], retries: RetryPolicy = RetryPolicy(),
    observer: (any FetchObserver)? = nil
  ) throws {
    let fromEnvironment = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    let address = source ?? fromEnvironment ?? PublishedDataset.source
    guard let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased()),
      url.host?.isEmpty == false
    else {
      throw InputError(
        .badContent, place: source == nil ? Self.variable : "--source",
        problem: "expected an address that begins with http:// or https://, found \(quoted(address))")
    }
    self.source = url
    self.retries = retries
    self.observer = observer
  }

  /// Fetches what is missing, one file after the other.
  ///
  /// - Parameter directory: The folder for the files; it is made if need be.
  /// - Throws: `InputError`: what went wrong on the way, in one line. Whole files stay in place, and what has come
  ///   of another stays beside it, to be gone on from.
  @discardableResult
  public func fetch(_ dataset: PublishedDataset, into directory: String) throws -> DatasetFiles {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .cannotWrite, file: directory, problem: "the folder cannot be made",
        remedy: "check the path, or choose another folder with --output")
    }
    for file in dataset.files {
      try FileFetch(file: file, source: source, directory: directory, retries: retries, observer: observer)
        .run()
    }
    return DatasetFiles(name: dataset.name, directory: directory)
  }
}
