import Foundation
import NCFData
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

  private static func bits(_ weights: TensorBundle) -> [String: [UInt32]] {
    weights.tensors.mapValues { $0.values.map(\.bitPattern) }
  }

  /// What is written is read again, bit by bit, and the bytes are the same each time.
  @Test(arguments: ["gmf", "mlp", "neumf"])
  func whatIsReadCanBeWritten(method: String) throws {
    let folder = try TemporaryFolder()
    let weights = try WeightsFile.read("\(WeightsFileTests.fixtures)/keras-\(method).h5")
    for name in ["a.h5", "b.hdf5"] {
      try WeightsFile.write(weights, to: folder.path(name))
      #expect(try Self.bits(WeightsFile.read(folder.path(name))) == Self.bits(weights))
    }
    #expect(FileManager.default.contentsEqual(atPath: folder.path("a.h5"), andPath: folder.path("b.hdf5")))
  }

  /// Keras takes a file's layers in their order, and the authors' version has the deepest first, those of one depth by
  /// name. The layers of a group of many stand in several nodes of its tree.
  @Test(arguments: [
    ([8], "mf_embedding_item mf_embedding_user mlp_embedding_item mlp_embedding_user prediction"),
    (
      [8, 6, 2],
      "mlp_embedding_item mlp_embedding_user mf_embedding_item mf_embedding_user layer1 layer2 prediction"
    ),
    (
      [64, 32, 16, 8],
      "mlp_embedding_item mlp_embedding_user layer1 mf_embedding_item mf_embedding_user layer2 layer3 prediction"
    ),
    (
      [18, 16, 14, 12, 10, 8, 6, 4, 2],
      "mlp_embedding_item mlp_embedding_user layer1 layer2 layer3 layer4 layer5 layer6 mf_embedding_item "
        + "mf_embedding_user layer7 layer8 prediction"
    ),
  ])
  func layersStandInTheOrderOfKeras(layers: [Int], names: String) throws {
    let training = InteractionMatrix(offsets: [0, 1, 2, 2], items: [0, 1], itemCount: 4)
    let values = try NeuMF().complete(["factors": .integer(3), "layers": .integers(layers)])
    let weights = try NeuMF().makeTrainer(values, on: TrainingData(training)).weights
    let folder = try TemporaryFolder()
    try WeightsFile.write(weights, to: folder.path("w.h5"))
    #expect(try WeightsFile.read(folder.path("w.h5")) == weights)
    // A list of texts is filled up to the length of its longest.
    let list = names.split(separator: " ").map(String.init)
    let width = list.map(\.count).max() ?? 0
    let text = list.map { $0 + String(repeating: "\0", count: width - $0.count) }.joined()
    let bytes = try #require(FileManager.default.contents(atPath: folder.path("w.h5")))
    #expect(bytes.firstRange(of: Data(text.utf8)) != nil)
  }

  @Test func otherWeightsHaveNoFormInKeras() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: InputError.self) {
      try WeightsFile.write(WeightsFileTests.bundle, to: folder.path("w.h5"))
    }
    #expect(error?.kind == .cannotWrite && error?.file == folder.path("w.h5"))
    #expect(error?.problem.contains("GMF, MLP and NeuMF") == true)
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
