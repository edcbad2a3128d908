import NCFData

extension InteractionMatrix {
  /// The number of interactions of each item; shape `itemCount`.
  var itemFrequencies: [Int] {
    var frequencies = [Int](repeating: 0, count: itemCount)
    for item in items { frequencies[Int(item)] += 1 }
    return frequencies
  }
}
