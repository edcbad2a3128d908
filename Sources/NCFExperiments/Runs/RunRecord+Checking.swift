import NCFEvaluation
import NCFModels

extension RunRecord {
  /// Where a finished run contradicts itself, one line each; empty if it is sound, or not finished.
  ///
  /// Its metrics are computed anew from its ranks, its best epoch is looked for anew, and its identity is hashed anew.
  public var contradictions: [String] {
    guard let result else { return [] }
    return identityContradictions + epochContradictions(result) + metricContradictions(result)
  }

  private var identityContradictions: [String] {
    // Another numerics version is part of another hash.
    guard environment.numericsVersion == EngineVersion.numerics else { return [] }
    let expected = RunIdentity(of: configuration, datasetDigest: datasetDigest)
    return expected == identity ? [] : ["configuration and data set hash to \(expected.short)"]
  }

  private func epochContradictions(_ result: RunResult) -> [String] {
    var problems: [String] = []
    let count = configuration.epochs ?? 0
    if !epochs.map(\.epoch).elementsEqual(0...max(0, count)) {
      problems.append("it has \(epochs.count) records of epochs, expected 0 to \(count)")
    }
    if configuration.selection == .last {
      if result.bestEpoch != epochs.last?.epoch {
        problems.append("the epoch that counts is \(result.bestEpoch), expected the last")
      }
      return problems
    }
    let metric = configuration.evaluation.selectBy
    let values = epochs.compactMap { $0.metrics.value(of: metric) }
    guard values.count == epochs.count else {
      return problems + ["\(metric.title), by which the best epoch was chosen, is not known of every epoch"]
    }
    let best = zip(epochs, values).first { $0.1 == values.max() }?.0
    if let best, best.epoch != result.bestEpoch {
      problems.append(
        "the best epoch is \(result.bestEpoch), but \(metric.title) is highest in epoch \(best.epoch)")
    }
    return problems
  }

  private func metricContradictions(_ result: RunResult) -> [String] {
    var problems: [String] = []
    func require(_ found: RankingMetrics?, _ expected: RankingMetrics, _ place: String) {
      guard let found, !agrees(found, with: expected) else { return }
      problems.append(
        "\(place) HR@10 and NDCG@10 are \(found.hitRatio(at: 10)) and \(found.ndcg(at: 10)), expected "
          + "\(expected.hitRatio(at: 10)) and \(expected.ndcg(at: 10))"
          + (found.histogram == nil || expected.histogram == nil ? "" : ", and not all ranks are as often"))
    }
    require(result.best, RankingMetrics(ranks: result.bestRanks), "at the best epoch")
    // The test task and the selection task are one.
    if configuration.selection != .validation {
      require(
        epochs.first { $0.epoch == result.bestEpoch }?.metrics, result.best, "in the best epoch's record")
      require(epochs.last?.metrics, result.last, "in the last epoch's record")
    }
    if !result.bestRanks.allSatisfy(Ranks.isValid) { problems.append("a rank is 0, and ranks start from 1") }
    if let full = result.fullRanking {
      if full.ranks.count != result.bestRanks.count {
        problems.append(
          "it ranks \(full.ranks.count) cases fully, and \(result.bestRanks.count) among samples")
      }
      if !full.ranks.allSatisfy(Ranks.isValid) {
        problems.append("a rank of the full ranking is 0, and ranks start from 1")
      }
      for (candidates, values) in full.lists?.values ?? [:] {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where !(value >= 0 && value.isFinite) {
          problems.append("\(name) of the \(candidates.rawValue) lists is \(value), expected a number from 0")
        }
      }
    }
    return problems
  }

  /// Bit by bit; metrics of another numerics version may have been rounded in another order.
  private func agrees(_ found: RankingMetrics, with expected: RankingMetrics) -> Bool {
    found.agrees(
      with: expected, tolerance: environment.numericsVersion == EngineVersion.numerics ? 0 : 1e-12)
  }
}

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
