/// The members of a group, as HDF5 1.6 and "earliest" of later versions keep them: a tree of nodes of symbols, whose
/// names stand in a heap.
struct HDF5Group {
  /// Addresses of the members' headers.
  private(set) var members: [String: UInt64] = [:]

  /// - Parameter table: The group's symbol table message.
  init(_ table: HDF5Block, in content: HDF5Content) throws(HDF5Flaw) {
    var table = table
    let (tree, heap) = (try table.number(8), try table.number(8))
    var header = try content.block(at: heap, count: 32)
    try header.expect("HEAP")
    try header.skip(4)
    let size = try header.number(8)
    try header.skip(8)
    let names = try content.block(at: try header.number(8), count: size)
    try addNode(at: tree, level: nil, names, content)
  }

  /// - Parameter level: That of the node; nil at the root, which may have any. Levels descend, so that the walk ends.
  private mutating func addNode(
    at address: UInt64, level: UInt8?, _ names: HDF5Block, _ content: HDF5Content
  ) throws(HDF5Flaw) {
    var header = try content.block(at: address, count: 24)
    try header.expect("TREE")
    guard try header.byte() == 0 else { throw .damage }
    let found = try header.byte()
    guard level == nil || level == found else { throw .damage }
    let count = try header.count16()
    var children = try content.block(at: address + 24, count: UInt64(16 * count))
    for _ in 0..<count {
      try children.skip(8)
      let child = try children.number(8)
      if found == 0 {
        try addSymbols(at: child, names, content)
      } else {
        try addNode(at: child, level: found - 1, names, content)
      }
    }
  }

  private mutating func addSymbols(
    at address: UInt64, _ names: HDF5Block, _ content: HDF5Content
  ) throws(HDF5Flaw) {
    var header = try content.block(at: address, count: 8)
    try header.expect("SNOD")
    try header.skip(2)
    let count = try header.count16()
    var symbols = try content.block(at: address + 8, count: UInt64(40 * count))
    for _ in 0..<count {
      let (place, target) = (try symbols.number(8), try symbols.number(8))
      try symbols.skip(24)
      guard place < UInt64(names.count) else { throw .damage }
      var name = names
      try name.skip(Int(place))
      guard members.updateValue(target, forKey: name.text) == nil else { throw .damage }
    }
  }
}
