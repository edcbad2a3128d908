import Foundation

/// Ranks as bytes: a little-endian number per test case, of 16 bits among sampled negatives and of 32 bits among
/// all items.
enum RankBlob<Rank: FixedWidthInteger> {
  static func data(_ ranks: [Rank]) -> Data {
    ranks.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  /// The ranks, or nil if the bytes are not whole numbers of that width.
  static func ranks(_ data: Data) -> [Rank]? {
    let size = MemoryLayout<Rank>.size
    guard data.count.isMultiple(of: size) else { return nil }
    return data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: size).map {
        Rank(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Rank.self))
      }
    }
  }
}
