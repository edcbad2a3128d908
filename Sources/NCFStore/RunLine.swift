import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels

/// A finished run as one line of a `runs.jsonl` file: JSON with sorted keys, from which the whole record can be
/// rebuilt.
///
/// Of each epoch it holds how often each rank occurs (`RankHistogram.stored` in base64), from which every metric
/// follows. Lines of release 0.1.0 hold HR and NDCG at 1 … 10 instead, and are written as they were read.
struct RunLine: Codable {
  /// Ranks, packed: base64 of one byte per test case if every rank fits, else of two or four, little-endian. Where
  /// ties are averaged, as many numbers for how many competitors share each case's places.
  struct PackedRanks: Codable {
    let bits: Int
    let base64: Data
    let tied: Data?
  }

  /// The same, but never of one byte.
  struct PackedFullRanking: Codable {
    let bits: Int
    let base64: Data
    let tied: Data?
    let microsecondsPerUser: Double
    /// What is in the lists of the best items, by `ListMetrics.Candidates` and the metrics' names; absent in the lines of
    /// earlier releases.
    let lists: [String: [String: Double]]?
  }

  /// HR and NDCG at 1 … 10.
  struct Metrics: Codable {
    let hitRatios: [Double]
    let ndcgs: [Double]
  }

  struct Epoch: Codable {
    let epoch: Int
    let loss: Double?
    /// Either these or `ranks`.
    let metrics: Metrics?
    let ranks: Data?
    let trainingSeconds: Double
    let evaluationSeconds: Double
  }

  let identity: RunIdentity
  /// Canonical JSON as text: exactly what was hashed into the identity.
  let configuration: String
  let datasetDigest: String
  let environment: RunEnvironment
  let started: String
  let ended: String
  let epochs: [Epoch]
  let bestEpoch: Int
  /// Absent where they follow from `ranks`.
  let best: Metrics?
  /// Either these or `lastRanks`.
  let last: Metrics?
  let lastRanks: Data?
  /// Of the best epoch.
  let ranks: PackedRanks
  let parameterCount: Int
  /// Absent where no full ranking was made, as in the lines of earlier releases.
  let fullRanking: PackedFullRanking?

  /// The line of a record, or nil if the run is not finished.
  init?(_ record: RunRecord) {
    guard let result = record.result, let ended = record.ended else { return nil }
    identity = record.identity
    configuration = record.configuration.canonicalJSON
    datasetDigest = record.datasetDigest
    environment = record.environment
    started = Timestamp.text(record.started)
    self.ended = Timestamp.text(ended)
    epochs = record.epochs.map(Epoch.init)
    bestEpoch = result.bestEpoch
    best = Metrics(result.best)
    last = Metrics(result.last)
    lastRanks = result.last.histogram?.stored
    ranks = PackedRanks(result.bestRanks)
    parameterCount = result.parameterCount
    fullRanking = result.fullRanking.map(PackedFullRanking.init)
  }

  /// - Throws: `MalformedRunLine`.
  func record() throws -> RunRecord {
    guard identity.isWellFormed else { throw MalformedRunLine("identity", "64 hexadecimal digits") }
    guard let configuration = try? RunConfiguration(canonicalJSON: configuration) else {
      throw MalformedRunLine("configuration", "the canonical JSON of a run's configuration")
    }
    // SQLite takes U+0000 for a text's end.
    let texts = [
      datasetDigest, configuration.dataset, environment.engineVersion, environment.gitCommit ?? "",
      environment.host, environment.processor, environment.toolchain,
    ]
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw MalformedRunLine("configuration, dataset_digest and environment", "texts without U+0000")
    }
    // Of another engine's runs only that engine can tell.
    guard
      environment.numericsVersion != EngineVersion.numerics
        || identity == RunIdentity(of: configuration, datasetDigest: datasetDigest)
    else { throw MalformedRunLine("identity", "the hash of the line's configuration and data set") }
    guard let started = Timestamp.date(started) else { throw MalformedRunLine("started", "a time") }
    guard let ended = Timestamp.date(ended) else { throw MalformedRunLine("ended", "a time") }
    guard let ranks = ranks.values else {
      throw MalformedRunLine("ranks", "8-, 16- or 32-bit ranks in base64")
    }
    let full = try fullRanking.map { packed in
      guard let ranking = packed.ranking else {
        throw MalformedRunLine("full_ranking", "16- or 32-bit ranks in base64, and lists of metrics from 0")
      }
      return ranking
    }
    let measured = try epochs.map { try Self.measured($0.metrics, $0.ranks, "epochs") }
    guard zip(epochs, epochs.dropFirst()).allSatisfy({ $0.epoch < $1.epoch }) else {
      throw MalformedRunLine("epochs", "rising numbers of epochs")
    }
    return RunRecord(
      identity: identity, configuration: configuration, datasetDigest: datasetDigest, status: .finished,
      failure: nil, environment: environment, started: started, ended: ended,
      epochs: zip(epochs, measured).map { epoch, metrics in
        EpochRecord(
          epoch: epoch.epoch, loss: epoch.loss, metrics: metrics, trainingSeconds: epoch.trainingSeconds,
          evaluationSeconds: epoch.evaluationSeconds)
      },
      result: RunResult(
        bestEpoch: bestEpoch,
        best: try best.map { try Self.measured($0, nil, "best") } ?? RankingMetrics(ranks: ranks),
        last: try Self.measured(last, lastRanks, "last"), bestRanks: ranks, parameterCount: parameterCount,
        fullRanking: full))
  }

  private static func measured(_ metrics: Metrics?, _ ranks: Data?, _ key: String) throws -> RankingMetrics {
    if let ranks {
      guard metrics == nil, let histogram = RankHistogram(stored: ranks) else {
        throw MalformedRunLine(key, "how often each rank occurs, in base64")
      }
      return RankingMetrics(histogram)
    }
    let count = RankingMetrics.largestCutoff
    guard let metrics, metrics.hitRatios.count == count, metrics.ndcgs.count == count else {
      throw MalformedRunLine(key, "HR and NDCG at 1 to \(count), or ranks")
    }
    return RankingMetrics(hitRatios: metrics.hitRatios, ndcgs: metrics.ndcgs)
  }
}

