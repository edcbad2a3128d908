import NCFDiagnostics

/// Numbers identifiers, as the bytes that they are, in the order in which they are first met.
///
/// The bytes of all identifiers lie one after the other in one array, and a table of open addressing finds them:
/// no memory of its own for each of millions.
struct IdentifierTable {
  private var bytes: [UInt8] = []
  /// Where each identifier begins in `bytes`; one more than there are identifiers.
  private var offsets = [0]
  /// Identifiers' numbers by hash, −1 where there is none; its size is a power of two.
  private var slots = [Int32](repeating: -1, count: 1024)

  var count: Int { offsets.count - 1 }

  /// The bytes of one identifier.
  func bytes(of number: Int) -> ArraySlice<UInt8> { bytes[offsets[number]..<offsets[number + 1]] }

  /// The number of an identifier, which is new or not.
  mutating func number(of identifier: ArraySlice<UInt8>) -> Int32 {
    var slot = slot(of: identifier)
    while slots[slot] >= 0 {
      if bytes(of: Int(slots[slot])).elementsEqual(identifier) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(count)
    slots[slot] = number
    bytes += identifier
    offsets.append(bytes.count)
    if 2 * count > slots.count { grow() }
    return number
  }

  /// The numbers of identifiers in the order of the identifiers themselves: as numbers if all of them are whole
  /// numbers without leading zeros, of at most 18 digits; otherwise by their bytes.
  func ordered(_ numbers: [Int32]) -> [Int32] {
    let values = numbers.map { Self.wholeNumber(bytes(of: Int($0))) }
    if values.allSatisfy({ $0 != nil }) {
      return zip(values, numbers).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1)
    }
    return numbers.sorted { bytes(of: Int($0)).lexicographicallyPrecedes(bytes(of: Int($1))) }
  }

  private func slot(of identifier: ArraySlice<UInt8>) -> Int {
    // FNV-1a, with its high bits folded in.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in identifier { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for number in 0..<count {
      var slot = slot(of: bytes(of: number))
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  private static func wholeNumber(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard 1...18 ~= bytes.count, bytes.count == 1 || bytes.first != UInt8(ascii: "0") else { return nil }
    var value = 0
    for byte in bytes {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
