import CHDF5
import Foundation
import NCFDiagnostics
import Synchronization

/// A file in the format HDF5, opened for reading. Calls of the library are made one at a time, since Debian's is
/// not made for several threads.
struct HDF5File {
  /// What a text attribute may hold at most.
  private static let longestName = 1_024
  private static let mostNames = 10_000

  let path: String
  private let size: Int
  private let file: hid_t

  private static let library = Mutex(())

  /// Opens a file, hands it to `body`, which is not to keep it, and closes it.
  /// - Throws: `InputError` if it is no such file; what `body` throws.
  static func read<Value>(_ path: String, _ body: (HDF5File) throws -> Value) throws -> Value {
    let size = try WeightsContent.check(path)
    return try library.withLock { _ in
      // What damaged files leave open, the library would complain of at exit; nothing is written that needs it.
      H5dont_atexit()
      H5open()
      // Errors are told once, by us.
      H5Eset_auto2(0, nil, nil)
      let handle = H5Fopen(path, 0, 0)
      guard handle >= 0 else {
        throw InputError(
          .badContent, file: path, problem: "expected a file in the format HDF5",
          remedy: "expected the weights of a Keras model")
      }
      defer { H5Fclose(handle) }
      return try body(HDF5File(path: path, size: size, file: handle))
    }
  }

  /// The texts of an attribute, or nil if the object has no such attribute.
  func texts(of attribute: String, at object: String) throws -> [String]? {
    guard H5Aexists_by_name(file, object, attribute, 0) > 0 else { return nil }
    let handle = H5Aopen_by_name(file, object, attribute, 0, 0)
    guard handle >= 0 else { throw damaged(object) }
    defer { H5Aclose(handle) }
    let (type, space) = (H5Aget_type(handle), H5Aget_space(handle))
    defer {
      H5Tclose(type)
      H5Sclose(space)
    }
    let count = Int(H5Sget_simple_extent_npoints(space))
    if count == 0 { return [] }
    let length = H5Tget_size(type)
    guard H5Tget_class(type) == H5T_STRING, H5Tis_variable_str(type) == 0, 1...Self.mostNames ~= count,
      1...Self.longestName ~= length
    else {
      throw error(object, "attribute \(attribute) is not a list of names of fixed length")
    }
    var bytes = [UInt8](repeating: 0, count: count * length)
    guard H5Aread(handle, type, &bytes) >= 0 else { throw damaged(object) }
    return (0..<count).map { index in
      String(decoding: bytes[index * length..<(index + 1) * length].prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// A data set of real numbers, uncompressed, as a tensor of 32-bit floats.
  func tensor(at path: String) throws -> TensorBundle.Tensor {
    let handle = H5Dopen2(file, path, 0)
    guard handle >= 0 else { throw error(path, "there is no such data set") }
    defer { H5Dclose(handle) }
    let (type, space) = (H5Dget_type(handle), H5Dget_space(handle))
    defer {
      H5Tclose(type)
      H5Sclose(space)
    }
    guard H5Tget_class(type) == H5T_FLOAT else { throw error(path, "expected real numbers") }
    let rank = Int(H5Sget_simple_extent_ndims(space))
    guard 0...2 ~= rank else { throw error(path, "expected a vector or a matrix, found \(rank) dimensions") }
    var extents = [hsize_t](repeating: 0, count: 2)
    H5Sget_simple_extent_dims(space, &extents, nil)
    let (count, overflow) = extents.prefix(rank).reduce((UInt64(1), false)) { partial, extent in
      let (product, overflow) = partial.0.multipliedReportingOverflow(by: extent)
      return (product, partial.1 || overflow)
    }
    let stored = H5Dget_storage_size(handle)
    let (bytes, sizeOverflow) = count.multipliedReportingOverflow(by: UInt64(H5Tget_size(type)))
    guard !overflow, !sizeOverflow, bytes == stored, bytes <= UInt64(size) else {
      throw error(
        path,
        "expected \(extents.prefix(rank)) uncompressed numbers, found \(stored) bytes in a file of \(size)")
    }
    var values = [Float](repeating: 0, count: Int(count))
    guard H5Dread(handle, ncf_hdf5_native_float(), 0, 0, 0, &values) >= 0 else { throw damaged(path) }
    return TensorBundle.Tensor(shape: extents.prefix(rank).map(Int.init), values: values)
  }

  func error(_ place: String, _ problem: String) -> InputError {
    InputError(
      .badContent, file: path, place: place, problem: problem,
      remedy: "expected the weights of a Keras model, as save_weights writes them")
  }

  private func damaged(_ place: String) -> InputError {
    error(place, "it cannot be read: the file is damaged")
  }
}
