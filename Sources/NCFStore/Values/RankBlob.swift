import Foundation

/// Ranks as bytes: a little-endian 16-bit number per test case.
enum RankBlob {
  static func data(_ ranks: [UInt16]) -> Data {
    ranks.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  /// The ranks, or nil if the bytes are not whole 16-bit numbers.
  static func ranks(_ data: Data) -> [UInt16]? {
    guard data.count.isMultiple(of: 2) else { return nil }
    return data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 2).map {
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt16.self))
      }
    }
  }
}
