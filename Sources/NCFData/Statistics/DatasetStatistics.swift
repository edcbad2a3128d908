import Foundation
import NCFDiagnostics
import NCFSystem

/// What Table 1 of the paper says of a data set, and a little more.
public struct DatasetStatistics: Hashable, Sendable {
  public let userCount: Int
  public let itemCount: Int
  /// Rows of the training file that are interactions, repeated ones counted.
  public let trainingRowCount: Int
  /// What is trained on: each pair of a user and an item once.
  public let trainingInteractionCount: Int
  public let testCaseCount: Int
  /// Pairs of a user and an item that are interactions, training and held out, each counted once.
  public let pairCount: Int
  /// The fewest interactions that a user has, held-out ones counted.
  public let minimumPerUser: Int
  /// The median of the users' numbers of interactions, held-out ones counted.
  public let medianPerUser: Double
  /// The most interactions that a user has, held-out ones counted.
  public let maximumPerUser: Int

  public init(of dataset: Dataset) {
    let (training, test) = (dataset.training, dataset.test)
    userCount = dataset.userCount
    itemCount = dataset.itemCount
    trainingRowCount = training.interactionCount + dataset.reading.repeatedTrainingRows
    trainingInteractionCount = training.interactionCount
    testCaseCount = test.caseCount

    var counts = zip(training.offsets.dropFirst(), training.offsets).map { $0 - $1 }
    for pair in Set(test.pairs) where !training.contains(user: Int(pair.user), item: pair.item) {
      counts[Int(pair.user)] += 1
    }
    pairCount = counts.reduce(0, +)
    counts.sort()
    minimumPerUser = counts.first ?? 0
    maximumPerUser = counts.last ?? 0
    let middle = counts.count / 2
    medianPerUser =
      switch counts.count {
      case 0: 0
      case let count where count.isMultiple(of: 2): Double(counts[middle - 1] + counts[middle]) / 2
      default: Double(counts[middle])
      }
  }

  /// All rows that are interactions, training and held out: the paper's "Interaction#".
  public var interactionCount: Int { trainingRowCount + testCaseCount }

  /// The share of user-item pairs that are interactions, from 0 to 1.
  public var density: Double {
    let pairs = Double(userCount) * Double(itemCount)
    return pairs == 0 ? 0 : Double(pairCount) / pairs
  }

  /// The share of user-item pairs that are not interactions: the paper's "Sparsity".
  public var sparsity: Double { 1 - density }
}

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
