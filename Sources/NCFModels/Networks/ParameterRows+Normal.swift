import NCFKernels
import NCFRandom

extension ParameterRows {
  /// Fills columns, row after row, from N(0, deviation²).
  func fillNormal(columns: Range<Int>, deviation: Double, using generator: inout SeededGenerator) {
    var spare: Double?
    for row in 0..<rowCount {
      for column in columns {
        let value: Double
        if let kept = spare {
          value = kept
          spare = nil
        } else {
          let pair = generator.normalPair()
          value = pair.0
          spare = pair.1
        }
        parameters.pointer[row * width + column] = Float(deviation * value)
      }
    }
  }
}
