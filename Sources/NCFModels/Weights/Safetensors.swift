/// The limits and names of the safetensors format (https://github.com/huggingface/safetensors), as far as this
/// project uses it: 32-bit floats only.
///
/// A file is the header's length N (8 bytes, little-endian), N bytes of JSON, and the tensors' values:
///
///     {"gmf.users": {"dtype": "F32", "shape": [6040, 8], "data_offsets": [0, 193280]}, …}
///
/// Offsets count from the end of the header. The tensors cover the rest of the file without gaps or overlaps.
/// The header is padded with spaces to a multiple of 8 bytes, so that the values are aligned.
enum Safetensors {
  /// The only type of value that is read and written.
  static let dtype = "F32"
  static let bytesPerValue = 4
  /// The key under which a header holds free text in place of a tensor.
  static let metadataKey = "__metadata__"
  /// As in the reference implementation: a longer header is an attack or an accident.
  static let longestHeader = 100_000_000

  /// What the header says about one tensor.
  struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case offsets = "data_offsets"
    }
  }
}
