/// The bytes of an HDF5 file, which is a web of addresses: each is checked, and a file whose parts refer to one
/// another again and again is refused, since it could keep a reader busy for ever.
final class HDF5Content {
  /// Bytes that may be read in all, as a multiple of the file's: each part is needed once or twice.
  private static let mostReadings = 4
  /// The address of what does not exist.
  static let nowhere = UInt64.max

  private let bytes: [UInt8]
  private var allowance: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    allowance = Self.mostReadings * bytes.count
  }

  /// - Throws: `HDF5Flaw` if the file has no such bytes, or too much has been read.
  func block(at address: UInt64, count: UInt64) throws(HDF5Flaw) -> HDF5Block {
    let size = UInt64(bytes.count)
    guard address <= size, count <= size - address, Int(count) <= allowance else { throw .damage }
    allowance -= Int(count)
    return HDF5Block(bytes[Int(address)..<Int(address) + Int(count)])
  }
}
