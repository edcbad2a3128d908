import Foundation
import NCFDiagnostics
import NCFModels
import NCFTestSupport
import NCFWeights
import Testing

/// Files that are laid out as the authors' are: see Fixtures/make_keras.py.
@Suite struct KerasTests {
  @Test(arguments: ["gmf", "mlp", "neumf"])
  func theAuthorsModelsAreRead(method: String) throws {
    let path = "\(WeightsFileTests.fixtures)/keras-\(method)"
    let weights = try WeightsFile.read("\(path).h5")
    var expected = try WeightsFile.read("\(path).npz")
    let scores = try #require(expected["scores"])
    expected["scores"] = nil
    #expect(weights == expected)

    let recommender = try NetworkRecommender(weights)
    #expect(recommender.shape.methodName == method)
    let items: [Int32] = [0, 1, 2, 3, 4]
    for user in 0..<4 {
      var found = [Float](repeating: 0, count: 5)
      items.withUnsafeBufferPointer { items in
        found.withUnsafeMutableBufferPointer { recommender.score(user: user, items: items, into: $0) }
      }
      for item in 0..<5 { #expect(abs(found[item] - scores.values[5 * user + item]) < 1e-5) }
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try Self.fixture("gmf")
    for count in bytes.indices {
      let error = #expect(throws: InputError.self, "\(count) bytes") {
        try TensorBundle(keras: Array(bytes[..<count]), file: "w.h5")
      }
      #expect(error?.file == "w.h5")
    }
  }

  /// Each address of the file leads back to the root, one after the other.
  @Test func filesThatReferToThemselvesAreRefusedOrRead() throws {
    let bytes = try Self.fixture("neumf")
    let whole = try TensorBundle(keras: bytes, file: "w.h5")
    let root = bytes[64..<72]
    for place in stride(from: 96, to: bytes.count - 8, by: 8) {
      var changed = bytes
      changed.replaceSubrange(place..<place + 8, with: root)
      guard let read = try? TensorBundle(keras: changed, file: "w.h5") else { continue }
      #expect(read.tensors.keys == whole.tensors.keys)
    }
  }

  @Test func aLaterLayoutIsRefusedByName() throws {
    var bytes = try Self.fixture("gmf")
    bytes[8] = 3
    let error = #expect(throws: InputError.self) { try TensorBundle(keras: bytes, file: "w.h5") }
    #expect(error?.problem.contains("later version") == true)
  }

  private static func fixture(_ method: String) throws -> [UInt8] {
    Array(
      try #require(FileManager.default.contents(atPath: "\(WeightsFileTests.fixtures)/keras-\(method).h5")))
  }

  @Test func aFileOfAnotherFormatIsRefused() throws {
    let folder = try TemporaryFolder()
    try WeightsFile.write(TensorBundle(), to: folder.path("w.npz"))
    try FileManager.default.moveItem(atPath: folder.path("w.npz"), toPath: folder.path("w.h5"))
    let error = #expect(throws: InputError.self) { try WeightsFile.read(folder.path("w.h5")) }
    #expect(error?.problem.contains("HDF5") == true)
  }

  /// Runs where the authors' weights are: with NCF_DATA_DIR.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["NCF_DATA_DIR"] != nil))
  func theAuthorsOwnFilesAreRead() throws {
    let folder = "\(ProcessInfo.processInfo.environment["NCF_DATA_DIR"] ?? "")/ml-1m/pretrain"
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasSuffix(".h5")
    }
    for file in files {
      let shape = try NetworkShape(of: WeightsFile.read("\(folder)/\(file)"))
      #expect(shape.userCount == 6_040 && shape.itemCount == 3_706)
      if file.contains("_GMF_8_") { #expect(shape.factors == 8 && shape.layers.isEmpty) }
      if file.contains("_MLP_[64,32,16,8]_") { #expect(shape.layers == [64, 32, 16, 8]) }
    }
  }
}
