import Foundation
import NCFData
import NCFDiagnostics
import NCFSystem
import NCFTestSupport
import Testing

private typealias Response = LoopbackServer.Response

/// A data set of three users that is published for the tests, under a name of its own.
private struct Toy {
  let name: String
  /// By file name.
  let contents: [String: [UInt8]]

  init(_ name: String) {
    self.name = name
    contents = [
      "\(name).train.rating": "0\t0\t1\n1\t1\t1\n2\t2\t1\n",
      "\(name).test.rating": "0\t1\t1\n1\t2\t1\n2\t0\t1\n",
      "\(name).test.negative": "(0,1)\t2\n(1,2)\t0\n(2,0)\t1\n",
    ].mapValues { Array($0.utf8) }
  }

  var published: PublishedDataset {
    PublishedDataset(
      name: name,
      files: DatasetFiles(name: name, directory: "").all.map { path in
        let file = URL(fileURLWithPath: path).lastPathComponent
        return .init(name: file, blobID: GitBlobID.hex(of: contents[file] ?? []))
      })
  }

  /// Answers with the file that is asked for.
  func response(to request: LoopbackServer.Request) -> LoopbackServer.Response {
    let file = request.path.split(separator: "/").last.map(String.init) ?? ""
    return contents[file].map { .serving($0, request) } ?? LoopbackServer.Response(status: 404)
  }
}

@Suite struct DatasetSupplyTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func supply(_ toys: [Toy], from address: String) throws -> DatasetSupply {
    DatasetSupply(
      locator: DatasetLocator(explicit: folder.path, environment: [:]),
      fetcher: try DatasetFetcher(source: address, environment: [:], retries: .unasked),
      published: toys.map(\.published))
  }

  @Test func whatIsNotThereIsFetchedOnce() throws {
    let toy = Toy("toy")
    let server = try LoopbackServer { request, _ in toy.response(to: request) }
    let supply = try supply([toy], from: server.address)
    let files = try supply.files(of: "toy")
    #expect(files.directory == folder.path("toy"))
    #expect(try DatasetReader.read(files).userCount == 3)
    #expect(server.requests.count == 3)
    #expect(try supply.files(of: "toy") == files && server.requests.count == 3)
    #expect(try self.supply([toy], from: server.address).files(of: "toy") == files)
    #expect(server.requests.count == 3)
  }

  /// What a folder holds comes first, whether it is the published content or not.
  @Test func whatIsThereIsLeftAsItIs() throws {
    let toy = Toy("toy")
    let server = try LoopbackServer { request, _ in toy.response(to: request) }
    for (file, content) in toy.contents { try folder.write(content + Array("\n".utf8), to: file) }
    #expect(try supply([toy], from: server.address).files(of: "toy").directory == folder.path)
    #expect(server.requests.isEmpty)
  }

  @Test func filesThatAreMissingComeBesideTheOthers() throws {
    let toy = Toy("toy")
    let server = try LoopbackServer { request, _ in toy.response(to: request) }
    try folder.write(try #require(toy.contents["toy.test.rating"]), to: "toy.test.rating")
    #expect(try supply([toy], from: server.address).files(of: "toy").directory == folder.path)
    #expect(server.requests.count == 2)
  }

  /// One line that says what can be done, after one attempt; the second data set is not even tried.
  @Test func withoutANetworkThereIsOneLine() throws {
    let toys = [Toy("toy"), Toy("ball")]
    // Nothing listens there.
    let address = "http://127.0.0.1:9/Data/"
    let supply = try supply(toys, from: address)
    for toy in toys {
      let error = try #require(throws: InputError.self) { try supply.files(of: toy.name) }
      #expect(error.kind == .missing)
      for part in [toy.name, address, "NCF_DATA_DIR", "ncf-exp data fetch \(toy.name)", "make quickstart"] {
        #expect(error.description.contains(part), "\(error)")
      }
      #expect(!error.description.contains("attempts") && !error.description.contains("\n"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func aMirrorWithoutOneOfThemServesTheOther() throws {
    let (toy, ball) = (Toy("toy"), Toy("ball"))
    let server = try LoopbackServer { request, _ in ball.response(to: request) }
    let supply = try supply([toy, ball], from: server.address)
    let error = try #require(throws: InputError.self) { try supply.files(of: "toy") }
    #expect(error.kind == .missing && error.problem.contains("404"))
    #expect(try supply.files(of: "ball").name == "ball")
  }

  /// Content that is not the published one is as good as none.
  @Test func wrongContentIsNotKept() throws {
    let toy = Toy("toy")
    let server = try LoopbackServer { request, _ in .serving(Array("0\t9\t1\n".utf8), request) }
    let error = try #require(throws: InputError.self) {
      try supply([toy], from: server.address).files(of: "toy")
    }
    #expect(error.kind == .missing && error.problem.contains("published content"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func whatIsNotPublishedIsNotFetched() throws {
    let server = try LoopbackServer { _, _ in Response(status: 404) }
    let error = try #require(throws: InputError.self) {
      try supply([Toy("toy")], from: server.address).files(of: "mine")
    }
    #expect(error.kind == .missing && server.requests.isEmpty)
  }
}
