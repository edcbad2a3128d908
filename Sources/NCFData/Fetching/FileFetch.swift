import Foundation
import NCFDiagnostics
import NCFSystem

/// Fetches one published file, checks its content and puts it in place.
///
/// What an interrupted fetch has left is gone on from (`Range`, RFC 9110, section 14), if the server can do that.
/// A file comes under its own name only whole and with the published content.
struct FileFetch {
  /// No published file is longer; what a wrong server sends without end is cut off here.
  private static let largestFile = 1 << 30
  private static let idleSeconds = 30

  let file: PublishedDataset.File
  let source: URL
  let directory: String
  let retries: RetryPolicy
  let observer: (any FetchObserver)?

  private var destination: String { DatasetFiles.path(of: file.name, in: directory) }
  private var url: URL { source.appendingPathComponent(file.name) }

  /// What an attempt ended with, when the next one may go better.
  private struct Interruption: Error {
    let problem: String
    var isUnreachable = false
  }

  func run() throws {
    if FileManager.default.fileExists(atPath: destination) {
      guard try GitBlobID.hex(ofFile: destination) == file.blobID else {
        throw InputError(
          .cannotWrite, file: destination,
          problem: "the file is there already, but it is not the published one",
          remedy: "move it away, or choose another folder with --output")
      }
      observer?.fileWasThere(file.name)
      return
    }
    let part = try PartialFile(for: destination)
    observer?.fileAdvanced(file.name, to: part.size, of: file.size)
    do {
      try complete(part)
      try part.moveIntoPlace()
    } catch {
      if part.size == 0 { part.remove() }
      throw error
    }
    observer?.fileFinished(file.name, bytes: part.size)
  }

  /// Attempt after attempt, until the content is right.
  private func complete(_ part: PartialFile) throws {
    var isResumed = part.size > 0
    var failures = 0
    var furthest = part.size
    while true {
      do {
        if part.size != file.size { try transfer(part) }
        if try GitBlobID.hex(ofFile: part.path) == file.blobID { return }
        if let size = file.size, part.size < size {
          throw Interruption(problem: "the answer ended after \(part.size) of \(size) bytes")
        }
        guard isResumed else { throw wrongContent(part) }
        // What was left from before may be the part that is wrong.
        isResumed = false
        try part.restart()
      } catch let interruption as Interruption {
        failures = part.size > furthest ? 1 : failures + 1
        furthest = max(furthest, part.size)
        guard failures < retries.attempts(whereUnreachable: interruption.isUnreachable) else {
          let error = abandoned(interruption.problem, after: failures)
          if interruption.isUnreachable { throw UnreachableSource(error: error) }
          throw error
        }
        let pause = retries.pauseSeconds(afterFailures: failures)
        observer?.fileRetries(file.name, because: interruption.problem, afterSeconds: pause)
        Thread.sleep(forTimeInterval: pause)
      }
    }
  }

  /// One request, for what is still missing.
  private func transfer(_ part: PartialFile) throws {
    if part.size > file.size ?? Self.largestFile { try part.restart() }
    let request = HTTPTransfer(
      address: url.absoluteString, start: part.size, connectSeconds: retries.connectSeconds,
      idleSeconds: Self.idleSeconds)
    do {
      try request.run(onResponse: { try accept($0, part) }, onData: { try take($0, part) })
    } catch let failure as HTTPTransfer.Failure {
      throw Interruption(problem: failure.problem, isUnreachable: failure.isUnreachable)
    }
  }

  /// Whether the body of an answer is wanted.
  private func accept(_ response: HTTPTransfer.Response, _ part: PartialFile) throws -> Bool {
    switch response.status {
    case 200:
      try part.restart()
      return true
    case 206:
      guard response.rangeStart == part.size else {
        throw refused(
          "the server sent another part of the file than was asked for: from byte "
            + "\(response.rangeStart.map(String.init) ?? "?"), not \(part.size)")
      }
      return true
    case 416:
      // There is nothing beyond what was left from before: it is whole, or wrong.
      return false
    case 408, 425, 429, 500...599:
      throw Interruption(problem: "the server answered with status \(response.status)")
    default:
      throw refused("the server answered with status \(response.status)")
    }
  }

