import NCFData
import NCFDiagnostics
import NCFModels
import Testing

@Suite struct UserKNNTests {
  private let training = BaselineRun.interactions(users: 40, items: 30, density: 0.2)

  /// The definition, pair by pair: cosines of rows, the k best of each user, the sum over those who have the item.
  private func reference(neighbours: Int, shrinkage: Double) -> [[Double]] {
    let profiles = (0..<training.userCount).map { Set(training.items(of: $0)) }
    return profiles.indices.map { user in
      let similar = profiles.indices.compactMap { other -> (user: Int, similarity: Double)? in
        let common = profiles[user].intersection(profiles[other]).count
        guard other != user, common > 0 else { return nil }
        let sizes = Double(profiles[user].count * profiles[other].count)
        return (other, Double(common) / (sizes.squareRoot() + shrinkage))
      }
      // Similarities that are equal but for rounding, as 1/√3 and 2/√12, are ties: the lower id comes first.
      let sorted = similar.sorted {
        (Float($1.similarity), $0.user) < (Float($0.similarity), $1.user)
      }
      let best = neighbours == 0 ? sorted : Array(sorted.prefix(neighbours))
      return (0..<Int32(training.itemCount)).map { item in
        best.filter { profiles[$0.user].contains(item) }.reduce(0) { $0 + $1.similarity }
      }
    }
  }

  @Test(arguments: [0, 1, 5, 1000], [0, 5])
  func agreesWithTheDefinition(neighbours: Int, shrinkage: Double) throws {
    let trainer = try BaselineRun.trainer(
      "userknn", training, [.neighbours: .integer(neighbours), .shrinkage: .number(shrinkage)])
    let expected = reference(neighbours: neighbours, shrinkage: shrinkage)
    for (scores, expected) in zip(BaselineRun.scores(trainer, training), expected) {
      for (score, expected) in zip(scores, expected) { #expect(abs(Double(score) - expected) < 1e-5) }
    }
    #expect(trainer.epochCount == 0)
  }

  @Test func aUserWithoutInteractionsScoresZero() throws {
    let training = BaselineRun.matrix([[0, 1], [], [0]], itemCount: 2)
    #expect(BaselineRun.scores(try BaselineRun.trainer("userknn", training), training)[1] == [0, 0])
  }

  @Test func weightsRestore() throws {
    let trainer = try BaselineRun.trainer("userknn", training, [.neighbours: .integer(7)])
    let model = try BaselineRun.recommender("userknn", trainer.weights, on: training)
    #expect(BaselineRun.scores(trainer, training) == BaselineRun.scores(model, training))
    // Neighbours of items are no neighbours of users.
    let items = try BaselineRun.trainer("itemknn", training).weights
    #expect(throws: InputError.self) { try BaselineRun.recommender("userknn", items, on: training) }
  }
}
