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