  private func take(_ bytes: UnsafeRawBufferPointer, _ part: PartialFile) throws {
    let limit = file.size ?? Self.largestFile
    guard part.size + bytes.count <= limit else {
      part.remove()
      throw InputError(
        .badContent, file: url.absoluteString,
        problem: "expected \(limit) bytes at most, found more; nothing was kept", remedy: Self.mirrorRemedy)
    }
    try part.append(Data(bytes))
    observer?.fileAdvanced(file.name, to: part.size, of: file.size)
  }

  private static let mirrorRemedy = "check the address, or name another source with --source"

  private func wrongContent(_ part: PartialFile) -> InputError {
    let found = (try? GitBlobID.hex(ofFile: part.path)) ?? "none"
    part.remove()
    return InputError(
      .badContent, file: url.absoluteString,
      problem:
        "expected the published content (git blob \(file.blobID)), found \(part.size) bytes of another "
        + "(\(found)); nothing was kept", remedy: Self.mirrorRemedy)
  }

  private func refused(_ problem: String) -> InputError {
    InputError(.missing, file: url.absoluteString, problem: problem, remedy: Self.mirrorRemedy)
  }

  private func abandoned(_ problem: String, after attempts: Int) -> InputError {
    InputError(
      .missing, file: url.absoluteString,
      problem: problem + (attempts == 1 ? "" : ", in \(attempts) attempts"),
      remedy: "check the network or --source; the same command goes on from what has come")
  }
}

/// The source of a fetch never answered, so that other files of it need not be tried.
struct UnreachableSource: Error {
  let error: InputError
}

/// A file on its way: `NAME.part` beside the place where it belongs. It stays when a fetch is interrupted, for the
/// next one to go on from.
final class PartialFile {
  let path: String
  private let destination: String
  private let handle: FileHandle
  /// Bytes so far.
  private(set) var size: Int

  /// Opens what an earlier fetch has left, or begins anew.
  /// - Throws: `InputError` if the file cannot be written, or another process is at work on it.
  init(for destination: String) throws {
    self.destination = destination
    path = destination + ".part"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    size = 0
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isAt(path, descriptor) else {
      throw InputError(
        .cannotWrite, file: path, problem: "another process is fetching this file",
        remedy: "wait until it has ended")
    }
    do { size = Int(try handle.seekToEnd()) } catch { throw Self.failure(path, error) }
  }

  func append(_ bytes: Data) throws {
    do { try handle.write(contentsOf: bytes) } catch { throw Self.failure(path, error) }
    size += bytes.count
  }

  /// Forgets all bytes.
  func restart() throws {
    do {
      try handle.truncate(atOffset: 0)
      try handle.seek(toOffset: 0)
    } catch { throw Self.failure(path, error) }
    size = 0
  }

  /// Moves the file to where it belongs, once it is on the disk.
  func moveIntoPlace() throws {
    do { try handle.synchronize() } catch { throw Self.failure(path, error) }
    guard rename(path, destination) == 0 else { throw Self.failure(destination, errno) }
  }

  func remove() { unlink(path) }

  /// Whether the path still names the open file: another process may have moved it into place in between.
  private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
    var (atPath, opened) = (stat(), stat())
    return stat(path, &atPath) == 0 && fstat(descriptor, &opened) == 0
      && atPath.st_ino == opened.st_ino && atPath.st_dev == opened.st_dev
  }

  private static func failure(_ path: String, _ error: any Error) -> InputError {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    return failure(path, underlying.domain == NSPOSIXErrorDomain ? Int32(underlying.code) : 0)
  }

  private static func failure(_ path: String, _ code: Int32) -> InputError {
    InputError(
      .cannotWrite, file: path,
      problem: code == 0 ? "cannot be written" : "cannot be written (\(String(cString: strerror(code))))",
      remedy: "check that the folder may be written to and the disk has room")
  }
}
