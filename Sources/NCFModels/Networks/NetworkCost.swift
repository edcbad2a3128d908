/// Floating-point operations per epoch and interaction of a network, roughly: the forward and backward pass of
/// each instance, and the optimiser's work on the rows that it touches.
func networkCost(of values: Hyperparameters, factors: Int, layers: [Int]) -> Double {
  let tower = zip(layers, layers.dropFirst()).reduce(0) { $0 + 6 * $1.0 * $1.1 }
  let rows = 60 * (factors + (layers.first ?? 0))
  return Double(1 + values.integer(.negatives)) * Double(tower + rows)
}