extension RunLine.Metrics {
  /// Nil where all follows from ranks that are kept.
  fileprivate init?(_ metrics: RankingMetrics) {
    guard metrics.histogram == nil else { return nil }
    self.init(hitRatios: metrics.hitRatios, ndcgs: metrics.ndcgs)
  }
}

extension RunLine.Epoch {
  fileprivate init(_ record: EpochRecord) {
    self.init(
      epoch: record.epoch, loss: record.loss, metrics: RunLine.Metrics(record.metrics),
      ranks: record.metrics.histogram?.stored, trainingSeconds: record.trainingSeconds,
      evaluationSeconds: record.evaluationSeconds)
  }
}

extension RunLine.PackedRanks {
  fileprivate init(_ ranks: Ranks) {
    let stored = StoredRanks(ranks, widths: [8, 16, 32])
    self.init(bits: stored.bits, base64: stored.places, tied: stored.tied)
  }

  /// Nil if the bytes are not ranks.
  fileprivate var values: Ranks? { StoredRanks(bits: bits, places: base64, tied: tied).ranks }
}

extension RunLine.PackedFullRanking {
  fileprivate init(_ ranking: FullRanking) {
    let stored = StoredRanks(ranking.ranks, widths: [16, 32])
    self.init(
      bits: stored.bits, base64: stored.places, tied: stored.tied,
      microsecondsPerUser: ranking.microsecondsPerUser,
      lists: ranking.lists.map { lists in
        Dictionary(uniqueKeysWithValues: lists.values.map { ($0.key.rawValue, $0.value) })
      })
  }

  /// Nil if the bytes are no ranks, or the lists' metrics are none.
  fileprivate var ranking: FullRanking? {
    guard bits > 8, let ranks = StoredRanks(bits: bits, places: base64, tied: tied).ranks else { return nil }
    var values: [ListMetrics.Candidates: [String: Double]] = [:]
    for (word, metrics) in lists ?? [:] {
      // A metric of a later release is kept; SQLite takes U+0000 for a text's end.
      guard let candidates = ListMetrics.Candidates(rawValue: word),
        metrics.allSatisfy({ !$0.key.utf8.contains(0) && $0.value.isFinite && $0.value >= 0 })
      else { return nil }
      values[candidates] = metrics
    }
    return FullRanking(
      ranks: ranks, microsecondsPerUser: microsecondsPerUser,
      lists: values.isEmpty ? nil : ListMetrics(values))
  }
}

extension RunLine {
  /// One line without its end.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self)
  }

  /// - Throws: `MalformedRunLine`.
  init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      self = try decoder.decode(RunLine.self, from: json)
    } catch let error as DecodingError {
      throw MalformedRunLine(error)
    }
  }
}

/// A line of a `runs.jsonl` file that is not a finished run.
struct MalformedRunLine: Error {
  let problem: String

  init(_ key: String, _ expectation: String) { problem = "\(key): expected \(expectation)" }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, _):
      problem = "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      problem = key.isEmpty ? "expected a run in JSON" : "\(key): the value is of the wrong type"
    @unknown default:
      problem = "expected a run in JSON"
    }
  }
}
