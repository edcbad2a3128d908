/// A data set that the authors of Neural Collaborative Filtering published: its files and what is known of their
/// content.
public struct PublishedDataset: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    /// The file's name, such as "ml-1m.test.rating".
    public let name: String
    /// What git calls the content (`GitBlobID`).
    public let blobID: String
    /// Bytes, where they are known.
    public let size: Int?

    public init(name: String, blobID: String, size: Int? = nil) {
      self.name = name
      self.blobID = blobID
      self.size = size
    }
  }

  /// The data set's name, such as "ml-1m".
  public let name: String
  public let files: [File]
  /// What it is, in a few words.
  public let subject: String
  /// How many bytes all files have together, about; nil if that is not known.
  public let approximateSize: Int?
  /// Under which terms it may be used, in a few words.
  public let terms: String

  public init(
    name: String, files: [File], subject: String = "a published data set", approximateSize: Int? = nil,
    terms: String = "none are stated"
  ) {
    self.name = name
    self.files = files
    self.subject = subject
    self.approximateSize = approximateSize
    self.terms = terms
  }

  /// The data set of a name, or nil.
  public static func named(_ name: String) -> PublishedDataset? { all.first { $0.name == name } }
}

extension PublishedDataset {
  /// Where the files are published: the folder `Data` of github.com/hexiangnan/neural_collaborative_filtering, at
  /// the commit whose files `all` describes.
  public static let source =
    "https://raw.githubusercontent.com/hexiangnan/neural_collaborative_filtering"
    + "/4aab159e81c44b062c091bdaed0ab54ac632371f/Data/"

  /// Every data set that the authors published.
  public static let all = [
    PublishedDataset(
      name: "ml-1m",
      files: [
        File(name: "ml-1m.train.rating", blobID: "31ba384fd58dac8fbd09d2dfc6616431f3563ab5"),
        File(name: "ml-1m.test.rating", blobID: "1b79e03c96710c3b0c35deb19155ef74f7965a02", size: 128_039),
        File(
          name: "ml-1m.test.negative", blobID: "c82844fb99d021f94751a6f915a230a1e8b8da92", size: 2_891_424),
      ], subject: "MovieLens 1M as the authors of NCF split it", approximateSize: 24_000_000,
      terms: "GroupLens's: for research, with acknowledgement; neither redistribution nor commercial use "
        + "without permission (https://files.grouplens.org/datasets/movielens/ml-1m-README.txt)"),
    PublishedDataset(
      name: "pinterest-20",
      files: [
        File(name: "pinterest-20.train.rating", blobID: "99813f8ed7486c36fa0f405e3f400db5d6fed0be"),
        File(
          name: "pinterest-20.test.rating", blobID: "87fdbd13bced61c51f2842e2a667e83b9b0084e3", size: 807_267),
        File(name: "pinterest-20.test.negative", blobID: "b752ccdc14df423b9484771440ff4a73e4a4a304"),
      ], subject: "Pinterest (Geng et al., ICCV 2015) as the authors of NCF split it",
      approximateSize: 49_000_000,
      terms: "none are stated for the data; the authors' repository is under the Apache licence 2.0"),
  ]
}
