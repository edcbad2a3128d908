/// Builds a file in the format HDF5, in the layout of version 1.6 that `HDF5File` reads and that h5py writes by default:
/// groups with lists of names as attributes, and arrays of 32-bit floats in one piece.
///
///     var writer = HDF5Writer()
///     let kernel = writer.addArray(tensor)
///     let layer = writer.addGroup(["kernel": kernel], texts: ["weight_names": ["kernel"]])
///     let root = writer.addGroup(["layer": layer], texts: ["layer_names": ["layer"]])
///     let bytes = writer.file(root: root)
///
/// Source: HDF5 File Format Specification, version 2.0. Sections are named where their structures are laid out.
struct HDF5Writer {
  /// An object of the file, by the address of its header; a group also by those of its tree and its heap.
  struct Object {
    fileprivate let header: UInt64
    fileprivate var table: (tree: UInt64, heap: UInt64)?
  }

  /// Half of the most symbols in a node of symbols, and of the most children of a node of a tree: the format's usual
  /// numbers.
  private static let leafRank = 4
  private static let treeRank = 16
  /// The most members of a group, whose tree has one node here.
  static let mostMembers = 2 * leafRank * 2 * treeRank
  private static let superblockSize = 96
  private static let nowhere = UInt64.max

  /// The file so far; every object begins at a multiple of eight.
  private var bytes = [UInt8](repeating: 0, count: superblockSize)

  /// Adds an array of 32-bit floats.
  mutating func addArray(_ tensor: TensorBundle.Tensor) -> Object {
    let size = 4 * tensor.values.count
    let data = tensor.values.isEmpty ? Self.nowhere : address
    bytes.reserveCapacity(bytes.count + size + 512)
    for value in tensor.values { bytes.append(value.bitPattern, width: 4) }
    bytes.pad()
    // IV.A.2.f: late allocation, and no fill value but zero.
    let fill: [UInt8] = [2, 2, 2, 1, 0, 0, 0, 0]
    // IV.A.2.i, version 3: contiguous.
    var layout: [UInt8] = [3, 1]
    layout.append(data, width: 8)
    layout.append(UInt64(size), width: 8)
    return Object(
      header: addHeader([
        (.dataspace, Self.dataspace(tensor.shape)), (.datatype, HDF5Datatype.floatMessage), (.fill, fill),
        (.layout, layout),
      ]))
  }

  /// Adds a group of objects that were added before.
  /// - Parameters:
  ///   - members: At most `mostMembers`, by name.
  ///   - texts: Attributes that are lists of names, in this order.
  mutating func addGroup(
    _ members: [String: Object], texts: KeyValuePairs<String, [String]>
  ) -> Object {
    precondition(members.count <= Self.mostMembers)
    let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    // III.D: the heap of names, which begins with the empty one.
    var names = [UInt8](repeating: 0, count: 8)
    let places = sorted.map { member in
      defer {
        names += Array(member.key.utf8) + [0]
        names.pad()
      }
      return UInt64(names.count)
    }
    let segment = append(names)
    var heap = Array("HEAP".utf8) + [0, 0, 0, 0]
    heap.append(UInt64(names.count), width: 8)
    heap.append(1 as UInt64, width: 8)  // Nothing of it is free.
    heap.append(segment, width: 8)
    let heapAddress = append(heap)

    // III.A.1: one leaf whose children are nodes of symbols, each between the names that bound it.
    let perNode = 2 * Self.leafRank
    let starts = Array(stride(from: 0, to: sorted.count, by: perNode))
    var tree = Array("TREE".utf8) + [0, 0]
    tree.append(UInt64(starts.count), width: 2)
    tree.append(Self.nowhere, width: 8)
    tree.append(Self.nowhere, width: 8)
    tree.append(0 as UInt64, width: 8)
    let entries = zip(places, sorted).map { Self.symbol(place: $0, $1.value) }
    for start in starts {
      let end = min(start + perNode, entries.count)
      tree.append(addSymbols(entries[start..<end]), width: 8)
      tree.append(places[end - 1], width: 8)
    }
    tree.pad(to: 24 + 8 * (4 * Self.treeRank + 1))
    let treeAddress = append(tree)

    var table: [UInt8] = []
    table.append(treeAddress, width: 8)
    table.append(heapAddress, width: 8)
    let header = addHeader(
      [(.symbolTable, table)] + texts.map { (.attribute, Self.attribute($0.key, $0.value)) })
    return Object(header: header, table: (treeAddress, heapAddress))
  }

