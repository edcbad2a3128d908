import NCFData
import NCFDiagnostics
import NCFKernels

/// The right singular vectors, and then the users' projections p_u = Qᵀx_u onto them.
struct PureSVDFit: ClosedForm {
  /// Floats that a step adds up, at least.
  private static let stretch = 1 << 22

  private let training: InteractionMatrix
  private let model: LatentFactors
  private var iteration: LanczosIteration
  /// The next user to be projected, once the vectors are complete.
  private var user: Int?

  init(_ training: InteractionMatrix, factors: Int) {
    self.training = training
    model = LatentFactors(training, factors: factors)
    iteration = LanczosIteration(training, count: factors)
  }

  /// - Throws: `InputError` if the singular vectors do not converge.
  mutating func step() throws -> LatentFactors? {
    if let user {
      let end = projectUsers(from: user)
      self.user = end
      return end == training.userCount ? model : nil
    }
    guard try iteration.step() else { return nil }
    takeVectors()
    user = 0
    return nil
  }

  /// With fewer items than factors, the surplus factors stay zero.
  private func takeVectors() {
    for (index, value) in iteration.vectors.enumerated() {
      let (factor, item) = (index / training.itemCount, index % training.itemCount)
      model.items.parameters[item * model.width + factor] = Float(value)
    }
  }

  /// - Returns: The next user.
  private func projectUsers(from first: Int) -> Int {
    let (users, items) = (model.users.view, model.items.view)
    var (user, work) = (first, 0)
    while user < training.userCount, work < Self.stretch {
      for item in training.items(of: user) {
        Kernels.addScaled(items[Int(item)], by: 1, to: users[user])
        work += model.width
      }
      user += 1
    }
    return user
  }
}
