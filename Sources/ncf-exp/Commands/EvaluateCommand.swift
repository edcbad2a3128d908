import ArgumentParser
import NCFDiagnostics
import NCFEvaluation
import NCFModels

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure trained weights on a data set's test task: HR@K and NDCG@K for K from 1 to 10.",
    discussion: """
      The method is recognised by the tensors, or by what ncf-exp train wrote beside them. docs/weights.md has their names, and how PyTorch and NumPy read them.

      EXAMPLES
        ncf-exp evaluate --weights neumf.safetensors --dataset ml-1m
        ncf-exp evaluate --weights 'ml-1m_GMF_8_1501651698.h5' --dataset ml-1m
        ncf-exp evaluate --run 3f9a
      """)

  @OptionGroup var model: ModelOptions
  @Flag(help: "One JSON object, for programs.")
  var json = false

  func run() throws {
    let trained = try model.load()
    let metrics = RankingMetrics(ranks: Evaluator(task: trained.dataset.test).ranks(of: trained.recommender))
    if json {
      return try JSONOutput.write(
        Report(
          model: trained.method, dataset: trained.dataset.name, cases: trained.dataset.test.caseCount,
          hitRatios: metrics.hitRatios, ndcgs: metrics.ndcgs))
    }
    let title = MethodRegistry.method(named: trained.method)?.title ?? trained.method
    print("\(title) on \(trained.dataset.name), \(trained.dataset.test.caseCount) test cases")
    var table = TextTable([("K", .right), ("HR@K", .right), ("NDCG@K", .right)])
    for cutoff in 1...RankingMetrics.largestCutoff {
      table.append([
        "\(cutoff)", metrics.hitRatio(at: cutoff).decimals(4), metrics.ndcg(at: cutoff).decimals(4),
      ])
    }
    print(table.text)
  }

  private struct Report: Encodable {
    let model: String
    let dataset: String
    let cases: Int
    /// HR@1 … HR@10.
    let hitRatios: [Double]
    /// NDCG@1 … NDCG@10.
    let ndcgs: [Double]
  }
}
