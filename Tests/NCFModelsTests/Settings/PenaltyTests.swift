import NCFModels
import Testing

/// The forms in which penalties on embeddings are given, and the one in which a configuration holds them.
@Suite struct PenaltyTests {
  private typealias Settings = [Hyperparameter: ParameterValue]

  private static let keys: [Hyperparameter] = [
    .l2Embeddings, .l2Users, .l2Items, .l2GMFEmbeddings, .l2MLPEmbeddings,
  ]

  /// The penalties of a complete configuration, which normalising again does not change.
  private func penalties(_ method: some Method, _ settings: Settings) throws -> Settings {
    let values = try method.completed(settings)
    #expect(try method.complete(values.values) == values)
    return Self.keys.reduce(into: [:]) { $0[$1] = values[$1] }
  }

  @Test func oneNumberStaysWhatItWas() throws {
    for method in [GMF(), MLP(), MF(), NeuMF()] as [any Method] {
      #expect(try penalties(method, [:]) == [.l2Embeddings: .number(0)])
      #expect(try penalties(method, [.l2Embeddings: .number(0.1)]) == [.l2Embeddings: .number(0.1)])
      #expect(
        try penalties(method, [.l2Users: .number(0.1), .l2Items: .number(0.1)])
          == [.l2Embeddings: .number(0.1)])
      #expect(try penalties(method, [.l2Users: .number(0)]) == [.l2Embeddings: .number(0)])
    }
  }

  @Test func bothSidesAreSpokenWhereTheyDiffer() throws {
    let sides: Settings = [.l2Users: .number(0.1), .l2Items: .number(0.2)]
    for method in [GMF(), MLP(), MF(), NeuMF()] as [any Method] {
      #expect(try penalties(method, sides) == sides)
      #expect(
        try penalties(method, [.l2Embeddings: .number(0.1), .l2Items: .number(0.2)]) == sides)
      #expect(
        try penalties(method, [.l2Users: .number(0.1)]) == [.l2Users: .number(0.1), .l2Items: .number(0)])
    }
  }

  @Test func bothPartsAreSpokenWhereTheyDiffer() throws {
    let parts: Settings = [.l2GMFEmbeddings: .number(0.1), .l2MLPEmbeddings: .number(0.2)]
    #expect(try penalties(NeuMF(), parts) == parts)
    #expect(
      try penalties(NeuMF(), [.l2Embeddings: .number(0.2), .l2GMFEmbeddings: .number(0.1)]) == parts)
    #expect(
      try penalties(NeuMF(), [.l2GMFEmbeddings: .number(0.2), .l2MLPEmbeddings: .number(0.2)])
        == [.l2Embeddings: .number(0.2)])
  }

  @Test func sidesAndPartsContradictEachOther() {
    expectConflict(at: "l2_mlp_embeddings", saying: ["l2_users", "both given", "by side", "by part"]) {
      try NeuMF().completed([.l2Users: .number(0.1), .l2MLPEmbeddings: .number(0.2)])
    }
  }
}
