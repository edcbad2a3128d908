/// A zip archive of uncompressed entries whose checksums are right, so that what stands behind the checksums is read.
struct StoredArchive {
  let bytes: [UInt8]

  init(_ entries: [(name: String, content: [UInt8])]) {
    var (archive, directory) = ([UInt8](), [UInt8]())
    for entry in entries {
      let name = Array(entry.name.utf8)
      let sizes = Self.number(entry.content.count, 4) + Self.number(entry.content.count, 4)
      let checksum = Self.number(Int(Self.checksum(entry.content)), 4)
      // From the version to the length of the extra field, as both headers have them.
      let common =
        Self.number(20, 2) + [UInt8](repeating: 0, count: 8) + checksum + sizes
        + Self.number(name.count, 2) + Self.number(0, 2)
      directory +=
        [0x50, 0x4b, 1, 2] + Self.number(20, 2) + common + [UInt8](repeating: 0, count: 10)
        + Self.number(archive.count, 4) + name
      archive += [0x50, 0x4b, 3, 4] + common + name + entry.content
    }
    let count = Self.number(entries.count, 2)
    let end =
      [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count + Self.number(directory.count, 4)
      + Self.number(archive.count, 4) + [0, 0]
    bytes = archive + directory + end
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
