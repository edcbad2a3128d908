import Foundation

extension PlainKernels {
  public static func pairwiseDescent(
    users: RowView, items: RowView, triplets: TripletIndices, count: Int, width: Int, rate: Float,
    penalty: Float, margins: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let p = users.pointer + Int(triplets.users[b]) * users.stride
      let positive = items.pointer + Int(triplets.positives[b]) * items.stride
      let negative = items.pointer + Int(triplets.negatives[b]) * items.stride
      margins[b] = (0..<width).reduce(0) { $0 + p[$1] * (positive[$1] - negative[$1]) }
      let s = Float(1 / (1 + exp(Double(margins[b]))))
      for k in 0..<width {
        let (pk, qi, qj) = (p[k], positive[k], negative[k])
        p[k] += rate * (s * (qi - qj) - penalty * pk)
        positive[k] += rate * (s * pk - penalty * qi)
        negative[k] += rate * (-s * pk - penalty * qj)
      }
    }
  }

  public static func pairwiseMargins(
    users: RowView, items: RowView, triplets: TripletIndices, count: Int, width: Int,
    margins: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      margins[b] = 0
      for k in 0..<width {
        let p = users.pointer[Int(triplets.users[b]) * users.stride + k]
        let qi = items.pointer[Int(triplets.positives[b]) * items.stride + k]
        let qj = items.pointer[Int(triplets.negatives[b]) * items.stride + k]
        margins[b] += p * (qi - qj)
      }
    }
  }

  public static func pairwiseGradients(
    users: RowView, items: RowView, triplets: TripletIndices, count: Int, width: Int,
    marginGradients: UnsafePointer<Float>, penalty: Float, slots: TripletIndices, userGradients: RowView,
    itemGradients: RowView
  ) {
    for b in 0..<count {
      for k in 0..<width {
        let p = users.pointer[Int(triplets.users[b]) * users.stride + k]
        let qi = items.pointer[Int(triplets.positives[b]) * items.stride + k]
        let qj = items.pointer[Int(triplets.negatives[b]) * items.stride + k]
        let dx = marginGradients[b]
        userGradients.pointer[Int(slots.users[b]) * userGradients.stride + k] += dx * (qi - qj) + penalty * p
        itemGradients.pointer[Int(slots.positives[b]) * itemGradients.stride + k] += dx * p + penalty * qi
        itemGradients.pointer[Int(slots.negatives[b]) * itemGradients.stride + k] += -dx * p + penalty * qj
      }
    }
  }
}
