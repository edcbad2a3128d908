import Foundation
import NCFConcurrency
import NCFData
import NCFDiagnostics
import NCFRandom
import NCFSystem
import NCFTestSupport
import Testing

private typealias Response = LoopbackServer.Response

/// One file of 300,000 bytes.
private enum Toy {
  static let content: [UInt8] = {
    var generator = SeededGenerator(seed: 1)
    return (0..<300_000).map { _ in UInt8(generator.uniform(below: 256)) }
  }()
  /// Size and id are published.
  static let dataset = PublishedDataset(
    name: "toy",
    files: [.init(name: "toy.train.rating", blobID: GitBlobID.hex(of: content), size: content.count)])
  /// The same, without a published size.
  static let unsized = PublishedDataset(
    name: "toy", files: [.init(name: "toy.train.rating", blobID: GitBlobID.hex(of: content))])
}

@Suite struct DatasetFetcherTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fetch(
    _ dataset: PublishedDataset = Toy.dataset, from address: String, observer: (any FetchObserver)? = nil
  ) throws {
    let fetcher = try DatasetFetcher(
      source: address, environment: [:], retries: RetryPolicy(attempts: 3, firstPauseSeconds: 0),
      observer: observer)
    try fetcher.fetch(dataset, into: folder.path)
  }

  private func content(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(folder.path)/\(name)").map(Array.init)
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

  @Test(arguments: [Toy.dataset, Toy.unsized])
  func aFileComesWholeUnderItsOwnName(dataset: PublishedDataset) throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try fetch(dataset, from: server.address)
    #expect(content(of: "toy.train.rating") == Toy.content)
    #expect(names == ["toy.train.rating"])
    #expect(server.requests.map(\.path) == ["/Data/toy.train.rating"])
    #expect(server.requests[0].headers["accept-encoding"] == nil)
    #expect(server.requests[0].rangeStart == nil)
  }

  @Test func whatIsThereIsNotFetchedAgain() throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try folder.write(Toy.content, to: "toy.train.rating")
    try fetch(from: server.address)
    #expect(server.requests.isEmpty)
  }

  @Test func anotherFileOfThatNameIsLeftAlone() throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try folder.write("precious".utf8, to: "toy.train.rating")
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.kind == .cannotWrite)
    #expect(error.problem.contains("not the published one"))
    #expect(content(of: "toy.train.rating") == Array("precious".utf8))
    #expect(server.requests.isEmpty)
  }

  @Test func cutConnectionsAreGoneOnFrom() throws {
    let server = try LoopbackServer { request, number in
      .serving(Toy.content, request, cutAfter: number < 2 ? 100_000 : nil)
    }
    try fetch(from: server.address)
    #expect(content(of: "toy.train.rating") == Toy.content)
    let starts = server.requests.map { $0.rangeStart ?? 0 }
    #expect(starts.count == 3)
    // How much of what was sent before a cut arrives is up to the network.
    #expect(starts[0] == 0 && starts[1] > 0 && starts[2] > starts[1])
  }

  @Test func aConnectionThatIsCutForGoodLeavesItsPart() throws {
    let server = try LoopbackServer { request, number in
      .serving(Toy.content, request, cutAfter: number == 0 ? 100_000 : 0)
    }
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("3 attempts"))
    #expect(error.description.split(whereSeparator: \.isNewline).count == 1)
    #expect(names == ["toy.train.rating.part"])
    let part = try #require(content(of: "toy.train.rating.part"))
    #expect(!part.isEmpty && Toy.content.starts(with: part))
  }

  @Test(arguments: [Toy.dataset, Toy.unsized])
  func anEarlierFetchIsGoneOnFrom(dataset: PublishedDataset) throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try folder.write(Toy.content.prefix(123_456), to: "toy.train.rating.part")
    let observer = Log()
    try fetch(dataset, from: server.address, observer: observer)
    #expect(server.requests.map(\.rangeStart) == [123_456])
    #expect(content(of: "toy.train.rating") == Toy.content)
    #expect(names == ["toy.train.rating"])
    #expect(observer.advances.first == 123_456)
    #expect(observer.advances.last == Toy.content.count)
    #expect(observer.advances == observer.advances.sorted())
  }

  @Test(arguments: [Toy.dataset, Toy.unsized])
  func aPartThatIsWholeIsPutInPlace(dataset: PublishedDataset) throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try folder.write(Toy.content, to: "toy.train.rating.part")
    try fetch(dataset, from: server.address)
    #expect(names == ["toy.train.rating"])
    #expect(server.requests.count == (dataset == Toy.dataset ? 0 : 1))
  }

  @Test(arguments: [Toy.dataset, Toy.unsized], [1, 123_456, 300_000, 300_001])
  func aPartWithOtherContentIsReplaced(dataset: PublishedDataset, size: Int) throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try folder.write(repeatElement(0, count: size), to: "toy.train.rating.part")
    try fetch(dataset, from: server.address)
    #expect(content(of: "toy.train.rating") == Toy.content)
    #expect(names == ["toy.train.rating"])
  }

  @Test func aServerWithoutRangesBeginsAnew() throws {
    let server = try LoopbackServer { _, number in
      Response(body: Toy.content, cutAfter: number == 0 ? 100_000 : nil)
    }
    try fetch(from: server.address)
    #expect(content(of: "toy.train.rating") == Toy.content)
    #expect(server.requests.count == 2)
  }

  @Test func anotherPartThanAskedForIsRefused() throws {
    let server = try LoopbackServer { _, _ in
      Response(status: 206, headers: ["Content-Range": "bytes 5-9/10"], body: [1, 2, 3, 4, 5])
    }
    try folder.write(Toy.content.prefix(10), to: "toy.train.rating.part")
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.problem.contains("another part"))
    #expect(content(of: "toy.train.rating.part") == Array(Toy.content.prefix(10)))
  }

  @Test(arguments: [Toy.dataset, Toy.unsized])
  func wrongBytesAreRefusedAndNotKept(dataset: PublishedDataset) throws {
    let server = try LoopbackServer { request, _ in
      .serving(Toy.content.dropLast() + [Toy.content.last! ^ 1], request)
    }
    let error = try #require(throws: InputError.self) { try fetch(dataset, from: server.address) }
    #expect(error.kind == .badContent)
    #expect(error.file == server.address + "toy.train.rating")
    #expect(error.problem.contains(dataset.files[0].blobID))
    #expect(names.isEmpty)
    #expect(server.requests.count == 1)
  }

  @Test func moreBytesThanPublishedAreCutOff() throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content + [0], request) }
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.kind == .badContent)
    #expect(error.problem.contains("found more"))
    #expect(names.isEmpty)
  }

  @Test func fewerBytesThanPublishedAreAskedForAgain() throws {
    let server = try LoopbackServer { request, number in
      number == 0 ? Response(body: Array(Toy.content.prefix(1000))) : .serving(Toy.content, request)
    }
    try fetch(from: server.address)
    #expect(content(of: "toy.train.rating") == Toy.content)
    #expect(server.requests.map(\.rangeStart) == [nil, 1000])
  }

  @Test(arguments: [404, 403, 301])
  func anAnswerThatIsFinalIsNotTriedAgain(status: Int) throws {
    let server = try LoopbackServer { _, _ in Response(status: status, body: Array("no".utf8)) }
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("\(status)"))
    #expect(error.remedy?.contains("--source") == true)
    #expect(server.requests.count == 1)
    #expect(content(of: "toy.train.rating") == nil)
  }

  @Test func aServerThatRecoversIsTriedAgain() throws {
    let server = try LoopbackServer { request, number in
      number < 2 ? Response(status: 503) : .serving(Toy.content, request)
    }
    let observer = Log()
    try fetch(from: server.address, observer: observer)
    #expect(content(of: "toy.train.rating") == Toy.content)
    #expect(observer.retries.count == 2)
    #expect(observer.retries.allSatisfy { $0.contains("503") })
  }

  @Test func aServerThatDoesNotRecoverIsGivenUp() throws {
    let server = try LoopbackServer { _, _ in Response(status: 500) }
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.problem.contains("500") && error.problem.contains("3 attempts"))
    #expect(server.requests.count == 3)
  }

  @Test func refusedConnectionsAreOneClearLine() throws {
    // Nobody listens on the port of a server that has ended.
    let address = try LoopbackServer { _, _ in Response() }.address
    let error = try #require(throws: InputError.self) { try fetch(from: address) }
    #expect(error.kind == .missing)
    #expect(error.problem == "the connection was refused, in 3 attempts")
    #expect(names.isEmpty)
  }

  @Test func aFileThatIsBeingFetchedIsLeftAlone() throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    try folder.write(Toy.content.prefix(10), to: "toy.train.rating.part")
    let other = open("\(folder.path)/toy.train.rating.part", O_RDWR)
    defer { close(other) }
    #expect(flock(other, LOCK_EX) == 0)
    let error = try #require(throws: InputError.self) { try fetch(from: server.address) }
    #expect(error.problem.contains("another process"))
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: ["ftp://host/", "file:///tmp/", "Data", "http://", ""])
  func sourcesAreAddressesOfHTTP(source: String) {
    let error = #expect(throws: InputError.self) { try DatasetFetcher(source: source, environment: [:]) }
    #expect(error?.place == "--source")
  }

  @Test func theEnvironmentNamesAMirror() throws {
    let server = try LoopbackServer { request, _ in .serving(Toy.content, request) }
    // A folder is a folder with or without a slash at its end.
    let address = String(server.address.dropLast())
    try DatasetFetcher(source: nil, environment: [DatasetFetcher.variable: address])
      .fetch(Toy.dataset, into: "\(folder.path)/new")
    #expect(server.requests.map(\.path) == ["/Data/toy.train.rating"])
    #expect(content(of: "new/toy.train.rating") == Toy.content)
  }

  private final class Log: FetchObserver {
    private let state = Locked((advances: [Int](), retries: [String]()))
    var advances: [Int] { state.withLock { $0.advances } }
    var retries: [String] { state.withLock { $0.retries } }

    func fetchBegins(_ dataset: PublishedDataset, from source: URL, into directory: String) {}
    func fileWasThere(_ file: String) {}
    func fileAdvanced(_ file: String, to bytes: Int, of total: Int?) {
      state.withLock { $0.advances.append(bytes) }
    }
    func fileRetries(_ file: String, because problem: String, afterSeconds seconds: Double) {
      state.withLock { $0.retries.append(problem) }
    }
    func fileFinished(_ file: String, bytes: Int) {}
  }
}
