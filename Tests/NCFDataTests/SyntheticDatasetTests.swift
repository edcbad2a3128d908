import NCFData
import NCFTestSupport
import Testing

@Suite struct SyntheticDatasetTests {
  static func make(
    users: Int = 200, items: Int = 400, mean: Double = 30, skew: Double = 0.8, strength: Double = 3,
    seed: UInt64 = 1
  ) throws -> SyntheticDataset {
    let recipe = try SyntheticRecipe(
      users: users, items: items, meanInteractions: mean, popularitySkew: skew, tasteStrength: strength)
    return SyntheticDataset(named: "made", recipe: recipe, seed: seed)
  }

  @Test func sameSeedSameData() throws {
    #expect(try Self.make() == Self.make())
    #expect(try Self.make() != Self.make(seed: 2))
  }

  @Test func hasTheSizeThatTheRecipeNames() throws {
    let statistics = try DatasetStatistics(of: Self.make(users: 1_000).dataset)
    #expect(statistics.userCount == 1_000)
    #expect(statistics.itemCount == 400)
    #expect(statistics.testCaseCount == 1_000)
    #expect(abs(Double(statistics.interactionCount) / 1_000 - 30) < 3)
    #expect(statistics.minimumPerUser >= 2)
  }

  @Test(arguments: [2.0, 30, 301]) func historiesAreConsistent(mean: Double) throws {
    let made = try Self.make(mean: mean)
    let times = try #require(made.training.timestamps)
    for user in 0..<made.training.userCount {
      let items = made.training.items(of: user)
      let heldOut = made.test.heldOutItems[user]
      let negatives = made.test.negatives(of: user)
      let latest = try #require(times[made.training.offsets[user]..<made.training.offsets[user + 1]].max())
      #expect(zip(items, items.dropFirst()).allSatisfy { $0 < $1 })
      #expect(!items.contains(heldOut))
      #expect(made.heldOutTimestamps[user] > latest)
      #expect(Set(negatives).count == 99)
      #expect(Set(negatives).isDisjoint(with: items) && !negatives.contains(heldOut))
      #expect(negatives.allSatisfy { 0 <= $0 && $0 < 400 })
    }
  }

  /// A reader takes the number of items from the largest id; the last item, which chance may leave out, is in training.
  @Test(arguments: 1...5) func theLastItemIsInTraining(seed: UInt64) throws {
    #expect(try Self.make(users: 3, mean: 3, seed: seed).training.items.contains(399))
  }

  @Test func skewMakesSomeItemsPopular() throws {
    func shareOfTopTenth(skew: Double) throws -> Double {
      let training = try Self.make(users: 500, skew: skew, strength: 0).training
      var counts = [Int](repeating: 0, count: training.itemCount)
      for item in training.items { counts[Int(item)] += 1 }
      return Double(counts.sorted(by: >).prefix(40).reduce(0, +)) / Double(training.interactionCount)
    }
    #expect(try shareOfTopTenth(skew: 0) < 0.16)
    #expect(try shareOfTopTenth(skew: 1) > 0.35)
  }

  /// Where few items have nearly all the popularity, users get most of theirs by another way of drawing, which
  /// must follow popularity too.
  @Test func itemsBeyondThePopularOnesStillFollowPopularity() throws {
    let training = try Self.make(users: 300, items: 200, mean: 60, skew: 3, strength: 0).training
    var counts = [Int](repeating: 0, count: training.itemCount)
    for item in training.items { counts[Int(item)] += 1 }
    let sorted = counts.sorted(by: >)
    #expect(sorted[15] > 200)
    #expect(sorted[150] < 50)
  }

  @Test(arguments: [(0.0, 0), (0.025, 60), (0.4, 960)]) func hasExactlyTheRowsThatTheRecipeNames(
    share: Double, repeats: Int
  ) throws {
    let recipe = try SyntheticRecipe(users: 100, items: 300, rows: 2_400, repeatedShare: share)
    let made = SyntheticDataset(named: "made", recipe: recipe, seed: 1)
    let folder = try TemporaryFolder()
    try DatasetWriter.write(made, into: folder.path)
    let read = try DatasetReader.read(named: "made", in: folder.path)
    #expect(read.training == made.training && read.test == made.test)
    #expect(read.digest == made.dataset.digest && read.reading == made.dataset.reading)
    #expect(read.reading.repeatedTrainingRows == repeats)
    let statistics = DatasetStatistics(of: read)
    #expect(statistics.interactionCount == 2_400 && statistics.pairCount == 2_400 - repeats)
    #expect(statistics.userCount == 100 && statistics.itemCount == 300 && statistics.minimumPerUser >= 2)
    #expect(Set(made.repeatedEntries).count == repeats)
    #expect(made == SyntheticDataset(named: "made", recipe: recipe, seed: 1))
    #expect(made != SyntheticDataset(named: "made", recipe: recipe, seed: 2))
  }

  @Test func digestIsThatOfTheWrittenFiles() throws {
    let folder = try TemporaryFolder()
    let made = try Self.make()
    try DatasetWriter.write(made, into: folder.path)
    let read = try DatasetReader.read(named: "made", in: folder.path)
    #expect(made.dataset.digest == read.digest)
  }
}
