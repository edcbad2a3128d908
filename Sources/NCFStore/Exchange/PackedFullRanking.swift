import Foundation
import NCFEvaluation

/// A full ranking in a `runs.jsonl` file: base64 of two bytes per test case if every rank fits, else of four,
/// little-endian.
struct PackedFullRanking: Codable {
  let bits: Int
  let base64: Data
  let microsecondsPerUser: Double

  init(_ ranking: FullRanking) {
    let narrow = ranking.ranks.allSatisfy { $0 <= UInt16.max }
    bits = narrow ? 16 : 32
    base64 = narrow ? RankBlob.data(ranking.ranks.map { UInt16($0) }) : RankBlob.data(ranking.ranks)
    microsecondsPerUser = ranking.microsecondsPerUser
  }

  /// Nil if the bytes are not ranks.
  var ranking: FullRanking? {
    let ranks: [UInt32]? =
      switch bits {
      case 16: RankBlob<UInt16>.ranks(base64)?.map(UInt32.init)
      case 32: RankBlob<UInt32>.ranks(base64)
      default: nil
      }
    return ranks.map { FullRanking(ranks: $0, microsecondsPerUser: microsecondsPerUser) }
  }
}
