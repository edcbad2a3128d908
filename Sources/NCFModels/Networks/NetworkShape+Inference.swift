import NCFDiagnostics
import NCFWeights

extension NetworkShape {
  /// The shape of the network that weights belong to, as `Network` names their tensors.
  /// - Throws: `InputError` if a tensor is missing, of another shape than the others ask for, or not known.
  public init(of weights: TensorBundle) throws {
    func matrix(_ name: String) throws -> (rows: Int, columns: Int)? {
      guard let tensor = weights[name] else { return nil }
      guard tensor.shape.count == 2, tensor.shape.allSatisfy({ 1...Int(Int32.max) ~= $0 }) else {
        throw Self.error("tensor \"\(name)\" has shape \(tensor.shape), expected a matrix")
      }
      return (tensor.shape[0], tensor.shape[1])
    }
    let (interaction, tower) = (try matrix("mf_user.weight"), try matrix("mlp_user.weight"))
    guard let users = interaction ?? tower else {
      throw Self.error("the weights have neither \"mf_user.weight\" nor \"mlp_user.weight\"")
    }
    guard let items = try matrix(interaction == nil ? "mlp_item.weight" : "mf_item.weight") else {
      throw Self.error("the weights have no embeddings of items")
    }
    var layers = tower.map { [2 * $0.columns] } ?? []
    while tower != nil, let layer = try matrix("tower.\(layers.count - 1).weight") {
      layers.append(layer.rows)
    }
    self.init(
      userCount: users.rows, itemCount: items.rows, factors: interaction?.columns ?? 0, layers: layers)

    let expected = tensorShapes
    for (name, shape) in expected { _ = try weights.values(of: name, shape: shape) }
    if let unknown = weights.tensors.keys.filter({ expected[$0] == nil }).min() {
      throw Self.error("tensor \"\(unknown)\" is none of GMF, MLP or NeuMF")
    }
  }

  /// The name of the method that has this shape: "gmf", "mlp" or "neumf".
  public var methodName: String { !hasTower ? GMF().name : hasInteraction ? NeuMF().name : MLP().name }

  /// The names and shapes of a network's tensors.
  private var tensorShapes: [String: [Int]] {
    var shapes = [
      "prediction.weight": [1, factors + (layers.last ?? 0)], "prediction.bias": [1],
    ]
    if hasInteraction {
      shapes["mf_user.weight"] = [userCount, factors]
      shapes["mf_item.weight"] = [itemCount, factors]
    }
    if hasTower {
      shapes["mlp_user.weight"] = [userCount, embeddingWidth]
      shapes["mlp_item.weight"] = [itemCount, embeddingWidth]
    }
    for (index, widths) in zip(layers, layers.dropFirst()).enumerated() {
      shapes["tower.\(index).weight"] = [widths.1, widths.0]
      shapes["tower.\(index).bias"] = [widths.1]
    }
    return shapes
  }

  private static func error(_ problem: String) -> InputError {
    InputError(.badContent, problem: problem, remedy: "docs/weights.md has the names and shapes")
  }
}
