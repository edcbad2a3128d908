/// The messages of an object's header (version 1): what says of which type, extent and place the object is.
struct HDF5Object {
  enum Kind: UInt64 {
    case dataspace = 0x01
    case datatype = 0x03
    case layout = 0x08
    case attribute = 0x0c
    case continuation = 0x10
    case symbolTable = 0x11
  }

  private var messages: [(kind: Kind, content: HDF5Block)] = []

  /// - Throws: `HDF5Flaw` if there is no such header, or it is of a later version.
  init(at address: UInt64, in content: HDF5Content) throws(HDF5Flaw) {
    var prefix = try content.block(at: address, count: 16)
    guard try prefix.byte() == 1 else {
      throw HDF5Flaw(
        problem:
          "its header is damaged, or of a later version than that of HDF5 1.6 (libver=\"earliest\" in h5py)")
    }
    try prefix.skip(1)
    var left = try prefix.count16()
    try prefix.skip(4)
    var blocks = [try content.block(at: address + 16, count: try prefix.number(4))]
    while var block = blocks.popLast() {
      while block.count >= 8, left > 0 {
        left -= 1
        let (kind, size) = (Kind(rawValue: try block.number(2)), try block.count16())
        let isShared = try block.byte() & 2 != 0
        try block.skip(3)
        var message = try block.block(size)
        guard let kind else { continue }
        if isShared { throw HDF5Flaw(problem: "a part of its header is shared with other objects") }
        if kind == .continuation {
          blocks.append(try content.block(at: try message.number(8), count: try message.number(8)))
        } else {
          messages.append((kind, message))
        }
      }
    }
    if left > 0 { throw .damage }
  }

  /// The only message of a kind, or nil.
  func message(_ kind: Kind) throws(HDF5Flaw) -> HDF5Block? {
    let found = messages.filter { $0.kind == kind }
    if found.count > 1 { throw .damage }
    return found.first?.content
  }

  /// The attribute of a name, or nil.
  func attribute(_ name: String) throws(HDF5Flaw) -> HDF5Attribute? {
    for message in messages where message.kind == .attribute {
      let attribute = try HDF5Attribute(message.content)
      if attribute.name == name { return attribute }
    }
    return nil
  }
}
