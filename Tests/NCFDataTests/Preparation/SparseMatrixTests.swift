import Foundation
import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

/// Matrices that SciPy saved: see Fixtures/make_matrices.py.
@Suite struct SparseMatrixTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures").standardized.path

  private func read(
    _ name: String, minimumRating: Double? = nil, holdOut: HoldOut? = nil
  ) throws -> PreparedDataset {
    try PreparedDataset(
      named: "x", contentsOf: "\(Self.fixtures)/\(name)",
      options: PreparationOptions(minimumRating: minimumRating, holdOut: holdOut, negativeCount: 1))
  }

  /// Each user's items, the held-out one among them, by the matrix's own numbers.
  private func items(_ prepared: PreparedDataset) -> [String: [String]] {
    let name = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
    return Dictionary(
      uniqueKeysWithValues: prepared.userIdentifiers.indices.map { user in
        let all = prepared.training.items(of: user) + [prepared.test.heldOutItems[user]]
        return (
          name(prepared.userIdentifiers[user]), all.map { name(prepared.itemIdentifiers[Int($0)]) }.sorted()
        )
      })
  }

  @Test(arguments: ["coo.npz", "csr.npz", "csc.npz", "csr-array.npz"])
  func everyKindHoldsTheSame(name: String) throws {
    let prepared = try read(name)
    #expect(items(prepared) == ["0": ["0", "2", "5"], "1": ["1", "5"], "3": ["0", "3"]])
    #expect(prepared.summary.records == 8 && prepared.summary.storedZeros == 1)
    #expect(!prepared.summary.hasTimes)
    #expect(prepared.summary.lines.last?.contains("held out at random") == true)
    #expect(items(try read(name, minimumRating: 3)) == ["0": ["0", "2"], "3": ["0", "3"]])
  }

  @Test(arguments: ["int8.npz", "bool.npz"]) func valuesHaveAnyType(name: String) throws {
    #expect(items(try read(name)) == ["0": ["0", "1"], "1": ["1", "2"]])
  }

  @Test func aMatrixHasNoLatestInteraction() {
    let error = #expect(throws: InputError.self) { try read("csr.npz", holdOut: .latest) }
    #expect(error?.remedy?.contains("--hold-out random") == true)
    #expect(throws: InputError.self) { try read("csr.npz", holdOut: .time(.share(0.5))) }
  }

  @Test(arguments: [
    ("bsr.npz", "of the kind \"bsr\""), ("dense.npz", "no array \"format\" (but arr_0)"),
    ("objects.npz", "pickles"),
  ])
  func whatIsNotReadIsNamed(name: String, expected: String) throws {
    let error = try #require(throws: InputError.self) { try read(name) }
    #expect(error.problem.contains(expected), "\(error)")
    #expect(error.remedy?.contains("scipy.sparse.save_npz") == true)
  }

  /// A changed byte is refused or harmless, since contents have checksums.
  @Test func changedBytesAreRefusedOrHarmless() throws {
    let folder = try TemporaryFolder(inMemory: true)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.fixtures)/csr.npz")))
    let options = try PreparationOptions(format: .npz, negativeCount: 1)
    let expected = try read("csr.npz")
    var refused = 0
    for index in stride(from: 0, to: bytes.count, by: 3) {
      var changed = bytes
      changed[index] ^= 0x15
      try folder.write(changed, to: "x.npz")
      do {
        let prepared = try PreparedDataset(named: "x", contentsOf: folder.path("x.npz"), options: options)
        #expect(prepared.training == expected.training, "byte \(index)")
      } catch is InputError { refused += 1 }
    }
    #expect(refused > bytes.count / 6)
  }
}
