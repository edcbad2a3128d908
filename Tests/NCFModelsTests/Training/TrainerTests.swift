import NCFData
import NCFDiagnostics
import NCFModels
import NCFRandom
import Testing

@Suite("A trainer goes on from its state to the same bits") struct TrainerTests {
  /// Settings that reach every part of a state: each learner, with and without penalties, towers and factors.
  static let cases: [TrainerCase] =
    ["adam", "adagrad", "rmsprop", "sgd"].map { TrainerCase("neumf", ["learner": .text($0)]) } + [
      TrainerCase("gmf", ["l2_embeddings": .number(0.001)]),
      TrainerCase("mlp", ["batch_size": .integer(100)]),
      TrainerCase("mlp", ["layers": .integers([16]), "l2_layers": .numbers([0.1])]),
      TrainerCase("bpr", [:]), TrainerCase("bpr", ["learner": .text("adam")]), TrainerCase("eals", [:]),
      TrainerCase("ials", [:]), TrainerCase("ials", ["confidence": .text("linear")]),
      TrainerCase("mf", ["l2_embeddings": .number(0.001)]),
      TrainerCase("mf", ["biases": .flag(true)]), TrainerCase("mf-sgd", ["factors": .integer(9)]),
      TrainerCase("mf-sgd", ["factors": .integer(16), "biases": .flag(false)]),
    ]

  @Test("after pauses in every epoch, each in a trainer of its own", arguments: cases)
  func pauses(trainerCase: TrainerCase) throws {
    let undisturbed = try trainerCase.makeTrainer()
    var interrupted = try trainerCase.makeTrainer()
    var pauses = 0
    for epoch in 1...3 {
      let expected = try undisturbed.finishEpoch()
      var asked = 0
      var found = TrainingStep.within
      repeat {
        found = try interrupted.finishEpoch(pausingWhen: {
          asked += 1
          return asked.isMultiple(of: epoch)
        })
        if found == .within { pauses += 1 }
        let next = try trainerCase.makeTrainer()
        try next.resume(from: #require(interrupted.state))
        interrupted = next
      } while found == .within
      #expect(found == expected, "epoch \(epoch)")
      #expect(interrupted.state == undisturbed.state, "epoch \(epoch)")
      #expect(interrupted.weights == undisturbed.weights, "epoch \(epoch)")
    }
    #expect(pauses >= 3)
  }

  @Test("a trainer that paused goes on by itself too", arguments: cases)
  func pausedTrainer(trainerCase: TrainerCase) throws {
    let (undisturbed, interrupted) = (try trainerCase.makeTrainer(), try trainerCase.makeTrainer())
    let expected = try undisturbed.finishEpoch()
    #expect(try interrupted.step() == .within)
    #expect(try interrupted.finishEpoch() == expected)
    #expect(interrupted.state == undisturbed.state)
  }

  @Test("a state of another model is refused", arguments: cases)
  func otherModel(trainerCase: TrainerCase) throws {
    let state = try #require(try trainerCase.makeTrainer().state)
    let wider = try TrainerCase(
      trainerCase.method,
      trainerCase.values.merging([
        trainerCase.values["layers"] == nil ? "factors" : "layers": trainerCase.wider
      ]) { $1 }
    ).makeTrainer()
    #expect(throws: InputError.self) { try wider.resume(from: state) }
    for missing in state.fields.keys {
      let partial = TrainerState(fields: state.fields.filter { $0.key != missing })
      #expect(throws: InputError.self, "\(missing)") { try trainerCase.makeTrainer().resume(from: partial) }
    }
  }

  @Test("numbers that would lead out of the tables are refused") func outOfRange() throws {
    let trainerCase = TrainerCase("neumf", [:])
    let trainer = try trainerCase.makeTrainer()
    #expect(try trainer.step() == .within)
    let paused = try #require(trainer.state)
    for (name, value) in [
      ("position", -1), ("position", 7), ("position", 1 << 40), ("step", -1), ("step", 2),
    ] {
      var state = paused
      state.set(name, value)
      #expect(throws: InputError.self, "\(name) \(value)") {
        try trainerCase.makeTrainer().resume(from: state)
      }
    }
    var state = paused
    for word in 0..<4 { state.set("generator.\(word)", UInt64(0)) }
    #expect(throws: InputError.self) { try trainerCase.makeTrainer().resume(from: state) }

    let eals = TrainerCase("eals", [:])
    for position in [-1, 1 << 40] {
      var state = try #require(try eals.makeTrainer().state)
      state.set("position", position)
      #expect(throws: InputError.self) { try eals.makeTrainer().resume(from: state) }
    }
  }
}

/// A method with settings, on a data set large enough for several pauses in an epoch.
struct TrainerCase: CustomTestStringConvertible, Sendable {
  let method: String
  let values: [String: ParameterValue]

  init(_ method: String, _ values: [String: ParameterValue]) {
    self.method = method
    self.values = values
  }

  var testDescription: String { "\(method) \(values.map { "\($0.key)=\($0.value)" }.joined(separator: " "))" }

  var wider: ParameterValue { values["layers"] == nil ? .integer(24) : .integers([48]) }

  /// At the end of epoch 0.
  func makeTrainer() throws -> any Trainer {
    let method = try #require(MethodRegistry.method(named: method))
    let trainer = try method.makeTrainer(method.complete(values), on: TrainingData(Self.training))
    #expect(try trainer.finishEpoch() == .epoch(loss: nil))
    return trainer
  }

  /// 300 users with 60 of 500 items each.
  private static let training: InteractionMatrix = {
    var generator = SeededGenerator(seed: 3)
    let items = (0..<300).flatMap { _ in (0..<Int32(500)).shuffled(using: &generator)[..<60].sorted() }
    return InteractionMatrix(offsets: (0...300).map { $0 * 60 }, items: items, itemCount: 500)
  }()
}
