import Foundation
import NCFDiagnostics
import NCFModels
import NCFTestSupport
import NCFWeights
import Testing

@Suite struct WeightsFileTests {
  static let bundle = TensorBundle([
    "tower.0.weight": .init(shape: [2, 3], values: [1, -2, 0.5, .infinity, -0.0, 0x1.8p-138]),
    "größe/ü": .init(shape: [1], values: [7]),
    "scalar": .init(shape: [], values: [.pi]),
    "empty": .init(shape: [0, 4], values: []),
    "cube": .init(shape: [2, 2, 2], values: [0, 1, 2, 3, 4, 5, 6, 7]),
  ])
  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").standardized.path

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["weights.safetensors", "weights.npz", "WEIGHTS.NPZ"])
  func everyFormatKeepsEveryBit(name: String) throws {
    let path = folder.path(name)
    try WeightsFile.write(Self.bundle, to: path)
    let read = try WeightsFile.read(path)
    #expect(read == Self.bundle)
    let bits = read["tower.0.weight"]?.values.map(\.bitPattern)
    #expect(bits == Self.bundle["tower.0.weight"]?.values.map(\.bitPattern))
    let first = FileManager.default.contents(atPath: path)
    try WeightsFile.write(Self.bundle, to: path)
    #expect(FileManager.default.contents(atPath: path) == first)
  }

  @Test(arguments: ["weights", "weights.pt", "weights.npz.zip"])
  func otherExtensionsAreRefused(name: String) {
    for access in [
      { _ = try WeightsFile.read(name) }, { try WeightsFile.write(Self.bundle, to: name) },
    ] as [() throws -> Void] {
      let error = #expect(throws: InputError.self) { try access() }
      #expect(error?.file == name)
      #expect(error?.problem.contains(".safetensors") == true)
    }
  }

  @Test(arguments: ["none.safetensors", "none.npz", "none.h5"])
  func missingFilesAreNamed(name: String) {
    let error = #expect(throws: InputError.self) { try WeightsFile.read(folder.path(name)) }
    #expect(error?.kind == .missing)
    #expect(error?.file == folder.path(name))
  }

  @Test func equalTensorsHaveEqualDigests() throws {
    try WeightsFile.write(Self.bundle, to: folder.path("w.npz"))
    #expect(try WeightsFile.read(folder.path("w.npz")).digest == Self.bundle.digest)
    var other = Self.bundle
    other["scalar"] = .init(shape: [], values: [3])
    #expect(other.digest != Self.bundle.digest)
    var renamed = Self.bundle
    renamed["other"] = renamed["scalar"]
    renamed["scalar"] = nil
    #expect(renamed.digest != Self.bundle.digest)
  }
}

/// Files that NumPy made: see Fixtures/make_keras.py.
@Suite struct NumPyTests {
  /// Transposed arrays, which NumPy writes with the first index changing fastest, are among them.
  @Test func numPysArchivesAreRead() throws {
    let read = try WeightsFile.read("\(WeightsFileTests.fixtures)/keras-mlp.npz")
    #expect(
      read.tensors.mapValues(\.shape) == [
        "mlp_user.weight": [4, 4], "mlp_item.weight": [5, 4], "tower.0.weight": [6, 8], "tower.0.bias": [6],
        "tower.1.weight": [2, 6], "tower.1.bias": [2], "prediction.weight": [1, 2], "prediction.bias": [1],
        "scores": [4, 5],
      ])
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try Self.archive()
    for count in 0..<bytes.count {
      #expect(throws: InputError.self, "\(count) bytes") { try Self.read(bytes.prefix(count)) }
    }
  }

  /// A changed byte is refused, or changes nothing that is read (dates, versions), and never crashes.
  @Test func everyChangedByteIsRefusedOrHarmless() throws {
    let bytes = try Self.archive()
    let expected = try Self.read(bytes)
    for index in bytes.indices {
      for change: UInt8 in [1, 0x80, 0xff] {
        var changed = bytes
        changed[index] ^= change
        guard let read = try? Self.read(changed) else { continue }
        let values = { (bundle: TensorBundle) in
          bundle.tensors.values.map(\.values).sorted { $0.count < $1.count }
        }
        // Names may have changed, values may not: they have a checksum.
        #expect(values(read) == values(expected), "byte \(index) ^ \(change)")
      }
    }
  }

  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "32-bit floats"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "does not fit"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "shape"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "extent"),
    ("{'descr': '<f4', 'fortran_order': False, }", "header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "header"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "header"),
    ("import os", "header"),
  ])
  func headersThatLie(header: String, expected: String) throws {
    let text = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let array = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(text.utf8) + Data(count: 8)
    let error = #expect(throws: InputError.self) { try Self.read(Self.zip("x.npy", array)) }
    #expect(error?.place == "x.npy")
    #expect(error?.problem.contains(expected) == true, "\(error?.description ?? "no error")")
  }

  @Test func arraysThatAreNotCompressedAsTheySayAreRefused() throws {
    var bytes = try Self.archive()
    let directory = try #require(bytes.range(of: Data("PK\u{1}\u{2}".utf8)))
    bytes[directory.lowerBound + 10] = 8
    let error = #expect(throws: InputError.self) { try Self.read(bytes) }
    #expect(error?.problem.contains("damaged") == true)
  }

  @Test func otherThingsAreRefused() {
    #expect(throws: InputError.self) { try Self.read(Self.zip("x.txt", Data("text".utf8))) }
    #expect(throws: InputError.self) { try Self.read(Self.zip("x.npy", Data("text of twelve bytes".utf8))) }
    #expect(throws: InputError.self) { try Self.read(Data(repeating: 0x50, count: 100_000)) }
  }

  private static func archive() throws -> Data {
    let folder = try TemporaryFolder()
    let bundle = TensorBundle([
      "a": .init(shape: [2], values: [1, 2]), "b": .init(shape: [1, 3], values: [3, 4, 5]),
    ])
    try WeightsFile.write(bundle, to: folder.path("w.npz"))
    return try #require(FileManager.default.contents(atPath: folder.path("w.npz")))
  }

  private static func read(_ bytes: Data) throws -> TensorBundle {
    let folder = try TemporaryFolder()
    try bytes.write(to: URL(fileURLWithPath: folder.path("w.npz")))
    return try WeightsFile.read(folder.path("w.npz"))
  }

  /// An archive of one entry, with a right checksum.
  private static func zip(_ name: String, _ content: Data) -> Data {
    var remainder: UInt32 = 0xffff_ffff
    for byte in content {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1) &* 0xedb8_8320 }
    }
    func number(_ value: Int, _ bytes: Int) -> Data {
      Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
    let facts =
      number(20, 2) + number(0, 8) + number(Int(~remainder), 4) + number(content.count, 4)
      + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2)
    let local = number(0x0403_4b50, 4) + facts + Data(name.utf8) + content
    let central = number(0x0201_4b50, 4) + number(20, 2) + facts + number(0, 14) + Data(name.utf8)
    let end =
      number(0x0605_4b50, 4) + number(0, 4) + number(1, 2) + number(1, 2) + number(central.count, 4)
      + number(local.count, 4) + number(0, 2)
    return local + central + end
  }
}
