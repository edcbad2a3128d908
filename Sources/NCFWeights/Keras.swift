import NCFDiagnostics

/// The weights of the authors' Keras models, in this project's names, and back.
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

  /// The weights as `save_weights` of the authors' models wrote them under Keras 1.0.7.
  ///
  /// Keras finds a file's layers by their order, in which 1.0.7 has the deepest first and those of one depth by name;
  /// layers without weights play no part in it and are left out. Later versions order otherwise, and find these
  /// layers by name (`load_weights(file, by_name=True)`).
  ///
  /// - Parameter file: The name of the file in error messages.
  /// - Throws: `InputError` (`cannotWrite`) if the weights are none of GMF, MLP or NeuMF.
  func keras(file: String) throws -> [UInt8] {
    guard let shape = KerasShape(self) else {
      throw InputError(
        .cannotWrite, file: file, problem: "only weights of GMF, MLP and NeuMF have a form in Keras",
        remedy: "write .safetensors or .npz")
    }
    var writer = HDF5Writer()
    var groups: [String: HDF5Writer.Object] = [:]
    let layers = try kerasLayers(shape)
    for layer in layers {
      let arrays = layer.arrays.map { (name: "\(layer.name)_\($0.suffix)", tensor: $0.tensor) }
      var members: [String: HDF5Writer.Object] = [:]
      for array in arrays { members[array.name] = writer.addArray(array.tensor) }
      groups[layer.name] = writer.addGroup(members, texts: ["weight_names": arrays.map(\.name)])
    }
    let root = writer.addGroup(groups, texts: ["layer_names": layers.map(\.name)])
    return writer.file(root: root)
  }

  /// A layer with its distance from the prediction, which decides its place.
  private struct KerasLayer {
    let name: String
    let depth: Int
    let arrays: [(suffix: String, tensor: Tensor)]
  }

  private func kerasLayers(_ shape: KerasShape) throws -> [KerasLayer] {
    func matrix(_ name: String, _ ours: String, depth: Int) -> KerasLayer {
      KerasLayer(name: name, depth: depth, arrays: tensors[ours].map { [("W", $0)] } ?? [])
    }
    func dense(_ name: String, _ ours: String, _ inputs: Int, _ outputs: Int, depth: Int) throws -> KerasLayer
    {
      let weight = try values(of: "\(ours).weight", shape: [outputs, inputs])
      let kernel = (0..<inputs).flatMap { input in (0..<outputs).map { weight[$0 * inputs + input] } }
      let bias = try values(of: "\(ours).bias", shape: [outputs])
      return KerasLayer(
        name: name, depth: depth,
        arrays: [
          ("W", Tensor(shape: [inputs, outputs], values: kernel)),
          ("b", Tensor(shape: [outputs], values: bias)),
        ])
    }
    // Between embeddings and what they go into lie a flattening and a merging, and another merging in NeuMF.
    let (hidden, joins) = (max(0, shape.layers.count - 1), shape.hasFactors && shape.hasTower ? 1 : 0)
    var layers: [KerasLayer] = []
    for (part, present, depth) in [
      ("mf", shape.hasFactors, 3 + joins), ("mlp", shape.hasTower, 3 + joins + hidden),
    ] where present {
      for side in ["user", "item"] {
        let name = joins == 1 ? "\(part)_embedding_\(side)" : "\(side)_embedding"
        layers.append(matrix(name, "\(part)_\(side).weight", depth: depth))
      }
    }
    for (index, widths) in zip(shape.layers, shape.layers.dropFirst()).enumerated() {
      layers.append(
        try dense("layer\(index + 1)", "tower.\(index)", widths.0, widths.1, depth: joins + hidden - index))
    }
    layers.append(
      try dense("prediction", "prediction", shape.factors + (shape.layers.last ?? 0), 1, depth: 0))
    return layers.sorted { ($1.depth, $0.name) < ($0.depth, $1.name) }
  }
}

/// What the tensors of a GMF, an MLP or a NeuMF say of its shape.
private struct KerasShape {
  /// Predictive factors of the part of GMF; 0 without one.
  let factors: Int
  /// The widths of the tower's concatenated embeddings and of its layers; empty without one.
  let layers: [Int]

  var hasFactors: Bool { factors > 0 }
  var hasTower: Bool { !layers.isEmpty }

  /// Nil if the tensors are not all of one of these, and nothing else.
  init?(_ weights: TensorBundle) {
    func columns(_ name: String) -> Int? { weights[name].flatMap { $0.shape.count == 2 ? $0.shape[1] : nil } }
    var names: Set = ["prediction.weight", "prediction.bias"]
    let (factors, embedding) = (columns("mf_user.weight"), columns("mlp_user.weight"))
    guard factors != nil || embedding != nil else { return nil }
    if factors != nil { names.formUnion(["mf_user.weight", "mf_item.weight"]) }
    if embedding != nil { names.formUnion(["mlp_user.weight", "mlp_item.weight"]) }
    var layers = embedding.map { [2 * $0] } ?? []
    while embedding != nil, let rows = weights["tower.\(layers.count - 1).weight"]?.shape.first {
      names.formUnion(["tower.\(layers.count - 1).weight", "tower.\(layers.count - 1).bias"])
      layers.append(rows)
    }
    guard Set(weights.tensors.keys) == names else { return nil }
    (self.factors, self.layers) = (factors ?? 0, layers)
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
