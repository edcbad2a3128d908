import NCFKernels

/// The parameters of GMF, MLP or NeuMF (He et al. 2017, section 3), and the optimiser that moves them.
///
///     z = h_GMF · (p_u ⊙ q_i) + h_MLP · a_L(p'_u, q'_i) + b,   ŷ = σ(z)
///
/// GMF has the first term only, MLP the second only; NeuMF has both, with separate embeddings (eq. 12).
final class Network {
  let shape: NetworkShape
  let block: DenseBlock
  let optimiser: Optimiser
  /// One row per user and per item: interaction factors, then tower embedding (`NetworkShape`).
  let users: ParameterRows
  let items: ParameterRows
  /// Everything else (`DenseBlock`), as one row.
  let dense: ParameterRows

  init(_ shape: NetworkShape, optimiser: Optimiser) {
    self.shape = shape
    self.optimiser = optimiser
    block = DenseBlock(shape)
    users = optimiser.makeRows(rowCount: shape.userCount, width: shape.rowWidth)
    items = optimiser.makeRows(rowCount: shape.itemCount, width: shape.rowWidth)
    dense = optimiser.makeRows(rowCount: 1, width: block.width)
  }

  var parameters: UnsafeMutablePointer<Float> { dense.parameters.pointer }

  /// Brings every embedding up to date with the optimiser's last step.
  func settle() {
    optimiser.settle(users)
    optimiser.settle(items)
  }
}
