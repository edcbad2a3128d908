import Foundation

/// An array of real numbers that stands in one piece, in the file or in its header.
struct HDF5Array {
  private enum Layout {
    static let version: UInt8 = 3
    static let compact: UInt8 = 0
    static let contiguous: UInt8 = 1
  }

  let tensor: TensorBundle.Tensor

  init(_ object: HDF5Object, in content: HDF5Content) throws(HDF5Flaw) {
    guard let space = try object.message(.dataspace), let type = try object.message(.datatype),
      let layout = try object.message(.layout)
    else { throw HDF5Flaw(problem: "expected an array, found a group") }
    guard let width = try HDF5Datatype(type).width else {
      throw HDF5Flaw(problem: "expected little-endian real numbers of 32 or 64 bits")
    }
    let extent = try HDF5Dataspace(space)
    let data = try Self.data(layout, content)
    let (expected, overflow) = extent.count.multipliedReportingOverflow(by: width)
    guard !overflow, expected == data.count else {
      throw HDF5Flaw(
        problem:
          "expected \(extent.extents) uncompressed numbers of \(width) bytes, found \(data.count) bytes")
    }
    tensor = TensorBundle.Tensor(
      shape: extent.extents,
      values: data.bytes.withUnsafeBytes { bytes in
        (0..<extent.count).map { index in
          width == 4
            ? Float(
              bitPattern: UInt32(
                littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
            : Float(
              Double(
                bitPattern: UInt64(
                  littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))))
        }
      })
  }

  private static func data(_ layout: HDF5Block, _ content: HDF5Content) throws(HDF5Flaw) -> HDF5Block {
    var layout = layout
    let (version, place) = (try layout.byte(), try layout.byte())
    switch (version, place) {
    case (Layout.version, Layout.compact): return try layout.block(try layout.count16())
    case (Layout.version, Layout.contiguous):
      let (address, size) = (try layout.number(8), try layout.number(8))
      // Never written: only an array without elements may be.
      if address == HDF5Content.nowhere { return HDF5Block([]) }
      return try content.block(at: address, count: size)
    default: throw HDF5Flaw(problem: "expected an uncompressed array in one piece")
    }
  }
}

/// An attribute of an object: a name and an array.
struct HDF5Attribute {
  let name: String
  private let type: HDF5Datatype
  private let count: Int
  private let data: HDF5Block

  init(_ message: HDF5Block) throws(HDF5Flaw) {
    var message = message
    let version = try message.byte()
    guard 1...3 ~= version, try message.byte() == 0 || version == 1 else { throw .damage }
    let sizes = (try message.count16(), try message.count16(), try message.count16())
    if version == 3 { try message.skip(1) }
    // The first version fills each part up to a multiple of eight.
    func part(_ size: Int) throws(HDF5Flaw) -> HDF5Block {
      var whole = try message.block(version == 1 ? (size + 7) / 8 * 8 : size)
      return try whole.block(size)
    }
    name = try part(sizes.0).text
    type = try HDF5Datatype(try part(sizes.1))
    count = try HDF5Dataspace(try part(sizes.2)).count
    data = message
  }

  /// The texts, if it is a list of texts of fixed length. An empty list may be of any type.
  var texts: [String]? {
    get throws(HDF5Flaw) {
      if count == 0 { return [] }
      guard case .text(let length) = type else { return nil }
      guard length > 0, count <= data.count / length else { throw .damage }
      var (data, texts) = (data, [String]())
      for _ in 0..<count { texts.append(try data.block(length).text) }
      return texts
    }
  }
}

/// The extent of an array.
struct HDF5Dataspace {
  static let mostDimensions = 2

  let extents: [Int]
  let count: Int

  init(_ message: HDF5Block) throws(HDF5Flaw) {
    var message = message
    let version = try message.byte()
    let rank = Int(try message.byte())
    switch version {
    case 1: try message.skip(6)
    case 2:
      try message.skip(1)
      // Neither a number nor an array: no value at all.
      if try message.byte() == 2 { throw HDF5Flaw(problem: "it is empty") }
    default: throw .damage
    }
    guard rank <= Self.mostDimensions else {
      throw HDF5Flaw(problem: "expected a vector or a matrix, found \(rank) dimensions")
    }
    var (extents, count) = ([Int](), 1)
    for _ in 0..<rank {
      guard let extent = Int(exactly: try message.number(8)) else { throw .damage }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { throw .damage }
      extents.append(extent)
      count = product
    }
    self.extents = extents
    self.count = count
  }
}

/// The type of an array's elements, as far as Keras uses them.
enum HDF5Datatype: Equatable {
  case float
  case double
  /// Texts of so many bytes.
  case text(length: Int)
  case other

  /// IEEE 754, little-endian: byte order, sign and padding; size; places of exponent and mantissa; exponent's bias.
  private static let floatForm: [UInt8] = [
    0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 0x20, 0, 0x17, 8, 0, 0x17, 0x7f, 0, 0, 0,
  ]
  private static let doubleForm: [UInt8] = [
    0x20, 0x3f, 0, 8, 0, 0, 0, 0, 0, 0x40, 0, 0x34, 11, 0, 0x34, 0xff, 3, 0, 0,
  ]

  /// The message of a type, as files hold it: version 1, of the group of reals.
  static let floatMessage: [UInt8] = [0x11] + floatForm
  /// The message of texts of so many bytes, filled up with zeros: version 1, of the group of texts.
  static func textMessage(length: Int) -> [UInt8] {
    [0x13, 1, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  }

  init(_ message: HDF5Block) throws(HDF5Flaw) {
    var message = message
    let group = try message.byte() & 0x0f
    let form = message.bytes.prefix(Self.floatForm.count)
    try message.skip(3)
    let size = try message.number(4)
    switch group {
    case 1 where form.elementsEqual(Self.floatForm): self = .float
    case 1 where form.elementsEqual(Self.doubleForm): self = .double
    case 3: self = .text(length: Int(size))
    default: self = .other
    }
  }

  /// Bytes of a number; nil if it is none that can be read.
  var width: Int? {
    switch self {
    case .float: 4
    case .double: 8
    case .text, .other: nil
    }
  }
}
