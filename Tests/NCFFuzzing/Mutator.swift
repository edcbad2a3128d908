import NCFRandom

/// Changes real inputs at random: bits and bytes, numbers, structure, order, length.
public struct Mutator {
  /// Inputs do not grow beyond this, if their seeds are not longer.
  public static let longestInput = 1 << 16

  private var generator: SeededGenerator

  /// Texts that readers tend to trip over.
  private static let tokens: [[UInt8]] = [
    "0", "-1", "1", "255", "65536", "2147483647", "2147483648", "4000000000", "4294967296",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e308",
    "1e309", "-1e309", "1e-400", "0.1", "nan", "NaN", "inf", "Infinity", "null", "true", "false", "{}", "[]",
    "\"\"",
    "\"\\ud800\"", "\"\\u0000\"", "[[[[[[[[", "{\"a\":", "\t", "\n", "\r\n", "\n\n", ",", ":", "::", "\"",
    "\\", "/", "../",
    "\u{0}", "\u{feff}", "(0,0)", "(", ")", "é", "\u{1f980}",
  ].map { Array($0.utf8) }

  public init(_ generator: SeededGenerator) { self.generator = generator }

  /// One to six changes of one of the seeds, rather few than many.
  /// - Parameter keepsPlaces: Changes most inputs without moving what comes behind, as binary formats need it to be
  ///   read any further.
  public mutating func mutate(_ seeds: [[UInt8]], keepsPlaces: Bool) -> [UInt8] {
    var bytes = seeds[below(seeds.count)]
    let isInPlace = keepsPlaces && below(8) > 0
    for _ in 0...below(1 + below(6)) {
      if isInPlace { changeInPlace(&bytes) } else { change(&bytes, seeds) }
    }
    let longest = max(Self.longestInput, seeds.map(\.count).max() ?? 0)
    if bytes.count > longest { bytes.removeLast(bytes.count - longest) }
    return bytes
  }

  private mutating func changeInPlace(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let position = below(bytes.count)
    switch below(6) {
    case 0: bytes[position] ^= 1 << UInt8(below(8))
    case 1: bytes[position] = UInt8(below(256))
    case 2: bytes[position] = [0, 0x7f, 0x80, 0xff][below(4)]
    case 3:
      let range = stretch(bytes, position)
      bytes.replaceSubrange(range, with: repeatElement(UInt8(below(256)), count: range.count))
    case 4:
      let part = Array(bytes[stretch(bytes, position)])
      let target = below(bytes.count - part.count + 1)
      bytes.replaceSubrange(target..<target + part.count, with: part)
    default: writeLittleEndian(&bytes, at: position)
    }
  }

  private mutating func change(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = Self.tokens[below(Self.tokens.count)]
      return
    }
    let position = below(bytes.count)
    switch below(16) {
    case 0: bytes[position] ^= 1 << UInt8(below(8))
    case 1: bytes[position] = UInt8(below(256))
    case 2: bytes[position] = [0, 0x7f, 0x80, 0xff][below(4)]
    case 3: replaceNumber(&bytes, from: position)
    case 4: bytes.insert(contentsOf: Self.tokens[below(Self.tokens.count)], at: position)
    case 5: bytes.removeSubrange(stretch(bytes, position))
    case 6:
      let part = Array(bytes[stretch(bytes, position)])
      bytes.insert(contentsOf: part, at: below(bytes.count + 1))
    case 7:
      let part = Array(bytes[stretch(bytes, position)])
      // Now and then so often that nesting gets deep.
      let times = below(below(16) == 0 ? Self.longestInput / part.count : 64)
      bytes.insert(contentsOf: repeatElement(part, count: times).joined(), at: position)
    case 8: bytes.removeLast(bytes.count - position)
    case 9: bytes.removeFirst(position)
    case 10: swapLines(&bytes)
    case 11:
      let range = stretch(bytes, position)
      bytes.replaceSubrange(range, with: repeatElement(UInt8(below(256)), count: range.count))
    case 12:
      let other = seeds[below(seeds.count)]
      let cut = below(other.count + 1)
      bytes = Array(bytes[..<position] + other[cut...])
    case 13: writeLittleEndian(&bytes, at: position)
    default: replaceWord(&bytes, from: position, seeds)
    }
  }

  /// Another word of the seeds in place of the one at or after a position, which leaves the punctuation alone.
  private mutating func replaceWord(_ bytes: inout [UInt8], from position: Int, _ seeds: [[UInt8]]) {
    let other = seeds[below(seeds.count)]
    guard !other.isEmpty, let word = Self.word(bytes, from: position),
      let replacement = Self.word(other, from: below(other.count))
    else { return }
    bytes.replaceSubrange(word, with: Array(other[replacement]))
  }

  private static func word(_ bytes: [UInt8], from position: Int) -> Range<Int>? {
    let isPart = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || byte == 0x5f || byte == 0x2e
        || byte == 0x2d
    }
    guard let first = bytes[position...].firstIndex(where: isPart) else { return nil }
    let start = bytes[..<first].lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
    return start..<(bytes[first...].firstIndex { !isPart($0) } ?? bytes.count)
  }

  /// Another number in place of the digits at or after a position.
  private mutating func replaceNumber(_ bytes: inout [UInt8], from position: Int) {
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard let start = bytes[position...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let replacement =
      below(3) == 0 ? Array(String(generator.next() >> UInt64(below(64))).utf8) : Self.tokens[below(20)]
    bytes.replaceSubrange(start..<end, with: replacement)
  }

  /// A length or an offset that claims too much.
  private mutating func writeLittleEndian(_ bytes: inout [UInt8], at position: Int) {
    let value: UInt64 = [0, 1, 0x7fff_ffff, 0xffff_ffff, 1 << 40, .max >> 1, .max, UInt64(bytes.count)][
      below(8)]
    for index in 0..<[2, 4, 8][below(3)] where position + index < bytes.count {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  private mutating func swapLines(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count > 1 else { return }
    lines.swapAt(below(lines.count), below(lines.count))
    bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private mutating func stretch(_ bytes: [UInt8], _ position: Int) -> Range<Int> {
    position..<min(bytes.count, position + 1 + below(below(8) == 0 ? 4096 : 24))
  }

  private mutating func below(_ bound: Int) -> Int {
    bound < 2 ? 0 : Int(generator.uniform(below: UInt32(bound)))
  }
}
