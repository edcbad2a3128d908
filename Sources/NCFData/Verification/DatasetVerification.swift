import Foundation
import NCFDiagnostics
import NCFSystem

/// What a close look at a data set's files has shown.
///
/// Whatever cannot be read has been refused before (`DatasetReader`). What the authors published is compared with what
/// they published.
public struct DatasetVerification: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    public let path: String
    /// Bytes of the content, unpacked if it is packed.
    public let size: Int
    /// What git calls the content.
    public let blobID: String
    /// What git calls the content that was published under this name, if any was.
    public let publishedBlobID: String?
  }

  /// In the order of `DatasetFiles.all`.
  public let files: [File]
  public let digest: String
  public let statistics: DatasetStatistics
  public let oddities: DatasetOddities

  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy.
  public init(of datasetFiles: DatasetFiles) throws {
    let dataset = try DatasetReader.read(datasetFiles)
    let published = PublishedDataset.named(datasetFiles.name)
    files = try datasetFiles.all.map { path in
      let file = try TextFile(path: DatasetFiles.location(of: path) ?? path)
      let name = URL(fileURLWithPath: path).lastPathComponent
      return File(
        path: file.path, size: file.bytes.count, blobID: GitBlobID.hex(of: file.bytes),
        publishedBlobID: published?.files.first { $0.name == name }?.blobID)
    }
    digest = dataset.digest
    statistics = DatasetStatistics(of: dataset)
    oddities = DatasetOddities(of: dataset)
  }

  /// The files that were published with other content.
  public var unlikePublished: [File] {
    files.filter { file in file.publishedBlobID.map { $0 != file.blobID } ?? false }
  }
}
