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
