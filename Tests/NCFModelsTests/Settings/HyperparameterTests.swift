import Foundation
import NCFModels
import Testing

@Suite struct HyperparameterTests {
  /// A value is taken in the hyperparameter's own type: whole numbers widen, a single number becomes a list.
  @Test func valuesTakeTheDomainsType() {
    #expect(Hyperparameter.learningRate.accept(.integer(1)) == .number(1))
    #expect(Hyperparameter.learningRate.accept(.number(0.5)) == .number(0.5))
    #expect(Hyperparameter.l2Layers.accept(.number(0.1)) == .numbers([0.1]))
    #expect(Hyperparameter.l2Layers.accept(.integer(0)) == .numbers([0]))
    #expect(Hyperparameter.l2Layers.accept(.integers([0, 1])) == .numbers([0, 1]))
    #expect(Hyperparameter.layers.accept(.integer(8)) == .integers([8]))
    #expect(Hyperparameter.learner.accept(.text("sgd")) == .text("sgd"))
    #expect(Hyperparameter.pretraining.accept(.flag(true)) == .flag(true))
    #expect(Hyperparameter.factors.accept(.integer(1024)) == .integer(1024))
  }

  @Test func whatIsOutOfTheDomainIsRefused() {
    let refused: [(Hyperparameter, [ParameterValue])] = [
      (.factors, [.integer(0), .integer(1025), .number(8), .text("8"), .flag(true), .integers([8])]),
      (.learningRate, [.number(0), .integer(0), .number(-1), .number(10.1), .number(.nan), .text("0.1")]),
      (.l2Embeddings, [.number(-0.1), .number(.infinity)]),
      (.learner, [.text("Adam"), .text(""), .integer(1)]),
      (.pretraining, [.integer(1), .text("true")]),
      (.layers, [.integers([]), .integers([0]), .integers(Array(repeating: 8, count: 10)), .numbers([8])]),
      (.l2Layers, [.numbers([]), .numbers([-1]), .integers([-1]), .flag(false)]),
    ]
    for (parameter, values) in refused {
      for value in values { #expect(parameter.accept(value) == nil, "\(parameter.key) = \(value)") }
    }
    #expect(Hyperparameter.l2Embeddings.accept(.number(0)) == .number(0))
  }

  @Test func expectationsSayWhatIsAllowed() {
    #expect(Hyperparameter.factors.expectation == "a whole number from 1 to 1024")
    #expect(Hyperparameter.learningRate.expectation == "a number above 0.0, at most 10.0")
    #expect(Hyperparameter.l2Embeddings.expectation == "a number from 0.0 to 100.0")
    #expect(Hyperparameter.learner.expectation == "one of adam, adagrad, rmsprop, sgd")
    #expect(Hyperparameter.pretraining.expectation == "true or false")
    #expect(Hyperparameter.layers.expectation == "a list of 1 to 9 whole numbers, each from 1 to 262144")
  }

  @Test func parameterValuesAreReadFromPlainJSON() throws {
    let json = #"[8, 0.5, true, "adam", [64, 32], [0.1, 1], []]"#
    let values = try JSONDecoder().decode([ParameterValue].self, from: Data(json.utf8))
    #expect(
      values == [
        .integer(8), .number(0.5), .flag(true), .text("adam"), .integers([64, 32]), .numbers([0.1, 1]),
        .integers([]),
      ])
    #expect(try JSONDecoder().decode([ParameterValue].self, from: JSONEncoder().encode(values)) == values)
    #expect(values.map(\.description) == ["8", "0.5", "true", "adam", "64,32", "0.1,1.0", ""])
  }
}
