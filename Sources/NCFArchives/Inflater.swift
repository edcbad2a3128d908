import CZlib
import NCFDiagnostics

/// Undoes deflate (RFC 1951) a piece at a time, by zlib.
final class Inflater {
  enum Wrapping: Int32 {
    /// The bare stream that zip archives have.
    case none = -15
    /// With gzip's header, and its trailer of checksum and length, which zlib checks.
    case gzip = 31
  }

  /// What became of some input.
  struct Step {
    let output: [UInt8]
    /// Bytes of the input that were taken.
    let taken: Int
    /// Whether the stream ends here.
    let isEnd: Bool
  }

  /// The stream is not one.
  struct Damage: Error {}

  // zlib keeps the stream's address.
  private let stream: UnsafeMutablePointer<z_stream>

  init(_ wrapping: Wrapping) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let started = inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK, "zlib cannot start")
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Makes ready for another stream behind the one that has ended.
  func restart() { inflateReset(stream) }

  /// Unpacks up to `limit` bytes.
  func step(_ input: ArraySlice<UInt8>, limit: Int) throws -> Step {
    var (taken, result) = (0, Z_OK)
    let output = try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      try input.withUnsafeBufferPointer { bytes in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.pointee.avail_in = UInt32(bytes.count)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(limit)
        result = inflate(stream, Z_NO_FLUSH)
        // A buffer error says that there was nothing to do, which the caller sees by itself.
        guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(result) else { throw Damage() }
        taken = bytes.count - Int(stream.pointee.avail_in)
        count = limit - Int(stream.pointee.avail_out)
      }
    }
    return Step(output: output, taken: taken, isEnd: result == Z_STREAM_END)
  }

  /// The checksum of zip archives over one more piece (ISO 3309).
  static func checksum(_ former: UInt32 = 0, over bytes: some Collection<UInt8>) -> UInt32 {
    let update = { (buffer: UnsafeBufferPointer<UInt8>) in
      // In parts, since zlib counts in 32 bits; and without a call for none, which would start anew.
      stride(from: 0, to: buffer.count, by: 1 << 30).reduce(former) { sum, start in
        UInt32(
          crc32(UInt(sum), buffer.baseAddress! + start, UInt32(min(1 << 30, buffer.count - start))))
      }
    }
    return bytes.withContiguousStorageIfAvailable(update) ?? Array(bytes).withUnsafeBufferPointer(update)
  }
}

/// A gzip stream: members one behind the other, as `gzip` and `bgzip` write and `cat` joins them.
final class GzipStream: PieceSource {
  static let magic: [UInt8] = [0x1f, 0x8b]

  private let stored: StoredBytes
  private let inflater = Inflater(.gzip)
  private var position = 0
  private var pending: ArraySlice<UInt8> = []
  private var unpacked = 0
  private var isInsideMember = true
  private var hasEnded = false

  init(_ stored: StoredBytes) { self.stored = stored }

  func next() throws -> [UInt8]? {
    while !hasEnded {
      if pending.isEmpty {
        pending = try stored.bytes(at: position, count: pieceSize)[...]
        position += pending.count
      }
      if !isInsideMember, try !startsMember() { break }
      guard !pending.isEmpty else { throw damage("ends in the middle") }
      let step: Inflater.Step
      do { step = try inflater.step(pending, limit: pieceSize) } catch {
        throw damage("is damaged behind byte \(position - pending.count)")
      }
      pending = pending.dropFirst(step.taken)
      unpacked += step.output.count
      try requireModesty(path: stored.path, packed: position - pending.count, unpacked: unpacked)
      if step.isEnd { isInsideMember = false }
      if !step.output.isEmpty { return step.output }
    }
    return nil
  }

  /// Whether there is another member. Zeros behind the last one are what tapes were filled up with, and `gzip` takes them.
  private func startsMember() throws -> Bool {
    if pending.count == 1 { pending += try more() }
    if pending.starts(with: Self.magic) {
      inflater.restart()
      isInsideMember = true
      return true
    }
    hasEnded = true
    while !pending.isEmpty {
      guard pending.allSatisfy({ $0 == 0 }) else { throw damage("has other bytes behind its end") }
      pending = try more()
    }
    return false
  }

  private func more() throws -> ArraySlice<UInt8> {
    let bytes = try stored.bytes(at: position, count: pieceSize)
    position += bytes.count
    return bytes[...]
  }

  private func damage(_ what: String) -> InputError {
    InputError(
      .badContent, file: stored.path, problem: "the gzip stream \(what)", remedy: "fetch the file again")
  }
}

/// Refuses what was made to exhaust a machine.
func requireModesty(path: String, packed: Int, unpacked: Int) throws {
  guard unpacked - ContentReader.alwaysAllowed <= ContentReader.largestRatio * packed else {
    throw InputError(
      .badContent, file: path,
      problem:
        "the content unpacks to more than \(ContentReader.largestRatio) times its packed size, as no data do",
      remedy: "if you trust the file, unpack it yourself and use what comes out")
  }
}
