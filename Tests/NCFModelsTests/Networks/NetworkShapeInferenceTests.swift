import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct NetworkShapeInferenceTests {
  private static func zeros(_ shapes: [String: [Int]]) -> TensorBundle {
    TensorBundle(shapes.mapValues { .init(shape: $0, values: [Float](repeating: 0, count: $0.reduce(1, *))) })
  }

  private static let gmf = [
    "mf_user.weight": [7, 3], "mf_item.weight": [9, 3], "prediction.weight": [1, 3], "prediction.bias": [1],
  ]
  private static let mlp = [
    "mlp_user.weight": [7, 4], "mlp_item.weight": [9, 4], "tower.0.weight": [5, 8], "tower.0.bias": [5],
    "tower.1.weight": [2, 5], "tower.1.bias": [2], "prediction.weight": [1, 2], "prediction.bias": [1],
  ]

  @Test func methodsAreRecognisedByTheirTensors() throws {
    let gmf = try NetworkShape(of: Self.zeros(Self.gmf))
    #expect(gmf == NetworkShape(userCount: 7, itemCount: 9, factors: 3, layers: []))
    #expect(gmf.methodName == "gmf")
    let mlp = try NetworkShape(of: Self.zeros(Self.mlp))
    #expect(mlp == NetworkShape(userCount: 7, itemCount: 9, factors: 0, layers: [8, 5, 2]))
    #expect(mlp.methodName == "mlp")
    var both = Self.gmf.merging(Self.mlp) { first, _ in first }
    both["prediction.weight"] = [1, 5]
    let neumf = try NetworkShape(of: Self.zeros(both))
    #expect(neumf == NetworkShape(userCount: 7, itemCount: 9, factors: 3, layers: [8, 5, 2]))
    #expect(neumf.methodName == "neumf")
    let flat = try NetworkShape(
      of: Self.zeros([
        "mlp_user.weight": [7, 4], "mlp_item.weight": [9, 4], "prediction.weight": [1, 8],
        "prediction.bias": [1],
      ]))
    #expect(flat.layers == [8])
  }

  @Test(arguments: mlp.keys.sorted())
  func aMissingTensorIsAnError(name: String) {
    var shapes = Self.mlp
    shapes[name] = nil
    #expect(throws: InputError.self) { try NetworkShape(of: Self.zeros(shapes)) }
  }

  @Test(arguments: mlp.keys.sorted())
  func aTensorOfAnotherShapeIsAnError(name: String) {
    for shape in [[3], [1, 1, 1], [1, 6], [0, 4]] {
      var shapes = Self.mlp
      shapes[name] = shape
      #expect(throws: InputError.self, "\(shape)") { try NetworkShape(of: Self.zeros(shapes)) }
    }
  }

  @Test func anUnknownTensorIsAnError() {
    var shapes = Self.gmf
    shapes["optimiser.step"] = [1]
    let error = #expect(throws: InputError.self) { try NetworkShape(of: Self.zeros(shapes)) }
    #expect(error?.problem.contains("optimiser.step") == true)
    #expect(throws: InputError.self) { try NetworkShape(of: TensorBundle()) }
  }
}
