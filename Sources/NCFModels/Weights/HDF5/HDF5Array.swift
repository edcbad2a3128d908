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
