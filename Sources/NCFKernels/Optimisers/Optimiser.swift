import Foundation

/// The strengths λ of the penalty λ·‖θ‖² on the columns of a table, whose rows may hold two embeddings side by side.
public struct ColumnPenalties: Hashable, Sendable {
  /// On the columns before `split`.
  public let first: Double
  /// On the columns from `split` on.
  public let second: Double
  /// A multiple of 8.
  public let split: Int

  public init(first: Double, second: Double, split: Int) {
    demand(split.isMultiple(of: 8), "penalties cannot change within a vector, at column \(split)")
    self.first = first
    self.second = second
    self.split = split
  }

  /// The same on every column.
  public init(_ penalty: Double) { self.init(first: penalty, second: penalty, split: 0) }

  /// Whether a table of this width has no penalty at all, so that its rows may be kept lazily.
  public func vanish(onWidth width: Int) -> Bool {
    (first == 0 || split == 0) && (second == 0 || split >= width)
  }
}

/// An optimiser with the textbook semantics: dense, so that every parameter moves in every step, whether or not
/// the batch touched it.
///
/// Rows of embedding tables are kept lazily where that gives the same numbers: a row that a batch does not read
/// is brought up to date when it is next read (`catchUp`), and all of them before evaluation (`settle`). Adam's
/// skipped steps have a closed form (`AdamCatchUp`); RMSprop only decays its mean squares; Adagrad and SGD leave
/// untouched rows alone. With a penalty on the table every row has a gradient in every step, and `updateAll`
/// does the dense update in one pass.
public final class Optimiser {
  public enum Learner: String, Hashable, Sendable, CaseIterable {
    case adam, adagrad, rmsprop, sgd
  }

  public static let firstDecay = 0.9
  public static let secondDecay = 0.999
  public static let meanSquareDecay = 0.9
  public static let epsilon = 1e-8

  public let learner: Learner
  public let rate: Double
  /// Steps taken; the first step is step 1.
  public private(set) var step = 0

  private let firstPowers = DecayPowers(base: Optimiser.firstDecay)
  private let secondPowers = DecayPowers(base: Optimiser.secondDecay)
  private let meanSquarePowers = DecayPowers(base: Optimiser.meanSquareDecay)
  private let catchUpTables: AdamCatchUp

  /// - Parameter rate: The learning rate η.
  public init(_ learner: Learner, rate: Double) {
    self.learner = learner
    self.rate = rate
    catchUpTables = AdamCatchUp(
      rate: rate, firstDecay: Self.firstDecay, secondDecay: Self.secondDecay, epsilon: Self.epsilon)
  }

  public func makeRows(rowCount: Int, width: Int) -> ParameterRows {
    ParameterRows(
      rowCount: rowCount, width: width, usesFirstMoment: learner == .adam, usesSecondMoment: learner != .sgd)
  }

  /// Begins the next step. What was up to date with the previous step is now one behind.
  public func beginStep() { step += 1 }

  /// Goes on from a checkpoint.
  public func resume(atStep step: Int) { self.step = step }

  /// Brings the parameters of the selected rows up to the end of the previous step. Their moments follow in
  /// `update`.
  public func catchUp(_ rows: ParameterRows, _ selection: RowSelection) {
    demandFit(rows, selection)
    guard learner == .adam else { return }
    let behind = step - 1
    if rows.width.isMultiple(of: 16) {
      Kernels.adamCatchUp(SIMD16<Float>.self, rows, selection, upTo: behind, catchUpTables)
    } else {
      Kernels.adamCatchUp(SIMD8<Float>.self, rows, selection, upTo: behind, catchUpTables)
    }
  }

  /// Moves the selected rows by this step; `gradients` has a row for each slot of the selection.
  public func update(_ rows: ParameterRows, _ selection: RowSelection, gradients: Extent<Float>) {
    let gradients = tested(gradients, rows, selection)
    switch learner {
    case .adam: Kernels.updateRows(adamRule, rows, selection, gradients, step)
    case .adagrad: Kernels.updateRows(adagradRule, rows, selection, gradients, step)
    case .rmsprop: Kernels.updateRows(rmspropRule, rows, selection, gradients, step)
    case .sgd: Kernels.updateRows(DescentRule(rate: Float(rate)), rows, selection, gradients, step)
    }
  }

