import Foundation

extension PlainKernels {
  public static func logisticDescent(
    _ factors: BiasedFactors, pairs: PairIndices, labels: UnsafePointer<Float>, count: Int, width: Int,
    rate: Float, penalty: Float, logits: UnsafeMutablePointer<Float>
  ) {
    for b in 0..<count {
      let (user, item) = (Int(pairs.users[b]), Int(pairs.items[b]))
      let p = factors.users.pointer + user * factors.users.stride
      let q = factors.items.pointer + item * factors.items.stride
      logits[b] = (0..<width).reduce(0) { $0 + p[$1] * q[$1] }
      if let biases = factors.biases {
        logits[b] += biases.users[user] + biases.items[item] + biases.all.pointee
      }
      let gradient = labels[b] - Float(1 / (1 + exp(-Double(logits[b]))))
      for k in 0..<width {
        let (pk, qk) = (p[k], q[k])
        p[k] += rate * (gradient * qk - penalty * pk)
        q[k] += rate * (gradient * pk - penalty * qk)
      }
      if let biases = factors.biases {
        biases.users[user] += rate * (gradient - penalty * biases.users[user])
        biases.items[item] += rate * (gradient - penalty * biases.items[item])
        biases.all.pointee += rate * (gradient - penalty * biases.all.pointee)
      }
    }
  }
}
