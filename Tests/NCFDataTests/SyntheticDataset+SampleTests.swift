import Foundation
import NCFData
import NCFTestSupport
import Testing

@Suite struct SyntheticDatasetSampleTests {
  static let committed = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Data/sample").path

  @Test(arguments: [\DatasetFiles.training, \.test, \.negatives])
  func committedFilesAreWhatTheGeneratorMakes(file: KeyPath<DatasetFiles, String> & Sendable) throws {
    let folder = try TemporaryFolder()
    try DatasetWriter.write(.sample(), into: folder.path)
    let made = DatasetFiles(name: "sample", directory: folder.path)[keyPath: file]
    let kept = DatasetFiles(name: "sample", directory: Self.committed)[keyPath: file]
    #expect(try Data(contentsOf: URL(fileURLWithPath: made)) == Data(contentsOf: URL(fileURLWithPath: kept)))
  }

  /// Without tastes to be learnt, a data set could not tell a good method from a bad one.
  @Test func similarItemsPredictBetterThanPopularity() throws {
    let dataset = try DatasetReader.read(named: "sample", in: Self.committed)
    let counts = Self.coOccurrences(in: dataset.training)
    let popularity = counts.indices.map { counts[$0][$0] }
    let byPopularity = Self.hitRatio(on: dataset.test) { _, item in popularity[item] }
    let bySimilarity = Self.hitRatio(on: dataset.test) { user, item in
      dataset.training.items(of: user).reduce(0) {
        $0 + counts[Int($1)][item] / (popularity[Int($1)] * max(1, popularity[item])).squareRoot()
      }
    }
    #expect(byPopularity > 0.25)
    #expect(bySimilarity > byPopularity + 0.15)
  }

  /// How many users have both of two items; shape `items × items`.
  private static func coOccurrences(in training: InteractionMatrix) -> [[Double]] {
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: training.itemCount), count: training.itemCount)
    for user in 0..<training.userCount {
      for first in training.items(of: user) {
        for second in training.items(of: user) { counts[Int(first)][Int(second)] += 1 }
      }
    }
    return counts
  }

  /// HR@10, with ties against the held-out item.
  private static func hitRatio(on task: RankingTask, score: (_ user: Int, _ item: Int) -> Double) -> Double {
    let hits = (0..<task.caseCount).filter { index in
      let user = Int(task.users[index])
      let heldOut = score(user, Int(task.heldOutItems[index]))
      return task.negatives(of: index).filter { score(user, Int($0)) >= heldOut }.count < 10
    }
    return Double(hits.count) / Double(task.caseCount)
  }
}