  /// Moves every row by this step, with the gradient of the penalties λ·‖θ‖² added: 2λθ.
  public func updateAll(
    _ rows: ParameterRows, _ selection: RowSelection, gradients: Extent<Float>, penalties: ColumnPenalties
  ) {
    let gradients = tested(gradients, rows, selection)
    switch learner {
    case .adam: Kernels.updateAllRows(adamRule, rows, selection, gradients, penalties, step)
    case .adagrad: Kernels.updateAllRows(adagradRule, rows, selection, gradients, penalties, step)
    case .rmsprop: Kernels.updateAllRows(rmspropRule, rows, selection, gradients, penalties, step)
    case .sgd:
      Kernels.updateAllRows(DescentRule(rate: Float(rate)), rows, selection, gradients, penalties, step)
    }
  }

  /// Moves a part of a dense block (one row) by this step. `gradients` has the block's width; the part begins and
  /// ends at multiples of 16.
  public func updateDense(_ block: ParameterRows, part: Range<Int>, gradients: Extent<Float>) {
    demandMoments(of: block)
    demand(
      part.lowerBound >= 0 && part.upperBound <= min(block.parameters.count, gradients.count)
        && part.lowerBound.isMultiple(of: 8) && part.upperBound.isMultiple(of: 8),
      "a block of \(block.parameters.count) floats has no part \(part)")
    let gradients = UnsafePointer(gradients.pointer)
    switch learner {
    case .adam: Kernels.updateBlock(adamRule, block, part, gradients)
    case .adagrad: Kernels.updateBlock(adagradRule, block, part, gradients)
    case .rmsprop: Kernels.updateBlock(rmspropRule, block, part, gradients)
    case .sgd: Kernels.updateBlock(DescentRule(rate: Float(rate)), block, part, gradients)
    }
  }

  /// Brings every row up to date with the current step, parameters and moments.
  public func settle(_ rows: ParameterRows) {
    demandMoments(of: rows)
    switch learner {
    case .adam: Kernels.adamSettle(rows, upTo: step, catchUpTables, firstPowers, secondPowers)
    case .rmsprop: Kernels.decaySettle(rows, upTo: step, meanSquarePowers)
    case .adagrad, .sgd: break
    }
  }

  /// A selection of another table would move rows that are not there.
  private func demandFit(_ rows: ParameterRows, _ selection: RowSelection) {
    demand(selection.rowCount == rows.rowCount, "the selection is that of another table")
    demandMoments(of: rows)
  }

  private func demandMoments(of rows: ParameterRows) {
    demand(
      rows.second.count == (learner == .sgd ? 0 : rows.parameters.count)
        && rows.first.count == (learner == .adam ? rows.parameters.count : 0),
      "the table's moments are those of another optimiser")
  }

  /// Gradients that have a row for each slot.
  private func tested(
    _ gradients: Extent<Float>, _ rows: ParameterRows, _ selection: RowSelection
  ) -> UnsafePointer<Float> {
    demandFit(rows, selection)
    demand(
      gradients.count >= selection.count * rows.width,
      "\(gradients.count) floats are no gradients of \(selection.count) rows")
    return UnsafePointer(gradients.pointer)
  }

  private var adamRule: AdamRule {
    let root = (-expm1(Double(step) * log(Self.secondDecay))).squareRoot()
    let first = -expm1(Double(step) * log(Self.firstDecay))
    return AdamRule(
      rate: Float(rate * root / first), epsilon: Float(Self.epsilon * root),
      firstDecay: Float(Self.firstDecay),
      secondDecay: Float(Self.secondDecay), firstPowers: firstPowers, secondPowers: secondPowers)
  }

  private var adagradRule: AdagradRule { AdagradRule(rate: Float(rate), epsilon: Float(Self.epsilon)) }

  private var rmspropRule: RMSpropRule {
    RMSpropRule(
      rate: Float(rate), epsilon: Float(Self.epsilon), decay: Float(Self.meanSquareDecay),
      powers: meanSquarePowers)
  }
}
