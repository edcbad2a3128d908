import Foundation
import NCFData
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFSystem
import NCFWeights

/// A run's checkpoint as a file. All numbers are little-endian.
///
/// | bytes | what |
/// |---|---|
/// | 16 | "ncf-checkpoint 2"; "… 1" where ranks are of 16 bits and never shared |
/// | 64 | SHA-256 over all that follows, in hexadecimal |
/// | 8 | length of the header |
/// | … | the header: JSON, with the names and sizes of the arrays |
/// | … | the arrays, one after the other |
///
/// The digest tells a file that was damaged; what was written whole is still checked before it is used.
struct CheckpointFile {
  static let magic = Array("ncf-checkpoint 2".utf8)
  /// Of the releases before.
  private static let earlierMagic = Array("ncf-checkpoint 1".utf8)
  private static let digestLength = 64

  /// Which run it is of.
  let identity: RunIdentity
  /// The release and the processor that made it: others may round differently.
  let release: String
  let processor: String
  let checkpoint: RunCheckpoint

  private struct Header: Codable {
    struct Array: Codable {
      let name: String
      let size: Int
    }

    let identity: RunIdentity
    let release: String
    let processor: String
    let measuredEpoch: Int
    let bestEpoch: Int
    let trainedLoss: Double?
    let trainingSeconds: Double
    let arrays: [Array]
  }

  /// The names of the arrays; those of the trainer's own stand behind "trainer.".
  private enum Name {
    static let measuredRanks = "measured.ranks"
    static let bestRanks = "best.ranks"
    /// Follows the names of ranks.
    static let tied = ".tied"
    static let bestWeights = "best.weights"
    static let trainer = "trainer."
  }
}

extension CheckpointFile {
  /// The file's content in parts, so that large arrays are not copied together.
  func parts() throws -> [any ContiguousBytes] {
    var arrays: [(name: String, bytes: [UInt8])] = []
    for (name, ranks) in [
      (Name.measuredRanks, checkpoint.measuredRanks), (Name.bestRanks, checkpoint.best.ranks),
    ] {
      let stored = StoredRanks(ranks, widths: [32])
      arrays.append((name, Array(stored.places)))
      if let tied = stored.tied { arrays.append((name + Name.tied, Array(tied))) }
    }
    if let weights = checkpoint.best.weights {
      arrays.append((Name.bestWeights, Array(weights.safetensors())))
    }
    for (name, bytes) in checkpoint.trainer.fields.sorted(by: { $0.key < $1.key }) {
      arrays.append((Name.trainer + name, bytes))
    }
    let header = Header(
      identity: identity, release: release, processor: processor, measuredEpoch: checkpoint.measuredEpoch,
      bestEpoch: checkpoint.best.epoch, trainedLoss: checkpoint.trainedLoss,
      trainingSeconds: checkpoint.trainingSeconds,
      arrays: arrays.map { .init(name: $0.name, size: $0.bytes.count) })
    let headerBytes = Array(try JSONEncoder().encode(header))
    let length = withUnsafeBytes(of: UInt64(headerBytes.count).littleEndian, Array.init)
    let content = [length, headerBytes] + arrays.map(\.bytes)
    var digest = SHA256Digest()
    for part in content { digest.update(part) }
    return [Self.magic, Array(digest.hex().utf8)] + content
  }
}

/// Why a file is no checkpoint.
struct MalformedCheckpoint: Error {
  let problem: String

  init(_ problem: String) { self.problem = problem }
}

extension CheckpointFile {
  /// Reads a file's content. Everything that it claims is checked against its bytes before memory is taken.
  /// - Throws: `MalformedCheckpoint`.
  init(_ bytes: [UInt8]) throws {
    let isEarlier = bytes.starts(with: Self.earlierMagic)
    guard isEarlier || bytes.starts(with: Self.magic) else {
      throw MalformedCheckpoint("the file is not a checkpoint")
    }
    let contentStart = Self.magic.count + Self.digestLength
    guard bytes.count >= contentStart else { throw MalformedCheckpoint("the file is cut off") }
    let content = bytes[contentStart...]
    let digest = String(decoding: bytes[Self.magic.count..<contentStart], as: UTF8.self)
    guard SHA256Digest.hex(of: content) == digest else { throw MalformedCheckpoint("the file is damaged") }
    try self.init(content: content, rankBits: isEarlier ? 16 : 32)
  }

  /// Reads what follows the digest.
  private init(content: ArraySlice<UInt8>, rankBits: Int) throws {
    guard content.count >= 8 else { throw MalformedCheckpoint("the file has no header") }
    let length = content.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    var rest = content.dropFirst(8)
    guard length <= UInt64(rest.count) else { throw MalformedCheckpoint("the header is too long") }
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(rest.prefix(Int(length)))) else {
      throw MalformedCheckpoint("the header cannot be read")
    }
    rest = rest.dropFirst(Int(length))
    var arrays: [String: ArraySlice<UInt8>] = [:]
    for array in header.arrays {
      guard array.size >= 0, array.size <= rest.count, arrays[array.name] == nil else {
        throw MalformedCheckpoint("the header does not fit the file")
      }
      arrays[array.name] = rest.prefix(array.size)
      rest = rest.dropFirst(array.size)
    }
    guard rest.isEmpty else { throw MalformedCheckpoint("the header does not fit the file") }

    func ranks(_ name: String) throws -> Ranks {
      let stored = arrays[name].map {
        StoredRanks(bits: rankBits, places: Data($0), tied: arrays[name + Name.tied].map { Data($0) })
      }
      guard let ranks = stored?.ranks else { throw MalformedCheckpoint("\(name) is missing") }
      return ranks
    }
    let weights = try arrays[Name.bestWeights].map { bytes in
      guard let weights = try? TensorBundle(safetensors: Data(bytes), file: "") else {
        throw MalformedCheckpoint("\(Name.bestWeights) cannot be read")
      }
      return weights
    }
    identity = header.identity
    release = header.release
    processor = header.processor
    checkpoint = RunCheckpoint(
      measuredEpoch: header.measuredEpoch, measuredRanks: try ranks(Name.measuredRanks),
      best: .init(epoch: header.bestEpoch, ranks: try ranks(Name.bestRanks), weights: weights),
      trainedLoss: header.trainedLoss, trainingSeconds: header.trainingSeconds,
      trainer: TrainerState(
        fields: Dictionary(
          uniqueKeysWithValues: arrays.filter { $0.key.hasPrefix(Name.trainer) }.map {
            (String($0.key.dropFirst(Name.trainer.count)), Array($0.value))
          })))
  }
}
