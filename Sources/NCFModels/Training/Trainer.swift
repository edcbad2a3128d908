import NCFDiagnostics
import NCFWeights

/// One run's model while it is trained, on one thread: steps of some milliseconds each, between which training can be
/// left, kept and taken up again without a trace in the numbers.
///
///     let trainer = try method.makeTrainer(context)
///     while !isTrained {
///       switch try trainer.step() {                              // forward, loss, backward, update
///       case .within: if isTime() { save(trainer.state) }        // go on, or another process does
///       case .epoch(let loss): evaluate(trainer.recommender(), loss)
///       }
///     }
///
/// Epoch 0 is the model before training, as it was drawn; for a method in closed form, which has no others, it is the
/// finished model.
public protocol Trainer: AnyObject {
  /// Epochs of training, which follow epoch 0; none for a closed form.
  var epochCount: Int { get }
  /// Begins with these parameters in place of those that were drawn. To be called before the first step.
  /// - Throws: `InputError` if a tensor is missing or of another shape, or if the method starts from nothing.
  func start(from weights: TensorBundle) throws
  /// Goes on with the epoch at hand, or begins the next one.
  /// - Throws: `InputError` if the data have no solution.
  func step() throws -> TrainingStep
  /// Everything that decides how training goes on, once there is an epoch 0. Nil for a closed form: what it holds
  /// on the way is larger than its result, and it starts afresh.
  var state: TrainerState? { get }
  /// Takes up the training that `state` describes, with a trainer that was made from the same context.
  /// - Throws: `InputError` if the state is of another model; the trainer must then not be used any more.
  func resume(from state: TrainerState) throws
  /// The model at the end of an epoch, ready to score. It is good until the next step.
  func recommender() -> any Recommender
  /// The model's parameters by name, as of the end of an epoch.
  var weights: TensorBundle { get }
  /// Numbers in `weights`.
  var parameterCount: Int { get }
}

/// What a step of training has come to.
public enum TrainingStep: Hashable, Sendable {
  /// The epoch goes on.
  case within
  /// The epoch is complete. `loss` is the mean training loss per instance, without penalties unless the method
  /// says otherwise; nil for epoch 0, in which nothing is learned from instances.
  case epoch(loss: Double?)
}

extension Trainer {
  public var parameterCount: Int { weights.tensors.values.reduce(0) { $0 + $1.values.count } }

  /// Trains to the end of the epoch at hand.
  /// - Parameter shouldPause: Asked after each step that does not end it.
  /// - Returns: The epoch's loss, in `.epoch`; `.within` if it paused.
  public func finishEpoch(pausingWhen shouldPause: () -> Bool = { false }) throws -> TrainingStep {
    while true {
      let step = try step()
      if step != .within || shouldPause() { return step }
    }
  }
}

/// A computation that gives a model at once, without epochs, in steps of some milliseconds.
protocol ClosedForm {
  associatedtype Model: FittedModel
  /// - Returns: The model, once it is complete; no further step is then taken.
  /// - Throws: `InputError` if the data have no solution.
  mutating func step() throws -> Model?
}

/// A model that has weights, however it came by them.
protocol FittedModel: Recommender {
  var weights: TensorBundle { get }
  /// Numbers in `weights`.
  var parameterCount: Int { get }
}

extension FittedModel {
  var parameterCount: Int { weights.tensors.values.reduce(0) { $0 + $1.values.count } }
}

/// Trains what has a closed form: epoch 0 is all there is.
final class ClosedFormTrainer<Form: ClosedForm>: Trainer {
  let epochCount = 0
  private var form: Form?
  private var model: Form.Model?

  init(_ form: Form) { self.form = form }

  func start(from weights: TensorBundle) throws {
    throw InputError(.badContent, problem: "a method in closed form starts from no weights")
  }

  func step() throws -> TrainingStep {
    guard let model = try form?.step() else { return .within }
    self.model = model
    // What the computation held on the way is not needed any more.
    form = nil
    return .epoch(loss: nil)
  }

  var state: TrainerState? { nil }

  func resume(from state: TrainerState) throws {
    throw TrainerState.error("a closed form is computed afresh")
  }

  func recommender() -> any Recommender { complete }
  var weights: TensorBundle { complete.weights }
  var parameterCount: Int { complete.parameterCount }

  private var complete: Form.Model {
    guard let model else { preconditionFailure("the closed form is not complete yet") }
    return model
  }
}
