import Foundation
import NCFData
import NCFEvaluation
import NCFModels

/// One thing that is timed.
struct Workload {
  /// Such as "neumf-8", "bpr-16", "evaluation".
  let name: String
  let method: any Method
  let values: Hyperparameters
  let measuresEvaluation: Bool

  /// - Parameters:
  ///   - name: METHOD-FACTORS, or "evaluation" for the ranking of all test cases by NeuMF with 8 factors.
  ///   - threads: Threads of the run.
  init?(_ name: String, threads: Int) throws {
    measuresEvaluation = name == "evaluation"
    let model = measuresEvaluation ? "neumf-8" : name
    // Methods' names may have hyphens of their own.
    guard let hyphen = model.lastIndex(of: "-"), let factors = Int(model[model.index(after: hyphen)...]),
      let method = MethodRegistry.method(named: String(model[..<hyphen]))
    else { return nil }
    var given = [Hyperparameter.factors.key: ParameterValue.integer(factors)]
    if threads > 1 { given[Hyperparameter.threads.key] = .integer(threads) }
    self.name = name
    self.method = method
    self.values = try method.complete(given)
  }

  /// The seconds that each of `repeats` epochs, or evaluations, took after a first one that is not counted.
  func seconds(on dataset: Dataset, repeats: Int) throws -> [Double] {
    let trainer = try method.makeTrainer(values, on: TrainingData(dataset.training))
    let evaluator = Evaluator(task: dataset.test)
    _ = try trainer.finishEpoch()
    return try (0...repeats).map { _ in
      try Timing.seconds {
        if measuresEvaluation {
          _ = evaluator.ranks(of: trainer.recommender())
        } else {
          _ = try trainer.finishEpoch()
        }
      }
    }.suffix(repeats)
  }

  /// Nil for what is no network's.
  func roofline(on dataset: Dataset) -> Roofline? {
    guard case .integer(let negatives) = values[.negatives],
      case .integer(let batchSize) = values[.batchSize],
      case .integer(let width) = values[.factors]
    else { return nil }
    var layers: [Int] = []
    if case .integers(let widths) = values[.layers] { layers = widths }
    let factors = method.name == MLP().name ? 0 : width
    if measuresEvaluation {
      return Roofline(
        evaluating: dataset.test, users: dataset.training.userCount, items: dataset.training.itemCount,
        factors: factors, layers: layers)
    }
    return Roofline(
      training: dataset.training, factors: factors, layers: layers, negatives: negatives,
      batchSize: batchSize)
  }
}