  /// The whole file.
  func file(root: Object) -> [UInt8] {
    // II.A, version 0.
    var block: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8, 0]
    block.append(UInt64(Self.leafRank), width: 2)
    block.append(UInt64(Self.treeRank), width: 2)
    block.append(0 as UInt64, width: 4)
    for number in [0, Self.nowhere, address, Self.nowhere] { block.append(number, width: 8) }
    block += Self.symbol(place: 0, root)
    return block + bytes[Self.superblockSize...]
  }

  /// Where the next object begins.
  private var address: UInt64 { UInt64(bytes.count) }

  /// - Returns: The address of what is appended.
  private mutating func append(_ block: [UInt8]) -> UInt64 {
    defer {
      bytes += block
      bytes.pad()
    }
    return address
  }

  private enum Message: UInt64 {
    case dataspace = 0x01
    case datatype = 0x03
    case fill = 0x05
    case layout = 0x08
    case attribute = 0x0c
    case symbolTable = 0x11
  }

  /// IV.A.1.a: an object's header, version 1, all in one block.
  private mutating func addHeader(_ messages: [(kind: Message, content: [UInt8])]) -> UInt64 {
    var body: [UInt8] = []
    for message in messages {
      var content = message.content
      content.pad()
      body.append(message.kind.rawValue, width: 2)
      body.append(UInt64(content.count), width: 2)
      body += [0, 0, 0, 0] + content
    }
    var header: [UInt8] = [1, 0]
    header.append(UInt64(messages.count), width: 2)
    header.append(1 as UInt64, width: 4)
    header.append(UInt64(body.count), width: 4)
    header.pad()
    return append(header + body)
  }

  /// III.B: a node of symbols.
  private mutating func addSymbols(_ entries: ArraySlice<[UInt8]>) -> UInt64 {
    var node = Array("SNOD".utf8) + [1, 0]
    node.append(UInt64(entries.count), width: 2)
    node += entries.joined()
    node.pad(to: 8 + 40 * 2 * Self.leafRank)
    return append(node)
  }

  /// III.C: an entry of a symbol table, with a group's tree and heap, which readers may take from here.
  private static func symbol(place: UInt64, _ object: Object) -> [UInt8] {
    var entry: [UInt8] = []
    entry.append(place, width: 8)
    entry.append(object.header, width: 8)
    entry.append(object.table == nil ? 0 as UInt64 : 1, width: 8)
    entry.append(object.table?.tree ?? 0, width: 8)
    entry.append(object.table?.heap ?? 0, width: 8)
    return entry
  }

  /// IV.A.2.b, version 1.
  private static func dataspace(_ extents: [Int]) -> [UInt8] {
    var message: [UInt8] = [1, UInt8(extents.count), 0, 0, 0, 0, 0, 0]
    for extent in extents { message.append(UInt64(extent), width: 8) }
    return message
  }

  /// IV.A.2.m, version 1: a list of texts of one length, filled up with zeros.
  private static func attribute(_ name: String, _ texts: [String]) -> [UInt8] {
    let length = max(1, texts.map(\.utf8.count).max() ?? 1)
    var parts = [Array(name.utf8) + [0], HDF5Datatype.textMessage(length: length), dataspace([texts.count])]
    var message: [UInt8] = [1, 0]
    for index in parts.indices {
      message.append(UInt64(parts[index].count), width: 2)
      parts[index].pad()
    }
    message += parts.joined()
    for text in texts {
      message += Array(text.utf8)
      message += [UInt8](repeating: 0, count: length - text.utf8.count)
    }
    return message
  }
}

extension [UInt8] {
  /// Little-endian.
  fileprivate mutating func append(_ number: some FixedWidthInteger & UnsignedInteger, width: Int) {
    for index in 0..<width { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }

  /// Fills up to the next multiple of eight.
  fileprivate mutating func pad() { pad(to: (count + 7) & ~7) }

  fileprivate mutating func pad(to size: Int) {
    append(contentsOf: repeatElement(0, count: size - count))
  }
}
