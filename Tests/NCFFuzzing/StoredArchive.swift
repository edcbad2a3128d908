/// A zip archive with one uncompressed entry whose checksum is right, so that what stands behind the checksum is read.
struct StoredArchive {
  let bytes: [UInt8]

  init(name: String, content: [UInt8]) {
    let name = Array(name.utf8)
    let sizes = Self.number(content.count, 4) + Self.number(content.count, 4)
    let checksum = Self.number(Int(Self.checksum(content)), 4)
    // From the version to the length of the extra field, as both headers have them.
    let common =
      Self.number(20, 2) + [UInt8](repeating: 0, count: 8) + checksum + sizes
      + Self.number(name.count, 2) + Self.number(0, 2)
    let local = [0x50, 0x4b, 3, 4] + common + name + content
    let central =
      [0x50, 0x4b, 1, 2] + Self.number(20, 2) + common + [UInt8](repeating: 0, count: 14) + name
    let end =
      [0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0] + Self.number(central.count, 4)
      + Self.number(local.count, 4) + [0, 0]
    bytes = local + central + end
  }

  private static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }
}
