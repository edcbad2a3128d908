import Foundation

extension TensorBundle {
  /// The bundle in the safetensors format. Equal bundles give equal bytes: names stand in the order of their
  /// UTF-8 bytes, and values in the same order.
  ///
  /// The name `__metadata__` is reserved by the format.
  public func safetensors() -> Data {
    precondition(tensors[Safetensors.metadataKey] == nil, "the format reserves this name")
    let sorted = tensors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var end = 0
    let entries = sorted.map { name, tensor in
      let start = end
      end += tensor.values.count * Safetensors.bytesPerValue
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      return #"\#(Self.quoted(name)):{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(start),\#(end)]}"#
    }
    var header = Data("{\(entries.joined(separator: ","))}".utf8)
    header.append(Data(repeating: UInt8(ascii: " "), count: -header.count & 7))

    var bytes = Data(capacity: 8 + header.count + end)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(header)
    for (_, tensor) in sorted {
      tensor.values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Writes the bundle to a file in the safetensors format, all of it or nothing.
  /// - Throws: `InputError` of kind `cannotWrite`.
  public func write(to path: String) throws { try AtomicFile.write(safetensors(), to: path) }

  /// A name as a JSON string.
  private static func quoted(_ name: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(name) else { preconditionFailure("every string has a JSON form") }
    return String(decoding: data, as: UTF8.self)
  }
}
