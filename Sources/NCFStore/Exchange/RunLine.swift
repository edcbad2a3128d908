import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels

/// A finished run as one line of a `runs.jsonl` file: JSON with sorted keys, from which the whole record can be
/// rebuilt.
struct RunLine: Codable {
  /// The ranks of the best epoch, packed: base64 of one byte per test case if every rank fits, else of two,
  /// little-endian.
  struct PackedRanks: Codable {
    let bits: Int
    let base64: Data
  }

  let identity: RunIdentity
  /// Canonical JSON as text: exactly what was hashed into the identity.
  let configuration: String
  let datasetDigest: String
  let environment: RunEnvironment
  let started: String
  let ended: String
  let epochs: [EpochRecord]
  let bestEpoch: Int
  let best: RankingMetrics
  let last: RankingMetrics
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
    epochs = record.epochs
    bestEpoch = result.bestEpoch
    best = result.best
    last = result.last
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
    guard let ranks = ranks.values else { throw MalformedRunLine("ranks", "8- or 16-bit ranks in base64") }
    let full = try fullRanking.map { packed in
      guard let ranking = packed.ranking else {
        throw MalformedRunLine("full_ranking", "16- or 32-bit ranks in base64")
      }
      return ranking
    }
    guard ([best, last] + epochs.map(\.metrics)).allSatisfy(\.isComplete) else {
      throw MalformedRunLine("best, last and epochs", "HR and NDCG at 1 to \(RankingMetrics.largestCutoff)")
    }
    guard zip(epochs, epochs.dropFirst()).allSatisfy({ $0.epoch < $1.epoch }) else {
      throw MalformedRunLine("epochs", "rising numbers of epochs")
    }
    return RunRecord(
      identity: identity, configuration: configuration, datasetDigest: datasetDigest, status: .finished,
      failure: nil, environment: environment, started: started, ended: ended, epochs: epochs,
      result: RunResult(
        bestEpoch: bestEpoch, best: best, last: last, bestRanks: ranks, parameterCount: parameterCount,
        fullRanking: full))
  }
}

extension RankingMetrics {
  /// Decoding does not count the values.
  fileprivate var isComplete: Bool {
    hitRatios.count == Self.largestCutoff && ndcgs.count == Self.largestCutoff
  }
}

extension RunLine.PackedRanks {
  init(_ ranks: [UInt16]) {
    let narrow = ranks.allSatisfy { $0 <= UInt8.max }
    bits = narrow ? 8 : 16
    base64 = narrow ? Data(ranks.map { UInt8($0) }) : RankBlob.data(ranks)
  }

  var values: [UInt16]? {
    switch bits {
    case 8: base64.map(UInt16.init)
    case 16: RankBlob<UInt16>.ranks(base64)
    default: nil
    }
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
