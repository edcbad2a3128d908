import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct TensorBundleTests {
  static let bundle = TensorBundle(["w": .init(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])])

  @Test func valuesOfTheRightShape() throws {
    #expect(try Self.bundle.values(of: "w", shape: [2, 3]) == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [("v", [2, 3]), ("w", [3, 2]), ("w", [6])])
  func anythingElseIsAnErrorThatSaysSo(name: String, shape: [Int]) {
    #expect {
      try Self.bundle.values(of: name, shape: shape)
    } throws: { error in
      guard let error = error as? InputError else { return false }
      return error.kind == .badContent && error.problem.contains("\"\(name)\"")
        && error.problem.contains("\(shape)") && error.remedy != nil
    }
  }
}
