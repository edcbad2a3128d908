import Foundation
import NCFDiagnostics
import NCFModels
import NCFTestSupport
import NCFWeights
import Testing

@Suite struct SafetensorsTests {
  static let bundle = TensorBundle([
    "users": .init(shape: [2, 3], values: [1, -2, 0.5, .infinity, -0.0, 0x1.8p-138]),
    "bias": .init(shape: [], values: [7]),
    "empty": .init(shape: [0, 4], values: []),
    "a \"name\"/ü": .init(shape: [1], values: [.pi]),
  ])

  @Test func roundTripKeepsEveryBit() throws {
    let read = try TensorBundle(safetensors: Self.bundle.safetensors(), file: "weights")
    #expect(read == Self.bundle)
    let bits = read["users"]?.values.map(\.bitPattern)
    #expect(bits == Self.bundle["users"]?.values.map(\.bitPattern))

    let payload = Float(bitPattern: 0x7fc1_2345)
    let notANumber = TensorBundle(["x": .init(shape: [1], values: [payload])])
    let again = try TensorBundle(safetensors: notANumber.safetensors(), file: "weights")
    #expect(again["x"]?.values.map(\.bitPattern) == [payload.bitPattern])
  }

  @Test func emptyBundle() throws {
    #expect(try TensorBundle(safetensors: TensorBundle().safetensors(), file: "weights") == TensorBundle())
  }

  @Test func slicesOfDataAreReadFromTheirOwnStart() throws {
    let padded = Data([1, 2, 3, 4, 5]) + Self.bundle.safetensors()
    #expect(try TensorBundle(safetensors: padded.dropFirst(5), file: "weights") == Self.bundle)
  }

  /// The bytes are pinned: names in order, no spaces in the JSON, the header padded to 8 bytes.
  @Test func bytesAreCanonical() {
    let bundle = TensorBundle([
      "b": .init(shape: [1], values: [1]),
      "a": .init(shape: [2, 1], values: [2, 3]),
    ])
    let json =
      #"{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    let header = json + String(repeating: " ", count: (8 - json.utf8.count % 8) % 8)
    let expected =
      Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8)
      + Data([0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 63])
    #expect(bundle.safetensors() == expected)
    #expect(header.utf8.count.isMultiple(of: 8))
  }

  /// Written by the reference implementation: see Fixtures/make_safetensors.py.
  @Test func readsTheReferenceImplementation() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/reference.safetensors").standardized.path
    let read = try TensorBundle(contentsOf: path)
    let shapes = ["users": [3, 4], "items": [5, 2], "größe/ü": [7], "bias": [], "empty": [0, 3]]
    #expect(read.tensors.mapValues(\.shape) == shapes)
    for (name, tensor) in read.tensors {
      let expected = tensor.values.indices.map { Float($0 - 3) / 4 }
      #expect(tensor.values == expected, "\(name)")
    }
  }

  @Test func filesAreReplacedWhole() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weights.safetensors")
    try Self.bundle.write(to: path)
    #expect(try TensorBundle(contentsOf: path) == Self.bundle)
    try TensorBundle().write(to: path)
    #expect(try TensorBundle(contentsOf: path) == TensorBundle())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
  }

  @Test func unwritablePathsAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path("no/such/weights.safetensors")
    let error = #expect(throws: InputError.self) { try Self.bundle.write(to: missing) }
    #expect(error?.kind == .cannotWrite)
    #expect(error?.file == missing)

    let inTheWay = folder.path("folder")
    try FileManager.default.createDirectory(atPath: inTheWay + "/inside", withIntermediateDirectories: true)
    #expect(throws: InputError.self) { try Self.bundle.write(to: inTheWay) }
    #expect(FileManager.default.fileExists(atPath: inTheWay + "/inside"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["folder"])
  }

  @Test func unreadablePathsAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: InputError.self) { try TensorBundle(contentsOf: folder.path("none")) }
    #expect(missing?.kind == .missing)
    #expect(missing?.file == folder.path("none"))
    #expect(throws: InputError.self) { try TensorBundle(contentsOf: folder.path) }
    #expect(throws: InputError.self) { try TensorBundle(contentsOf: "/dev/zero") }
  }
}

/// Content that no honest writer makes.
@Suite struct HostileSafetensorsTests {
  @Test func everyTruncationIsRefused() {
    let bytes = SafetensorsTests.bundle.safetensors()
    for count in 0..<bytes.count {
      #expect(throws: InputError.self, "\(count) bytes") {
        try TensorBundle(safetensors: bytes.prefix(count), file: "weights")
      }
    }
  }

  @Test(arguments: [UInt64.max, UInt64(Int64.max), 1 << 62, 100_000_001, 1000])
  func headerLengthBeyondTheFile(length: UInt64) {
    let bytes = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}".utf8)
    let error = #expect(throws: InputError.self) { try TensorBundle(safetensors: bytes, file: "weights") }
    #expect(error?.problem.contains("\(length) bytes") == true)
  }

  @Test(arguments: [
    (#"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 8, "F64"),
    (#"{"x":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}"#, 8, "F16"),
    (#"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "does not fit the 8 bytes"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "the file holds only 4"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 12, "the file holds 12"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, "leave a gap"),
    (#"{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "not a shape"),
    (#"{"x":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"#, 8, "not a shape"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "data_offsets"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "data_offsets"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, 8, "data_offsets"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}"#, 8, "data_offsets"),
    (#"{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0, "not a shape"),
    (#"{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "does not fit"),
    (#"{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}}"#, 0, "header"),
    (#"{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}"#, 6, "header"),
    (#"{"x":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}"#, 8, "wrong type"),
    (#"{"x":{"dtype":"F32","shape":null,"data_offsets":[0,8]}}"#, 8, "wrong type"),
    (#"{"x":{"dtype":"F32","shape":[2]}}"#, 8, "data_offsets is missing"),
    (#"{"x":7}"#, 8, "wrong type"),
    (#"[1,2]"#, 8, "header"),
    (#"{"x":"#, 8, "not valid JSON"),
    (#"{"__metadata__":{"a":1}}"#, 0, "wrong type"),
    ("\u{0}\u{1}", 0, "not valid JSON"),
  ])
  func headersThatLie(json: String, valueBytes: Int, expected: String) {
    let error = #expect(throws: InputError.self) {
      try TensorBundle(safetensors: Self.file(json, valueBytes), file: "weights")
    }
    #expect(error?.kind == .badContent)
    #expect(error?.problem.contains(expected) == true, "\(error?.description ?? "no error")")
    #expect(error?.file == "weights")
  }

  @Test func overlappingTensors() {
    let json =
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#
    let error = #expect(throws: InputError.self) {
      try TensorBundle(safetensors: Self.file(json, 12), file: "weights")
    }
    #expect(error?.place == "y")
    #expect(error?.problem.contains("overlap") == true)
  }

  @Test func deepNesting() {
    let json = String(repeating: "[", count: 100_000)
    #expect(throws: InputError.self) { try TensorBundle(safetensors: Self.file(json, 0), file: "weights") }
  }

  static func file(_ json: String, _ valueBytes: Int) -> Data {
    withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Data($0) }
      + Data(json.utf8) + Data(repeating: 0, count: valueBytes)
  }
}
