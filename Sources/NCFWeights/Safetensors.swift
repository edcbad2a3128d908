import Foundation
import NCFDiagnostics
import NCFSystem

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
  /// In that text, the key of the name of the method that the tensors are of.
  static let methodKey = "method"
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

extension TensorBundle {
  /// Reads a bundle from a file in the safetensors format.
  /// - Throws: `InputError` if there is no such file, or its content is not a bundle of 32-bit floats.
  public init(contentsOf path: String) throws {
    try self.init(safetensors: WeightsContent.read(path), file: path)
  }

  /// Reads a bundle from bytes in the safetensors format.
  ///
  /// Everything that the header claims is checked against the bytes before memory is taken for it.
  ///
  /// - Parameter file: The name of the file in error messages.
  /// - Throws: `InputError` that says what is wrong with the content.
  public init(safetensors bytes: Data, file: String) throws {
    self = try Self.content(ofSafetensors: bytes, file: file).weights
  }

  /// Reads a bundle with what the file says about it.
  static func content(ofSafetensors bytes: Data, file: String) throws -> WeightsFile.Content {
    let content = try SafetensorsReader(bytes: bytes, file: file).content()
    return WeightsFile.Content(
      weights: TensorBundle(content.tensors), method: content.metadata[Safetensors.methodKey])
  }
}

/// Checks and decodes one file. What a file claims must end in a message and not in a trap, so nothing here relies
/// on Swift's own checks of overflow and bounds.
private struct SafetensorsReader {
  let bytes: Data
  let file: String

  func content() throws -> (tensors: [String: TensorBundle.Tensor], metadata: [String: String]) {
    let headerLength = try headerLength()
    let values = bytes.dropFirst(8 + headerLength)
    let header = try header(bytes.dropFirst(8).prefix(headerLength))
    var tensors: [String: TensorBundle.Tensor] = [:]
    var end = 0
    for (name, entry) in header.entries.sorted(by: { Self.order($0.value) < Self.order($1.value) }) {
      let count = try valueCount(of: entry, name)
      let (start, next) = (entry.offsets[0], entry.offsets[1])
      guard start == end else {
        throw error(
          name, "its values start at byte \(start), expected \(end): tensors overlap or leave a gap")
      }
      guard next <= values.count else {
        throw error(name, "its values end at byte \(next), but the file holds only \(values.count)")
      }
      tensors[name] = TensorBundle.Tensor(
        shape: entry.shape, values: Self.floats(values.dropFirst(start), count: count))
      end = next
    }
    guard end == values.count else {
      throw error(nil, "the tensors cover \(end) bytes of values, but the file holds \(values.count)")
    }
    return (tensors, header.metadata)
  }

  private func headerLength() throws -> Int {
    guard bytes.count >= 8 else {
      throw error(nil, "expected at least 8 bytes, found \(bytes.count)")
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Safetensors.longestHeader), length <= UInt64(bytes.count - 8) else {
      throw error(
        nil, "the header claims \(length) bytes, but the file has \(bytes.count - 8) after its length")
    }
    return Int(length)
  }

  private func header(_ text: Data) throws -> SafetensorsHeader {
    do {
      return try JSONDecoder().decode(SafetensorsHeader.self, from: text)
    } catch DecodingError.keyNotFound(let key, let context) {
      throw error(context.codingPath.first?.stringValue, "\(key.stringValue) is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      throw error(context.codingPath.first?.stringValue, "a value of the header is of the wrong type")
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
      throw error(context.codingPath.first?.stringValue, "a number of the header is out of range")
    } catch {
      throw self.error(nil, "the header is not valid JSON")
    }
  }

  /// The number of values that the shape asks for, once type, shape and offsets agree.
  private func valueCount(of entry: Safetensors.Entry, _ name: String) throws -> Int {
    guard entry.dtype == Safetensors.dtype else {
      throw error(name, "expected values of type F32, found \(entry.dtype)")
    }
    var count = 1
    for extent in entry.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else {
        throw error(name, "\(entry.shape) is not a shape")
      }
      count = product
    }
    guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[1] >= entry.offsets[0] else {
      throw error(name, "expected data_offsets [start, end] with 0 ≤ start ≤ end, found \(entry.offsets)")
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: Safetensors.bytesPerValue)
    guard !overflow, size == entry.offsets[1] - entry.offsets[0] else {
      throw error(
        name,
        "shape \(entry.shape) does not fit the \(entry.offsets[1] - entry.offsets[0]) bytes of its values")
    }
    return count
  }

  private static func order(_ entry: Safetensors.Entry) -> (Int, Int) {
    (entry.offsets.first ?? 0, entry.offsets.last ?? 0)
  }

  /// - Precondition: `source` holds at least `4 × count` bytes.
  private static func floats(_ source: Data, count: Int) -> [Float] {
    source.withUnsafeBytes { buffer in
      (0..<count).map { index in
        let word = buffer.loadUnaligned(fromByteOffset: index * Safetensors.bytesPerValue, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: word))
      }
    }
  }

  private func error(_ tensor: String?, _ problem: String) -> InputError {
    InputError(
      .badContent, file: file, place: tensor, problem: problem,
      remedy: "expected a safetensors file of F32 tensors, as ncf-exp writes it")
  }
}

/// The header: tensors, and free text.
private struct SafetensorsHeader: Decodable {
  let entries: [String: Safetensors.Entry]
  let metadata: [String: String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    var entries: [String: Safetensors.Entry] = [:]
    var metadata: [String: String] = [:]
    for name in container.allKeys {
      if name.stringValue == Safetensors.metadataKey {
        metadata = try container.decode([String: String].self, forKey: name)
      } else {
        entries[name.stringValue] = try container.decode(Safetensors.Entry.self, forKey: name)
      }
    }
    (self.entries, self.metadata) = (entries, metadata)
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension TensorBundle {
  /// The bundle in the safetensors format. Equal bundles give equal bytes: names stand in the order of their
  /// UTF-8 bytes, and values in the same order.
  ///
  /// The name `__metadata__` is reserved by the format.
  ///
  /// - Parameter method: The name of the method that the tensors are of, as the header is to say it.
  public func safetensors(method: String? = nil) -> Data {
    precondition(tensors[Safetensors.metadataKey] == nil, "the format reserves this name")
    let sorted = tensors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var end = 0
    let entries = sorted.map { name, tensor in
      let start = end
      end += tensor.values.count * Safetensors.bytesPerValue
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      return #"\#(Self.quoted(name)):{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(start),\#(end)]}"#
    }
    let metadata = method.map {
      #""\#(Safetensors.metadataKey)":{"\#(Safetensors.methodKey)":\#(Self.quoted($0))}"#
    }
    var header = Data("{\(([metadata].compactMap { $0 } + entries).joined(separator: ","))}".utf8)
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
