import NCFExperiments

/// Which runs belong into a cell of a table or a point of a figure.
///
/// What is left nil is open. Open settings keep to the paper's defaults where a plan has them: 4 negatives, a
/// tower of 3 hidden layers, NeuMF with pre-training (section 4.1).
struct RunQuery: Hashable, Sendable {
  var dataset: String
  var method: String
  var factors: Int?
  var depth: Int?
  var negatives: Int?
  var pretrained: Bool?

  /// Whether a configuration fits; a setting that its method does not have never stands in the way.
  func matches(_ configuration: RunConfiguration) -> Bool {
    func fits<Value: Equatable>(_ wanted: Value?, _ found: Value?) -> Bool {
      guard let wanted, let found else { return true }
      return wanted == found
    }
    return configuration.dataset == dataset && configuration.method == method
      && fits(factors, configuration.factors) && fits(depth, configuration.depth)
      && fits(negatives, configuration.negatives) && fits(pretrained, configuration.isPretrained)
  }

  /// The same query with one more open setting closed to the paper's default, in the order of importance.
  var refinements: [(inout RunQuery) -> Void] {
    [
      { $0.pretrained = $0.pretrained ?? true },
      { $0.depth = $0.depth ?? 3 },
      { $0.negatives = $0.negatives ?? 4 },
    ]
  }

  /// "NeuMF, 16 factors, ml-1m", as a missing run is named.
  var text: String {
    var parts = [MethodStyle.of(method).title + (depth.map { method == "mlp" ? "-\($0)" : "" } ?? "")]
    if let pretrained { parts[0] += pretrained ? " with pre-training" : " without pre-training" }
    if let factors { parts.append("\(factors) factors") }
    if let negatives { parts.append("\(negatives) negatives") }
    parts.append(dataset)
    return parts.joined(separator: ", ")
  }
}
