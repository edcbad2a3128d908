import NCFRandom
import NCFSystem

/// A data set made from a recipe and a seed, with the timestamps that its files need.
///
///     let recipe = try SyntheticRecipe(users: 138_493, items: 26_744, meanInteractions: 144)
///     let synthetic = SyntheticDataset(named: "large", recipe: recipe, seed: 1)
///     try DatasetWriter.write(synthetic, into: "Data/large")
///
/// Who likes what is described at `TasteModel`. Each user's latest interaction is held out for the test, and
/// gets 99 negatives, drawn uniformly from the items that the user has not interacted with. Every user has at
/// least two interactions. Same recipe and seed, same data set.
public struct SyntheticDataset: Hashable, Sendable {
  public let name: String
  public let training: InteractionMatrix
  public let test: RankingTask
  /// When each held-out interaction happened, in seconds since 1970; shape `test.caseCount`.
  public let heldOutTimestamps: [Int64]
  /// The entries of `training` that the training file has twice, ascending.
  public let repeatedEntries: [Int]

  /// Complexity: O(users + items × tastes + interactions).
  public init(named name: String, recipe: SyntheticRecipe, seed: UInt64) {
    var tastes = SeededGenerator(seed: seed, stream: "synthetic tastes")
    let model = TasteModel(recipe: recipe, using: &tastes)
    var histories = InteractionHistories(recipe: recipe, model: model, seed: seed)
    var sampling = SeededGenerator(seed: seed, stream: "synthetic negatives")
    var (offsets, items, timestamps) = ([0], [Int32](), [Int64]())
    var (heldOutItems, heldOutTimestamps, negatives) = ([Int32](), [Int64](), [Int32]())

    let counts = recipe.interactionCount.map { InteractionHistories.counts(recipe, total: $0, seed: seed) }
    for user in 0..<recipe.users {
      let history = histories.next(count: counts?[user])
      let latest = history.items.count - 1
      let ascending = history.items.indices.sorted { history.items[$0] < history.items[$1] }
      for position in ascending where position != latest {
        items.append(history.items[position])
        timestamps.append(history.timestamps[position])
      }
      offsets.append(items.count)
      heldOutItems.append(history.items[latest])
      heldOutTimestamps.append(history.timestamps[latest])
      negatives += UnseenItemSampler.sample(
        SyntheticRecipe.negativeCount, unseenIn: ascending.map { history.items[$0] },
        itemCount: recipe.items, using: &sampling)
    }

    // Readers take the number of items from the largest id. So the last item, which chance may leave out, changes
    // names with the largest one in training; each user's items still ascend.
    let largest = items.max() ?? 0
    let last = Int32(recipe.items - 1)
    func renamed(_ item: Int32) -> Int32 { item == largest ? last : item == last ? largest : item }

    var repeating = SeededGenerator(seed: seed, stream: "synthetic repeats")
    repeatedEntries = UnseenItemSampler.sample(
      recipe.repeatedRowCount, unseenIn: [Int32](), itemCount: items.count, using: &repeating
    ).map(Int.init).sorted()

    self.name = name
    self.heldOutTimestamps = heldOutTimestamps
    training = InteractionMatrix(
      offsets: offsets, items: items.map(renamed), timestamps: timestamps, itemCount: recipe.items)
    test = RankingTask(
      users: (0..<recipe.users).map { Int32($0) }, heldOutItems: heldOutItems.map(renamed),
      negativeOffsets: (0...recipe.users).map { $0 * SyntheticRecipe.negativeCount },
      negatives: negatives.map(renamed))
  }
}

extension SyntheticDataset {
  /// The same as a data set to train on, with the digest that it has once its files are written.
  public var dataset: Dataset {
    let encoder = DatasetEncoder(self)
    return Dataset(
      name: name, training: training, test: test,
      digest: DatasetDigest.hex(
        training: digest { encoder.encodeTraining(to: $0) }, test: digest { encoder.encodeTest(to: $0) },
        negatives: digest { encoder.encodeNegatives(to: $0) }),
      reading: Dataset.Reading(repeatedTrainingRows: repeatedEntries.count))
  }

  private func digest(of encode: (_ sink: (_ piece: [UInt8]) -> Void) -> Void) -> String {
    var digest = SHA256Digest()
    encode { digest.update($0) }
    return digest.hex()
  }
}

extension SyntheticDataset {
  /// The data set that ships with the project as `Data/sample`: small, yet with enough signal in it that
  /// personal rankings beat a ranking by popularity.
  public static func sample() throws -> SyntheticDataset {
    let recipe = try SyntheticRecipe(
      users: 300, items: 250, meanInteractions: 25, tastes: 4, popularitySkew: 0.8, tasteStrength: 6,
      noise: 0.05)
    return SyntheticDataset(named: "sample", recipe: recipe, seed: 2017)
  }
}
