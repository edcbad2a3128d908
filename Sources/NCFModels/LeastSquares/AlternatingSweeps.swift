/// The epochs of alternating least squares: in each, every row of the users' table is updated, then every row of the
/// items'; as many in a step as take some milliseconds.
struct AlternatingSweeps {
  enum Side {
    case users, items
  }

  private let userCount: Int
  private let rowCount: Int
  private let stretch: Int
  /// Whether there has been an epoch 0.
  private var hasBegun = false
  /// How many rows of the sweep at hand are done: those of users, then those of items.
  private var position = 0
  /// Summed over the rows done.
  private var loss = 0.0
  /// Whether the side at hand has been prepared for.
  private var isPrepared = false

  /// - Parameter stretch: How much work a step takes on, at least.
  init(userCount: Int, itemCount: Int, stretch: Int) {
    self.userCount = userCount
    self.stretch = stretch
    rowCount = userCount + itemCount
  }

  /// Updates a stretch of the rows of the sweep at hand, or of the next one.
  /// - Parameters:
  ///   - prepare: Called before the first row of a side, and where training goes on among its rows: what they share is
  ///     to be computed from the other side.
  ///   - update: Updates a row of a side.
  ///     Returns how much work that was, and what the row adds to the loss.
  ///   - finish: Makes a sweep's loss of the sum over its rows.
  /// - Returns: At the end of a sweep, its loss.
  mutating func step(
    prepare: (Side) -> Void, update: (Side, _ row: Int) -> (work: Int, loss: Double),
    finish: (_ sum: Double) -> Double
  ) -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .epoch(loss: nil)
    }
    var work = 0
    while position < rowCount {
      let side = position < userCount ? Side.users : .items
      if position == 0 || position == userCount || !isPrepared { prepare(side) }
      isPrepared = true
      let done = update(side, side == .users ? position : position - userCount)
      work += done.work
      loss += done.loss
      position += 1
      if work >= stretch, position < rowCount { return .within }
    }
    defer { (position, loss) = (0, 0) }
    return .epoch(loss: finish(loss))
  }

  private enum Field {
    static let (position, loss) = ("position", "loss")
  }

  /// Keeps the progress in a sweep. What `prepare` computes follows from the tables.
  func keep(in state: inout TrainerState) {
    state.set(Field.position, position)
    state.set(Field.loss, loss)
  }

  /// - Throws: `InputError` if there is no such row.
  mutating func resume(from state: TrainerState) throws {
    position = try state.value(Field.position, as: Int.self)
    loss = try state.value(Field.loss, as: Double.self)
    guard (0...rowCount).contains(position) else { throw TrainerState.error("there is no row \(position)") }
    (hasBegun, isPrepared) = (true, false)
  }
}
