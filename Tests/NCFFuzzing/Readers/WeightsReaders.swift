import Foundation
import NCFDiagnostics
import NCFModels
import NCFWeights

private let fixtures = "Tests/NCFWeightsTests/Fixtures"

private let bundle = TensorBundle([
  "mf_user.weight": .init(shape: [3, 2], values: [1, -0.0, .infinity, 1e-40, 3, -2]),
  "mf_item.weight": .init(shape: [2, 2], values: [0.1, 0.2, 0.3, 0.4]),
  "prediction.weight": .init(shape: [1, 2], values: [1, 2]),
  "prediction.bias": .init(shape: [1], values: [0]),
  "é \"\\": .init(shape: [], values: [7]), "none": .init(shape: [0, 5], values: []),
])

/// Weights in the safetensors format.
public struct SafetensorsReader: FuzzedReader {
  public static let name = "safetensors"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let one = TensorBundle(["w": .init(shape: [4], values: [1, 2, 3, 4])])
    let header = Array(
      #"{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.utf8)
    let withText = [UInt8(header.count)] + [UInt8](repeating: 0, count: 7) + header + [0, 0, 128, 63]
    seeds = [Array(bundle.safetensors()), Array(one.safetensors()), withText]
  }

  public func read(_ input: [UInt8]) throws {
    let read = try TensorBundle(safetensors: Data(input), file: "w")
    let header = input.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let values = read.tensors.values.reduce(0) { $0 + $1.values.count }
    try Violation.require(8 + header + 4 * values == input.count, "not all bytes were read")
    for tensor in read.tensors.values {
      try Violation.require(tensor.shape.reduce(1, *) == tensor.values.count, "shape \(tensor.shape)")
    }
    let again = try TensorBundle(safetensors: read.safetensors(), file: "w")
    try Violation.require(again.safetensors() == read.safetensors(), "written and read, it is another bundle")
  }
}

/// Weights in NumPy's format: archives, and arrays that come into an archive after they were changed.
public struct NumPyReader: FuzzedReader {
  public static let name = "numpy"
  private static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  public let isBinary = true
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let path = "\(folder)/seed.npz"
    try WeightsFile.write(bundle, to: path)
    let ours = Array(FileManager.default.contents(atPath: path) ?? Data())
    let archives = [
      ours, try ProjectFile.bytes("\(fixtures)/keras-gmf.npz"),
      try ProjectFile.bytes("\(fixtures)/keras-mlp.npz"),
    ]
    let arrays = [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
      "{'descr':'<f4','fortran_order':True,'shape':(3,2)}",
    ].map { header in
      Self.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + (0..<24).map { UInt8($0) }
    }
    seeds = archives + arrays
  }

  public func read(_ input: [UInt8]) throws {
    let archive =
      input.starts(with: Self.magic) ? StoredArchive([("mf_user.weight.npy", input)]).bytes : input
    let read = try TensorBundle(numPy: Data(archive), file: "w.npz")
    let values = read.tensors.values.reduce(0) { $0 + $1.values.count }
    try Violation.require(4 * values <= input.count, "\(values) numbers from \(input.count) bytes")
    for tensor in read.tensors.values {
      try Violation.require(tensor.shape.reduce(1, *) == tensor.values.count, "shape \(tensor.shape)")
    }
  }
}

/// Weights of Keras, in the format HDF5.
public struct KerasReader: FuzzedReader {
  public static let name = "keras"
  public let isBinary = true
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    seeds = try ["keras-gmf.h5", "keras-mlp.h5", "keras-neumf.h5"].map {
      try ProjectFile.bytes("\(fixtures)/\($0)")
    }
  }

  public func read(_ input: [UInt8]) throws {
    let read = try TensorBundle(keras: input, file: "w.h5")
    let values = read.tensors.values.reduce(0) { $0 + $1.values.count }
    for tensor in read.tensors.values {
      try Violation.require(tensor.shape.reduce(1, *) == tensor.values.count, "shape \(tensor.shape)")
    }
    // Two names may stand for one array.
    try Violation.require(values <= input.count, "\(values) numbers from \(input.count) bytes")
  }
}
