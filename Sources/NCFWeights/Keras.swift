import NCFDiagnostics

/// The weights of the authors' Keras models, in this project's names.
///
/// A file of Keras lists its layers in the attribute `layer_names`, and each layer lists its arrays in
/// `weight_names`, kernel before bias. Kernels are inputs × outputs; ours are outputs × inputs, as PyTorch's.
///
/// | method | layers | tensors |
/// |---|---|---|
/// | GMF | `user_embedding`, `item_embedding` | `mf_user.weight`, `mf_item.weight` |
/// | MLP | `user_embedding`, `item_embedding` | `mlp_user.weight`, `mlp_item.weight` |
/// | NeuMF | `mf_embedding_user`, `mlp_embedding_user`, … | `mf_user.weight`, `mlp_user.weight`, … |
/// | MLP, NeuMF | `layer1`, `layer2`, … | `tower.0.weight`, `tower.0.bias`, … |
/// | all | `prediction` | `prediction.weight`, `prediction.bias` |
///
/// In the tower's input the user's half comes first, and in NeuMF's prediction the interaction part, as in ours.
extension TensorBundle {
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - file: Its name in error messages.
  /// - Throws: `InputError` if the file is not one of Keras, or its layers are not those of GMF, MLP or NeuMF.
  public init(keras bytes: [UInt8], file: String) throws {
    self = try KerasLayers(HDF5File(bytes, path: file)).bundle()
  }
}

/// The arrays of a Keras model, layer by layer.
private struct KerasLayers {
  let path: String
  /// Arrays by layer; layers without any are left out.
  let arrays: [String: [TensorBundle.Tensor]]

  init(_ file: HDF5File) throws {
    path = file.path
    // A whole model, as `save` writes it, has its weights in a group of their own.
    let root = try file.texts(of: "layer_names", at: "/") == nil ? "/model_weights" : "/"
    guard let names = try file.texts(of: "layer_names", at: root) else {
      throw file.error("/", "there is no list of layers (attribute layer_names)")
    }
    var arrays: [String: [TensorBundle.Tensor]] = [:]
    for name in names {
      let group = root == "/" ? "/\(name)" : "\(root)/\(name)"
      guard let weights = try file.texts(of: "weight_names", at: group) else {
        throw file.error(group, "there is no list of its weights (attribute weight_names)")
      }
      if !weights.isEmpty { arrays[name] = try weights.map { try file.tensor(at: "\(group)/\($0)") } }
    }
    self.arrays = arrays
  }

  func bundle() throws -> TensorBundle {
    let depth = (0...).first { arrays["layer\($0 + 1)"] == nil } ?? 0
    var bundle = TensorBundle()
    var used: Set<String> = ["prediction"]
    func takeEmbeddings(_ part: String, user: String, item: String) throws {
      bundle["\(part)_user.weight"] = try matrix(user)
      bundle["\(part)_item.weight"] = try matrix(item)
      used.formUnion([user, item])
    }
    if arrays["mf_embedding_user"] != nil {
      try takeEmbeddings("mf", user: "mf_embedding_user", item: "mf_embedding_item")
      try takeEmbeddings("mlp", user: "mlp_embedding_user", item: "mlp_embedding_item")
    } else {
      // GMF's prediction has an input for each factor, that of an MLP without layers two.
      let width = try matrix("user_embedding").shape[1]
      let isGMF = try depth == 0 && dense("prediction").weight.shape[1] == width
      try takeEmbeddings(isGMF ? "mf" : "mlp", user: "user_embedding", item: "item_embedding")
    }
    for index in 0..<depth {
      let layer = try dense("layer\(index + 1)")
      bundle["tower.\(index).weight"] = layer.weight
      bundle["tower.\(index).bias"] = layer.bias
      used.insert("layer\(index + 1)")
    }
    let prediction = try dense("prediction")
    bundle["prediction.weight"] = prediction.weight
    bundle["prediction.bias"] = prediction.bias
    if let other = arrays.keys.filter({ !used.contains($0) }).min() {
      throw error(other, "this layer is none of GMF, MLP or NeuMF as the authors name them")
    }
    return bundle
  }

  /// An embedding: one array, one row for each user or item.
  private func matrix(_ layer: String) throws -> TensorBundle.Tensor {
    guard let arrays = arrays[layer] else { throw error(layer, "the model has no such layer") }
    guard arrays.count == 1, arrays[0].shape.count == 2 else { throw error(layer, "expected one matrix") }
    return arrays[0]
  }

  /// A dense layer: its kernel, transposed, and its bias.
  private func dense(_ layer: String) throws -> (weight: TensorBundle.Tensor, bias: TensorBundle.Tensor) {
    guard let arrays = arrays[layer] else { throw error(layer, "the model has no such layer") }
    guard arrays.count == 2, arrays[0].shape.count == 2, arrays[1].shape == [arrays[0].shape[1]] else {
      throw error(layer, "expected a kernel and a bias")
    }
    let (kernel, inputs, outputs) = (arrays[0].values, arrays[0].shape[0], arrays[0].shape[1])
    let transposed = (0..<outputs).flatMap { output in (0..<inputs).map { kernel[$0 * outputs + output] } }
    return (TensorBundle.Tensor(shape: [outputs, inputs], values: transposed), arrays[1])
  }

  private func error(_ layer: String, _ problem: String) -> InputError {
    InputError(
      .badContent, file: path, place: layer, problem: problem,
      remedy: "expected weights of the authors' GMF, MLP or NeuMF")
  }
}
