extension Hyperparameters {
  /// The same values with `depth` turned into `layers`, the tower that halves from 2^depth × factors, and with one
  /// `l2_layers` for each hidden layer.
  /// - Throws: `ConfigurationConflict` if depth and layers are both given, if the first layer is odd (user and
  ///   item have half of it each), if the penalties do not match the layers, or those of embeddings one another.
  func withResolvedLayers() throws -> Hyperparameters {
    var resolved = try withoutUnspokenDefaults().withResolvedPenalties()
    if let explicit = self[.layers] {
      if self[.depth] != nil {
        throw ConfigurationConflict(
          key: Hyperparameter.depth.key, problem: "depth and layers are both given; expected one of them")
      }
      resolved[.layers] = explicit
    } else {
      let factors = self[.factors].map { _ in integer(.factors) } ?? 8
      let depth = self[.depth].map { _ in integer(.depth) } ?? Hyperparameter.defaultDepth
      resolved[.layers] = .integers((0...depth).map { factors << (depth - $0) })
    }
    resolved[.depth] = nil
    let layers = resolved.integers(.layers)
    guard layers[0].isMultiple(of: 2) else {
      throw ConfigurationConflict(
        key: Hyperparameter.layers.key,
        problem:
          "the first layer is \(layers[0]) wide; expected an even width, half for the user, half for the item"
      )
    }
    resolved[.l2Layers] = .numbers(try penalties(forHiddenLayers: layers.count - 1))
    return resolved
  }

  /// One penalty per hidden layer; a single number serves all.
  private func penalties(forHiddenLayers count: Int) throws -> [Double] {
    let given = numbers(.l2Layers)
    if given.count == 1 { return Array(repeating: given[0], count: max(1, count)) }
    guard given.count == count else {
      throw ConfigurationConflict(
        key: Hyperparameter.l2Layers.key,
        problem:
          "l2_layers has \(given.count) numbers for \(count) hidden layers; expected one, or one for each")
    }
    return given
  }
}
