import NCFKernels

/// L2 penalties on embeddings, which the authors' scripts have apart from each other: `--regs` of users and items in
/// GMF.py, `--reg_mf` and the first of `--reg_layers` of the two parts in NeuMF.py.
///
/// `l2_embeddings` is for every table; keys that say more about where they belong take its place there.
extension Hyperparameters {
  private static let bySide = (Hyperparameter.l2Users, Hyperparameter.l2Items)
  private static let byPart = (Hyperparameter.l2GMFEmbeddings, Hyperparameter.l2MLPEmbeddings)

  /// The same values with the penalties in one form: `l2_embeddings` alone where all tables have the same one,
  /// otherwise two others in its place, of users and items or of NeuMF's parts.
  /// - Throws: `ConfigurationConflict` if penalties are given both by side and by part, which would leave open what
  ///   holds for users in the GMF part.
  func withResolvedPenalties() throws -> Hyperparameters {
    let given = [Self.bySide, Self.byPart].map { pair in [pair.0, pair.1].filter { self[$0] != nil } }
    if let side = given[0].first, let part = given[1].first {
      throw ConfigurationConflict(
        key: part.key,
        problem:
          "\(side.key) and \(part.key) are both given; expected penalties by side (l2_users, l2_items) or by part "
          + "(l2_gmf_embeddings, l2_mlp_embeddings)")
    }
    guard given.contains(where: { !$0.isEmpty }) else { return self }
    let pair = given[1].isEmpty ? Self.bySide : Self.byPart
    let (first, second) = (self[pair.0] ?? self[.l2Embeddings], self[pair.1] ?? self[.l2Embeddings])
    var resolved = self
    let isOne = first == second
    resolved[.l2Embeddings] = isOne ? first : nil
    resolved[pair.0] = isOne ? nil : first
    resolved[pair.1] = isOne ? nil : second
    return resolved
  }

  /// The penalties on a row of the user table.
  /// - Parameter split: Where the tower's embedding begins, after the factors.
  func userPenalties(split: Int) -> ColumnPenalties { penalties(.l2Users, split) }

  /// The penalties on a row of the item table.
  func itemPenalties(split: Int) -> ColumnPenalties { penalties(.l2Items, split) }

  private func penalties(_ side: Hyperparameter, _ split: Int) -> ColumnPenalties {
    func strength(_ part: Hyperparameter) -> Double {
      let spoken = [part, side, .l2Embeddings].first { self[$0] != nil }
      return spoken.map(number) ?? 0
    }
    return ColumnPenalties(
      first: strength(.l2GMFEmbeddings), second: strength(.l2MLPEmbeddings), split: split)
  }
}
