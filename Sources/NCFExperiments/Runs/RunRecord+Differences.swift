import NCFEvaluation

extension RunRecord {
  /// Where another attempt at the same run found something else, bit by bit, one line each. Where, when and how fast
  /// they ran may differ, and only one of them may have a full ranking.
  public func differences(from other: RunRecord) -> [String] {
    var differences: [String] = []
    if configuration.canonicalJSON != other.configuration.canonicalJSON
      || datasetDigest != other.datasetDigest
    {
      differences.append("configuration or data set")
    }
    if epochs.map(\.epoch) != other.epochs.map(\.epoch) {
      differences.append("\(epochs.count) epochs and \(other.epochs.count)")
    }
    if let (epoch, others) = zip(epochs, other.epochs).first(where: { !$0.hasSameNumbers(as: $1) }) {
      let (loss, othersLoss) = (epoch.loss.map { "\($0)" } ?? "none", others.loss.map { "\($0)" } ?? "none")
      differences.append(
        "epoch \(epoch.epoch): loss \(loss) and \(othersLoss), HR@10 \(epoch.metrics.hitRatio(at: 10)) and "
          + "\(others.metrics.hitRatio(at: 10))")
    }
    if let result, let others = other.result, !result.hasSameNumbers(as: others) {
      differences.append(
        "best epoch \(result.bestEpoch) and \(others.bestEpoch), HR@10 \(result.best.hitRatio(at: 10)) and "
          + "\(others.best.hitRatio(at: 10))\(result.bestRanks == others.bestRanks ? "" : ", other ranks")")
    }
    if (result == nil) != (other.result == nil) { differences.append("only one of them has a result") }
    return differences
  }
}

extension EpochRecord {
  fileprivate func hasSameNumbers(as other: EpochRecord) -> Bool {
    epoch == other.epoch && loss == other.loss && metrics.agrees(with: other.metrics)
  }
}
