import NCFData
import NCFDiagnostics
import NCFModels
import Testing

/// Settings by key, and a method's own.
@Suite struct SettingTests {
  private static let names = MethodRegistry.all.map(\.name)
  private static let training = BaselineRun.interactions(users: 4, items: 5, density: 0.5)

  private static func method(_ name: String) -> any Method { MethodRegistry.method(named: name)! }

  /// What is complete is the same again, and says nothing that is not declared.
  @Test(arguments: names)
  func normalFormIsItsOwnNormalForm(name: String) throws {
    let complete = try Self.method(name).complete([:])
    #expect(try Self.method(name).complete(complete.values) == complete)
    #expect(Set(complete.values.keys).isSubset(of: Self.method(name).parameters.map(\.key)))
  }

  /// A bag without a setting is a message that names it, not a trap, and not a default.
  @Test(arguments: names)
  func aMissingSettingIsNamed(name: String) throws {
    let complete = try Self.method(name).complete([:])
    for key in complete.values.keys {
      let partial = Hyperparameters(complete.values.filter { $0.key != key })
      let error = #expect(throws: InputError.self, "\(key)") {
        try Self.method(name).makeTrainer(partial, on: TrainingData(Self.training))
      }
      #expect(error?.problem.contains("\(name) lack \"") == true, "\(error?.problem ?? "")")
    }
  }

  @Test func theMessageNamesKeyAndMethod() throws {
    var values = try BPR().complete([:]).values
    values["factors"] = nil
    let error = #expect(throws: InputError.self) { try BPR().settings(of: Hyperparameters(values)) }
    #expect(error?.problem == "the settings of bpr lack \"factors\"")
  }

  @Test func whatIsNotDeclaredOrOutOfRangeIsAConflict() {
    for (key, value) in [
      ("depth", ParameterValue.integer(1)), ("factors", .integer(0)), ("learner", .text("newton")),
    ] {
      let conflict = #expect(throws: ConfigurationConflict.self) { try BPR().complete([key: value]) }
      #expect(conflict?.key == key)
    }
  }

  /// A trainer gets what the configuration says, in properties of its own.
  @Test func settingsAreTyped() throws {
    let settings = try NeuMF().settings(
      of: NeuMF().complete([
        "pretraining": .flag(true), "factors": .integer(16), "depth": .integer(2), "threads": .integer(3),
        "negative_items": .text("all"),
      ]))
    #expect(settings.tower.layers == [64, 32, 16] && settings.tower.depth == nil)
    #expect(settings.training.learner == .sgd && settings.training.threads == 3)
    #expect(settings.training.negativeItems == .all && settings.pretrainingEpochs == 20)
  }

  /// Settings that came later stay unspoken where they have their default, so that older runs keep their identity.
  @Test func defaultsOfLaterSettingsAreUnspoken() throws {
    let plain = try GMF().complete([:])
    #expect(plain[.threads] == nil && plain[.negativeDraws] == nil)
    #expect(try GMF().complete(["threads": .integer(1), "negative_draws": .text("each_epoch")]) == plain)
    #expect(try GMF().complete(["threads": .integer(2)])[.threads] == .integer(2))
  }
}
