import NCFData
import NCFModels
import Testing

/// Users and items without a training interaction, and users who know every item, as published data sets have them.
@Suite struct UntrainedRowsTests {
  /// User 1 has nothing, user 3 everything but the items that nobody has: 4 and the last one. User 4 has all of a matrix
  /// without them.
  private static let training = BaselineRun.matrix(
    [[0, 1, 5], [], [1, 2], [0, 1, 2, 3, 5], [3, 5], []], itemCount: 7)
  private static let full = BaselineRun.matrix([[0, 1, 2], [], [1]], itemCount: 3)
  private static let empty = BaselineRun.matrix([[], []], itemCount: 4)

  @Test(
    arguments: MethodRegistry.all.map(\.name),
    [[:], ["l2": .number(0), "factors": .integer(8)]] as [[String: ParameterValue]])
  func everyMethodScoresThemWithFiniteNumbers(name: String, settings: [String: ParameterValue]) throws {
    let method = try #require(MethodRegistry.method(named: name))
    var changes: [Hyperparameter: ParameterValue] = [:]
    for parameter in method.parameters {
      if let value = settings[parameter.key], parameter.accept(value) != nil { changes[parameter] = value }
    }
    for training in [Self.training, Self.full, Self.empty] {
      // Without a penalty, the matrices of EASEᴿ and iALS have no inverse, which is an error of its own.
      guard !["ease", "ials"].contains(name) || changes.isEmpty else { continue }
      let trainer = try BaselineRun.trainer(name, training, changes)
      for _ in 0..<min(3, trainer.epochCount) { #expect(try trainer.trainEpoch().isFinite) }
      let scores = BaselineRun.scores(trainer, training)
      #expect(scores.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(name) on \(training.items)")
    }
  }
}
