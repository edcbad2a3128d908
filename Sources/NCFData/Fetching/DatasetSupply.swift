import Foundation
import NCFConcurrency
import NCFDiagnostics

/// Finds data sets for runs, and fetches those that the authors published and no folder holds.
///
///     let supply = DatasetSupply(locator: locator, fetcher: fetcher)
///     let dataset = try DatasetReader.read(supply.files(of: "ml-1m"))
///
/// What has been fetched is found the next time. A source that did not answer is not asked for a second data set.
public final class DatasetSupply: Sendable {
  private let locator: DatasetLocator
  private let fetcher: DatasetFetcher
  private let published: [PublishedDataset]
  /// Why the source cannot be reached, once that is known.
  private let unreachable = Locked<InputError?>(nil)

  /// - Parameters:
  ///   - fetcher: Best one that gives up soon (`RetryPolicy.unasked`).
  ///   - published: The data sets that can be fetched.
  public init(
    locator: DatasetLocator, fetcher: DatasetFetcher, published: [PublishedDataset] = PublishedDataset.all
  ) {
    self.locator = locator
    self.fetcher = fetcher
    self.published = published
  }

  /// The files of a data set, fetched if need be: beside those that are there, else where the locator looks last.
  ///
  /// - Throws: `InputError` (`missing`) if they are not there and cannot be fetched, in one line with the reason.
  public func files(of name: String) throws -> DatasetFiles {
    let absence: InputError
    do {
      return try locator.locate(name)
    } catch let error as InputError where error.kind == .missing {
      absence = error
    }
    guard let dataset = published.first(where: { $0.name == name }) else { throw absence }
    if let known = unreachable.withLock({ $0 }) { throw failure(dataset, known) }
    let directory = locator.home(of: name)
    let isNew = !FileManager.default.fileExists(atPath: directory)
    do {
      return try fetcher.attempt(dataset, into: directory)
    } catch {
      // Goes only if nothing is in it.
      if isNew { rmdir(directory) }
      let unreachable = error as? UnreachableSource
      if let unreachable { self.unreachable.withLock { $0 = unreachable.error } }
      guard let cause = unreachable?.error ?? error as? InputError else { throw error }
      throw failure(dataset, cause)
    }
  }

  private func failure(_ dataset: PublishedDataset, _ cause: InputError) -> InputError {
    let reason = [cause.file, cause.problem].compactMap { $0 }.joined(separator: ": ")
    return InputError(
      .missing, problem: "the data set \(dataset.name) is not here and cannot be fetched (\(reason))",
      remedy:
        "name the folder that holds it with \(DatasetLocator.variable), or get it with ncf-exp data fetch "
        + "\(dataset.name) where there is a network; make quickstart needs neither")
  }
}
