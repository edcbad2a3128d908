import NCFData
import NCFDiagnostics
import NCFModels
import NCFRandom
import Testing

@Suite("A trainer goes on from its state to the same bits") struct ResumableTrainerTests {
  /// Settings that reach every part of a state: each learner, with and without penalties, towers and factors.
  static let cases: [TrainerCase] =
    ["adam", "adagrad", "rmsprop", "sgd"].map { TrainerCase("neumf", ["learner": .text($0)]) } + [
      TrainerCase("gmf", ["l2_embeddings": .number(0.001)]),
      TrainerCase("mlp", ["batch_size": .integer(100)]),
      TrainerCase("mlp", ["layers": .integers([16]), "l2_layers": .numbers([0.1])]),
      TrainerCase("bpr", [:]), TrainerCase("bpr", ["learner": .text("adam")]), TrainerCase("eals", [:]),
      TrainerCase("ials", [:]), TrainerCase("mf", ["l2_embeddings": .number(0.001)]),
      TrainerCase("mf", ["biases": .flag(true)]),
    ]

  @Test("after pauses in every epoch, each in a trainer of its own", arguments: cases)
  func pauses(trainerCase: TrainerCase) throws {
    let undisturbed = try trainerCase.makeTrainer()
    var interrupted = try trainerCase.makeTrainer()
    var pauses = 0
    for epoch in 1...3 {
      let expected = undisturbed.trainEpoch()
      var asked = 0
      var loss: Double?
      repeat {
        loss = interrupted.trainEpoch(pausingWhen: {
          asked += 1
          return asked.isMultiple(of: epoch)
        })
        if loss == nil { pauses += 1 }
        let next = try trainerCase.makeTrainer()
        try next.resume(from: interrupted.state)
        interrupted = next
      } while loss == nil
      #expect(loss == expected, "epoch \(epoch)")
      #expect(interrupted.state == undisturbed.state, "epoch \(epoch)")
      #expect(interrupted.weights == undisturbed.weights, "epoch \(epoch)")
    }
    #expect(pauses >= 3)
  }

  @Test("a trainer that paused goes on by itself too", arguments: cases)
  func pausedTrainer(trainerCase: TrainerCase) throws {
    let (undisturbed, interrupted) = (try trainerCase.makeTrainer(), try trainerCase.makeTrainer())
    let expected = undisturbed.trainEpoch()
    #expect(interrupted.trainEpoch(pausingWhen: { true }) == nil)
    #expect(interrupted.trainEpoch() == expected)
    #expect(interrupted.state == undisturbed.state)
  }

  @Test("a state of another model is refused", arguments: cases)
  func otherModel(trainerCase: TrainerCase) throws {
    let state = try trainerCase.makeTrainer().state
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
    _ = trainer.trainEpoch(pausingWhen: { true })
    for (name, value) in [
      ("position", -1), ("position", 7), ("position", 1 << 40), ("step", -1), ("step", 2),
    ] {
      var state = trainer.state
      state.set(name, value)
      #expect(throws: InputError.self, "\(name) \(value)") {
        try trainerCase.makeTrainer().resume(from: state)
      }
    }
    var state = trainer.state
    for word in 0..<4 { state.set("generator.\(word)", UInt64(0)) }
    #expect(throws: InputError.self) { try trainerCase.makeTrainer().resume(from: state) }

    let eals = TrainerCase("eals", [:])
    for position in [-1, 1 << 40] {
      var state = try eals.makeTrainer().state
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

  struct NotResumable: Error {}

  func makeTrainer() throws -> any ResumableTrainer {
    let method = try #require(MethodRegistry.method(named: method))
    var all = Dictionary(
      uniqueKeysWithValues: method.parameters.compactMap { parameter in
        parameter.defaultValue.map { (parameter.key, $0) }
      })
    if values["layers"] != nil { all["depth"] = nil }
    all.merge(values) { $1 }
    let trainer = try method.makeTrainer(
      TrainingContext(training: Self.training, values: method.normalise(Hyperparameters(all))))
    guard let trainer = trainer as? any ResumableTrainer else { throw NotResumable() }
    return trainer
  }

  /// 300 users with 60 of 500 items each.
  private static let training: InteractionMatrix = {
    var generator = SeededGenerator(seed: 3)
    let items = (0..<300).flatMap { _ in (0..<Int32(500)).shuffled(using: &generator)[..<60].sorted() }
    return InteractionMatrix(offsets: (0...300).map { $0 * 60 }, items: items, itemCount: 500)
  }()
}
