import Foundation
import NCFData
import NCFModels
import NCFWeights
import Testing

/// The methods without networks against NumPy, SciPy and scikit-learn: see Fixtures/make_baselines.py.
@Suite struct BaselineReferenceTests {
  struct Reference: Decodable, Sendable, CustomTestStringConvertible {
    let method: String
    let settings: [String: ParameterValue]
    /// Latent vectors before the first epoch; nil for a method that is fitted at once.
    let start: [String: [[Float]]]?
    /// Of all users for all items, user after user.
    let scores: [Double]

    var testDescription: String {
      method + settings.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    }
  }

  private struct File: Decodable, Sendable {
    let itemCount: Int
    let itemsOfUsers: [[Int32]]
    let cases: [Reference]
  }

  private static let file: File = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/baselines.json")
    // Not converting from snake case: it would change the settings' keys, too.
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { path in
      let key = path.last!.stringValue
      let known = ["item_count": "itemCount", "items_of_users": "itemsOfUsers"]
      return Key(stringValue: known[key] ?? key)
    }
    return try! decoder.decode(File.self, from: Data(contentsOf: path))
  }()

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  @Test(arguments: file.cases)
  func scoresAgree(reference: Reference) throws {
    let training = BaselineRun.matrix(Self.file.itemsOfUsers, itemCount: Self.file.itemCount)
    let method = try #require(MethodRegistry.method(named: reference.method))
    var settings: [Hyperparameter: ParameterValue] = [:]
    for (key, value) in reference.settings {
      let parameter = try #require(method.parameters.first { $0.key == key }, "\(key)")
      let accepted = parameter.accept(value)
      settings[parameter] = try #require(accepted, "\(key)")
    }
    // scikit-learn's was run to the end.
    if reference.method == "slim" { settings[.tolerance] = .number(1e-9) }
    let trainer = try BaselineRun.trainer(reference.method, training, settings)
    if let start = reference.start {
      try trainer.start(
        from: TensorBundle(
          start.mapValues { .init(shape: [$0.count, $0[0].count], values: $0.flatMap { $0 }) }))
    }
    for _ in 0..<trainer.epochCount { _ = try trainer.trainEpoch() }

    let scores = BaselineRun.scores(trainer, training).flatMap { $0 }
    #expect(scores.count == reference.scores.count)
    let largest = reference.scores.map(abs).max()!
    let worst = zip(scores, reference.scores).map { abs(Double($0) - $1) }.max()!
    #expect(worst <= 2e-4 * largest, "by \(worst) of \(largest)")
  }

  @Test func everyMethodWithoutNetworksAndSamplingHasReferences() {
    #expect(
      Set(Self.file.cases.map(\.method)) == [
        "itemknn", "userknn", "rp3beta", "slim", "puresvd", "ease", "ials",
      ])
  }
}
