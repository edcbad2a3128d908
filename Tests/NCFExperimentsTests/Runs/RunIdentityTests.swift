import NCFExperiments
import NCFModels
import Testing

@Suite struct RunIdentityTests {
  private func identity(
    dataset: String = "one", factors: Int = 8, selection: RunConfiguration.Selection = .test,
    digest: String = "d"
  ) -> RunIdentity {
    RunIdentity(
      of: RunConfiguration(
        dataset: dataset, method: "tiny", values: Hyperparameters(["factors": .integer(factors)]),
        selection: selection), datasetDigest: digest)
  }

  @Test func isASHA256Digest() {
    #expect(identity() == identity())
    #expect(identity().digest.count == 64)
    #expect(identity().digest.allSatisfy { "0123456789abcdef".contains($0) })
    #expect(identity().short == identity().digest.prefix(12))
  }

  @Test func changesWithWhateverDecidesTheNumbers() {
    let variants = [
      identity(), identity(dataset: "two"), identity(factors: 9), identity(selection: .validation),
      identity(digest: "e"),
    ]
    #expect(Set(variants).count == variants.count)
  }

  /// A spec that writes 1 and one that writes 1.0 mean the same run.
  @Test func doesNotDependOnHowANumberIsSpelt() throws {
    let identities = try ["1", "1.0", "10e-1"].map { number in
      try TestData.plan(settings: #""dataset": "one", "model": "tiny", "learning_rate": \#(number)"#)
        .runs[0].identity
    }
    #expect(Set(identities).count == 1)
  }
}
