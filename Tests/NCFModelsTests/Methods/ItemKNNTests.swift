import NCFData
import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct ItemKNNTests {
  private let training = BaselineRun.interactions(users: 40, items: 30, density: 0.2)

  /// The definition, pair by pair: cosines of columns, the k best of each candidate, the sum over the user's items.
  private func reference(_ training: InteractionMatrix, neighbours: Int, shrinkage: Double) -> [[Double]] {
    let usersOfItem = (0..<training.itemCount).map { item in
      Set((0..<training.userCount).filter { training.items(of: $0).contains(Int32(item)) })
    }
    let lists = (0..<training.itemCount).map { item -> [(item: Int, similarity: Double)] in
      let similar = (0..<training.itemCount).compactMap { other -> (item: Int, similarity: Double)? in
        let common = usersOfItem[item].intersection(usersOfItem[other]).count
        guard other != item, common > 0 else { return nil }
        let sizes = Double(usersOfItem[item].count * usersOfItem[other].count)
        return (other, Double(common) / (sizes.squareRoot() + shrinkage))
      }
      let best = similar.sorted { ($1.similarity, $0.item) < ($0.similarity, $1.item) }
      return neighbours == 0 ? best : Array(best.prefix(neighbours))
    }
    return (0..<training.userCount).map { user in
      lists.map { list in
        list.filter { training.items(of: user).contains(Int32($0.item)) }
          .reduce(0) { $0 + $1.similarity }
      }
    }
  }

  @Test(arguments: [0, 1, 3, 10, 29, 1000], [0, 5])
  func agreesWithTheDefinition(neighbours: Int, shrinkage: Double) throws {
    let trainer = try BaselineRun.trainer(
      "itemknn", training, [.neighbours: .integer(neighbours), .shrinkage: .number(shrinkage)])
    let expected = reference(training, neighbours: neighbours, shrinkage: shrinkage)
    for (scores, expected) in zip(BaselineRun.scores(trainer, training), expected) {
      for (score, expected) in zip(scores, expected) { #expect(abs(Double(score) - expected) < 1e-5) }
    }
    #expect(trainer.epochCount == 0)
  }

  /// Items 1 and 2 are equally similar to item 0; the lower id is the neighbour.
  @Test func ofEqualNeighboursTheLowerIdCounts() throws {
    let training = BaselineRun.matrix([[0, 1, 2], [0, 1, 2], [1], [2]], itemCount: 3)
    let trainer = try BaselineRun.trainer("itemknn", training, [.neighbours: .integer(1)])
    let scores = BaselineRun.scores(trainer, training)
    #expect(scores[2][0] > 0 && scores[3][0] == 0)
  }

  /// Shrinkage weighs a pair that occurs once less than a pair that occurs often.
  @Test func shrinkagePrefersWhatRestsOnManyUsers() throws {
    // Items 0 and 1 share their only user; items 2 and 3 share four of five.
    let training = BaselineRun.matrix(
      [[0, 1], [2, 3], [2, 3], [2, 3], [2, 3], [2], [3], [0]], itemCount: 4)
    let plain = BaselineRun.scores(try BaselineRun.trainer("itemknn", training), training)
    let shrunk = BaselineRun.scores(
      try BaselineRun.trainer("itemknn", training, [.shrinkage: .number(20)]), training)
    #expect(plain[5][3] / plain[7][1] < 2 && shrunk[5][3] / shrunk[7][1] > 2)
  }

  @Test func usersAndItemsWithoutInteractionsScoreZero() throws {
    let training = BaselineRun.matrix([[0, 1], []], itemCount: 3)
    let trainer = try BaselineRun.trainer("itemknn", training)
    #expect(BaselineRun.scores(trainer, training).map { $0[2] } == [0, 0])
    #expect(BaselineRun.scores(trainer, training)[1] == [0, 0, 0])
  }

  @Test func declaresNeitherEpochsNorSeed() {
    #expect(!ItemKNN().parameters.contains { ["epochs", "seed"].contains($0.key) })
  }

  /// A setting that the similarity does not read makes no other run, and what was stored before there were others says
  /// neighbours and shrinkage alone.
  @Test(arguments: ["itemknn", "userknn"])
  func idleSettingsAreLeftOut(method: String) throws {
    let plain = try BaselineRun.values(method)
    #expect(plain.values == ["neighbours": .integer(50), "shrinkage": .number(0)])
    let idle: [[Hyperparameter: ParameterValue]] = [
      [.similarity: .text("cosine"), .asymmetry: .number(0.3), .tverskyAlpha: .number(2)],
      [.normalised: .flag(true), .featureWeights: .text("none")],
    ]
    for changes in idle { #expect(try BaselineRun.values(method, changes) == plain) }
    let jaccard = try BaselineRun.values(method, [.similarity: .text("jaccard")])
    #expect(
      try BaselineRun.values(method, [.similarity: .text("jaccard"), .normalised: .flag(false)]) == jaccard)
    #expect(jaccard != plain)
    // Without norms, both cosines are the inner product.
    let products = try ["cosine", "asymmetric_cosine"].map {
      try BaselineRun.values(
        method, [.similarity: .text($0), .normalised: .flag(false), .asymmetry: .number(0.2)])
    }
    #expect(products[0] == products[1] && products[0] != plain)
  }

  @Test func weightsRestore() throws {
    let trainer = try BaselineRun.trainer("itemknn", training, [.neighbours: .integer(7)])
    let model = try BaselineRun.recommender("itemknn", trainer.weights, on: training)
    #expect(BaselineRun.scores(trainer, training) == BaselineRun.scores(model, training))
  }

  @Test(arguments: ["neighbour.count", "neighbour.item", "neighbour.similarity"])
  func unfitWeightsAreRefused(name: String) throws {
    let trainer = try BaselineRun.trainer("itemknn", training)
    let good = trainer.weights
    var missing = good
    missing[name] = nil
    #expect(throws: InputError.self) { try BaselineRun.recommender("itemknn", missing, on: training) }
    var short = good
    short[name] = TensorBundle.Tensor(shape: [1], values: [0])
    #expect(throws: InputError.self) { try BaselineRun.recommender("itemknn", short, on: training) }
    guard name != "neighbour.similarity" else { return }
    for wrong: Float in [-1, 0.5, 1e9, .nan] {
      var spoilt = good
      spoilt[name] = TensorBundle.Tensor(
        shape: good[name]!.shape, values: [wrong] + good[name]!.values.dropFirst())
      #expect(throws: InputError.self) { try BaselineRun.recommender("itemknn", spoilt, on: training) }
    }
  }
}
