/// The runs of Figure 7: GMF, MLP and NeuMF with 1 to 10 negatives per positive instance.
struct NegativeSweep {
  static let methods = ["gmf", "mlp", "neumf"]

  let catalog: RunCatalog
  let dataset: String

  /// 16 as in the paper, or the fewest that were planned.
  var factors: Int? {
    let planned = catalog.values(of: \.factors, methods: Self.methods)
    return planned.contains(16) ? 16 : planned.first
  }

  func cells(_ method: String, _ negatives: some Sequence<Int>) -> [RunCell] {
    negatives.map {
      catalog.cell(RunQuery(dataset: dataset, method: method, factors: factors, negatives: $0))
    }
  }
}
