import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFStore
import NCFTestSupport
import NCFWeights
import Testing

@Suite struct WeightsTests {
  let folder: TemporaryFolder
  let store: ResultStore
  let bundle = TensorBundle(["users": .init(shape: [2, 2], values: [1, 2, 3, 4])])

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.store()
  }

  @Test func weightsStandBesideTheDatabase() throws {
    #expect(try store.weights(of: Sample.identity(1)) == nil)
    try store.saveWeights(bundle, of: Sample.identity(1))
    #expect(try store.weights(of: Sample.identity(1)) == bundle)
    #expect(try ResultStore(path: store.path, mode: .readOnly).weights(of: Sample.identity(1)) == bundle)
    #expect(try store.weights(of: Sample.identity(2)) == nil)
    let file = folder.path("weights/\(Sample.identity(1)).safetensors")
    #expect(try TensorBundle(contentsOf: file) == bundle)
    #expect(try store.weightsPath(of: Sample.identity(1)) == file)

    try store.saveWeights(TensorBundle(), of: Sample.identity(1))
    #expect(try store.weights(of: Sample.identity(1)) == TensorBundle())
  }

  @Test func damagedWeightsAreNamed() throws {
    try store.saveWeights(bundle, of: Sample.identity(1))
    let file = try store.weightsPath(of: Sample.identity(1))
    try Data("noise".utf8).write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: InputError.self) { try store.weights(of: Sample.identity(1)) }
    #expect(error?.file == file)
  }

  @Test func aFileInTheWayOfTheFolder() throws {
    try #require(FileManager.default.createFile(atPath: folder.path("weights"), contents: Data("mine".utf8)))
    let error = #expect(throws: InputError.self) { try store.saveWeights(bundle, of: Sample.identity(1)) }
    #expect(error?.kind == .cannotWrite)
    #expect(FileManager.default.contents(atPath: folder.path("weights")) == Data("mine".utf8))
  }

  @Test(arguments: ["../../etc/passwd", "", "abc", String(repeating: "F", count: 64)])
  func identitiesCannotLeaveTheFolder(digest: String) {
    #expect(throws: InputError.self) { try store.weights(of: RunIdentity(digest: digest)) }
    #expect(throws: InputError.self) { try store.saveWeights(bundle, of: RunIdentity(digest: digest)) }
  }
}
