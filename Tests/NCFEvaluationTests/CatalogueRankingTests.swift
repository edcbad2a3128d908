import NCFData
import NCFEvaluation
import NCFModels
import Testing

@Suite struct CatalogueRankingTests {
  /// Scores each item by a table, for every user, and each user a little higher.
  private final class TableRecommender: Recommender {
    let table: [Float]

    init(_ table: [Float]) { self.table = table }

    func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
      for (index, item) in items.enumerated() { scores[index] = table[Int(item)] + Float(user) }
    }
  }

  private static func ranking(_ table: [Float]) -> CatalogueRanking {
    let seen = InteractionMatrix(offsets: [0, 2, 2, 8], items: [0, 4, 0, 1, 2, 3, 4, 5], itemCount: 8)
    return CatalogueRanking(recommender: TableRecommender(table), seen: seen)
  }

  @Test func seenItemsAreLeftOut() {
    let ranking = Self.ranking([9, 1, 2, 3, 8, 7, 5, 4])
    #expect(ranking.top(3, for: 0).map(\.item) == [5, 6, 7])
    #expect(ranking.top(3, for: 1).map(\.item) == [0, 4, 5])
    #expect(ranking.top(3, for: 2).map(\.item) == [6, 7])
    #expect(ranking.top(100, for: 0).map(\.item) == [5, 6, 7, 3, 2, 1])
    #expect(ranking.top(1, for: 1).map(\.score) == [10])
  }

  @Test func ofEqualScoresTheLowerNumberComesFirst() {
    #expect(Self.ranking([5, 5, 5, 5, 5, 5, 5, 6]).top(4, for: 1).map(\.item) == [7, 0, 1, 2])
  }

  @Test func whatIsNoNumberComesLast() {
    #expect(
      Self.ranking([.nan, 1, .nan, 2, 0, 0, 0, -.infinity]).top(8, for: 1).map(\.item) == [
        3, 1, 4, 5, 6, 0, 2, 7,
      ])
  }
}
