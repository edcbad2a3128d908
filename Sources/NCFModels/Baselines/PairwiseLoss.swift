import NCFKernels

/// The pairwise loss −ln σ(x) of a batch's margins x: the log loss of logits whose labels are all 1.
final class PairwiseLoss {
  let margins: AlignedBuffer<Float>
  /// ∂loss/∂margins, after `compute`.
  let gradients: AlignedBuffer<Float>
  private let labels: AlignedBuffer<Float>

  init(capacity: Int) {
    let padded = paddedWidth(capacity)
    margins = AlignedBuffer(count: padded, zero: 0)
    gradients = AlignedBuffer(count: padded, zero: 0)
    labels = AlignedBuffer(count: padded, zero: 1)
  }

  /// Computes gradients[b] = scale·(σ(x) − 1).
  /// - Returns: Σ −ln σ(x), not scaled.
  func compute(count: Int, scale: Float = 1) -> Double {
    Kernels.logisticLoss(
      logits: margins.pointer, labels: labels.pointer, count: count, scale: scale,
      gradients: gradients.pointer)
  }
}
