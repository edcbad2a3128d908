import Foundation
import NCFEvaluation

/// Ranks as bytes: a little-endian number per test case, and where ties are averaged, as many for how many
/// competitors share the case's places.
struct StoredRanks: Hashable {
  /// The width of each number: 8, 16 or 32.
  let bits: Int
  let places: Data
  /// Nil if no case shares its place.
  let tied: Data?

  init(bits: Int, places: Data, tied: Data?) {
    self.bits = bits
    self.places = places
    self.tied = tied
  }

  /// In the fewest bits of these widths, ascending, that hold every number; or else in 32.
  init(_ ranks: Ranks, widths: [Int]) {
    let greatest = max(ranks.places.max() ?? 0, ranks.tied.max() ?? 0)
    let bits = widths.first { $0 >= UInt32.bitWidth - greatest.leadingZeroBitCount } ?? UInt32.bitWidth
    self.init(
      bits: bits, places: Self.data(ranks.places, bits: bits),
      tied: ranks.tied.isEmpty ? nil : Self.data(ranks.tied, bits: bits))
  }

  /// Nil if the bytes are not whole numbers of that width, or not as many of both kinds.
  var ranks: Ranks? {
    guard let places = Self.numbers(places, bits: bits) else { return nil }
    guard let tied else { return Ranks(places: places) }
    guard let tied = Self.numbers(tied, bits: bits), tied.count == places.count else { return nil }
    return Ranks(places: places, tied: tied)
  }

  private static func data(_ numbers: [UInt32], bits: Int) -> Data {
    func data<Number: FixedWidthInteger>(_ type: Number.Type) -> Data {
      numbers.map { Number($0).littleEndian }.withUnsafeBytes { Data($0) }
    }
    return bits == 8 ? data(UInt8.self) : bits == 16 ? data(UInt16.self) : data(UInt32.self)
  }

  private static func numbers(_ data: Data, bits: Int) -> [UInt32]? {
    func numbers<Number: FixedWidthInteger>(_ type: Number.Type) -> [UInt32]? {
      let size = MemoryLayout<Number>.size
      guard data.count.isMultiple(of: size) else { return nil }
      return data.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: size).map {
          UInt32(Number(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Number.self)))
        }
      }
    }
    switch bits {
    case 8: return numbers(UInt8.self)
    case 16: return numbers(UInt16.self)
    case 32: return numbers(UInt32.self)
    default: return nil
    }
  }
}

/// A histogram of ranks as bytes: for each rank that occurs, in rising order, three whole numbers: by how much its
/// place is beyond the one before it (or 0), how many competitors share it, and how many cases have it. Each number
/// takes seven bits of a byte, the lowest first, for as long as the eighth bit is set (LEB128).
extension RankHistogram {
  var stored: Data {
    var data = Data()
    func append(_ number: UInt64) {
      var rest = number
      while rest > 0x7f {
        data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      data.append(UInt8(rest))
    }
    var previous: UInt32 = 0
    for entry in entries {
      append(UInt64(entry.rank.place - previous))
      append(UInt64(entry.rank.tied))
      append(UInt64(entry.caseCount))
      previous = entry.rank.place
    }
    return data
  }

  /// Nil if the bytes are no histogram.
  init?(stored data: Data) {
    var numbers: [UInt32] = []
    var (number, shift) = (UInt64(0), UInt64(0))
    for byte in data {
      number |= UInt64(byte & 0x7f) << shift
      shift += 7
      if byte & 0x80 == 0 {
        guard let value = UInt32(exactly: number) else { return nil }
        numbers.append(value)
        (number, shift) = (0, 0)
      } else if shift > UInt64(UInt32.bitWidth) {
        return nil
      }
    }
    guard shift == 0, numbers.count.isMultiple(of: 3) else { return nil }
    var entries: [Entry] = []
    var place: UInt32 = 0
    for index in stride(from: 0, to: numbers.count, by: 3) {
      let (sum, overflow) = place.addingReportingOverflow(numbers[index])
      if overflow { return nil }
      place = sum
      entries.append(
        Entry(rank: Rank(place: place, tied: numbers[index + 1]), caseCount: Int(numbers[index + 2])))
    }
    self.init(entries: entries)
  }
}
