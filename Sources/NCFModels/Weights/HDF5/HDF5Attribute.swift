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
