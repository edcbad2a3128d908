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

  /// The address of the folder that holds the files.
  public let source: URL
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
      return try attempt(dataset, into: directory)
    } catch let unreachable as UnreachableSource {
      throw unreachable.error
    }
  }

  /// The same.
  /// - Throws: `UnreachableSource` if the source did not answer; otherwise as `fetch` does.
  func attempt(_ dataset: PublishedDataset, into directory: String) throws -> DatasetFiles {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .cannotWrite, file: directory, problem: "the folder cannot be made",
        remedy: "check the path, or choose another folder with --output")
    }
    let files = DatasetFiles(name: dataset.name, directory: directory)
    if files.all.contains(where: { !FileManager.default.fileExists(atPath: $0) }) {
      observer?.fetchBegins(dataset, from: source, into: directory)
    }
    for file in dataset.files {
      try FileFetch(file: file, source: source, directory: directory, retries: retries, observer: observer)
        .run()
    }
    return files
  }
}

/// How often a fetch is tried, and how long it waits in between.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts in a row that bring nothing new before the fetch gives up.
  public let attempts: Int
  /// Attempts to reach a source that does not answer at all.
  public let attemptsToReach: Int
  /// How long an attempt waits for the connection.
  public let connectSeconds: Int
  /// The first pause; each later one is twice as long.
  public let firstPauseSeconds: Double

  public init(
    attempts: Int = 4, attemptsToReach: Int? = nil, connectSeconds: Int = 30, firstPauseSeconds: Double = 1
  ) {
    self.attempts = attempts
    self.attemptsToReach = attemptsToReach ?? attempts
    self.connectSeconds = connectSeconds
    self.firstPauseSeconds = firstPauseSeconds
  }

  /// For a fetch on the way to something else: a machine without a network is found out within seconds.
  public static let unasked = RetryPolicy(attemptsToReach: 1, connectSeconds: 5)

  func attempts(whereUnreachable isUnreachable: Bool) -> Int { isUnreachable ? attemptsToReach : attempts }

  /// The pause after some failures in a row.
  func pauseSeconds(afterFailures count: Int) -> Double {
    firstPauseSeconds * Double(1 << min(count - 1, 10))
  }
}

/// Watches a fetch, to show progress. Calls come from the thread that fetches.
public protocol FetchObserver: Sendable {
  /// Some of the data set's files are missing and come from a source into a folder.
  func fetchBegins(_ dataset: PublishedDataset, from source: URL, into directory: String)
  /// The file was there before, with the right content.
  func fileWasThere(_ file: String)
  /// The file has `bytes` of its `total` bytes, which may be unknown. The first call for a file says where an
  /// earlier fetch had stopped.
  func fileAdvanced(_ file: String, to bytes: Int, of total: Int?)
  /// An attempt failed, and another one follows after a pause.
  func fileRetries(_ file: String, because problem: String, afterSeconds seconds: Double)
  /// The file is whole, its content is right, and it is in place.
  func fileFinished(_ file: String, bytes: Int)
}
