import Foundation
import NCFData
import NCFExperiments
import NCFSystem
import Testing

/// The runs of every experiment that ships, prerequisites included, have the identities that they had when the results
/// that ship were made: whoever changes how settings are declared or decoded does not lose what people have.
///
/// An experiment that is changed on purpose has another line in `expected`; the test prints it.
@Suite struct GoldenIdentityTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../experiments").standardized.path

  /// File, scale, number of runs with two seeds, and SHA-256 over their identities, sorted, one a line.
  private static let expected = [
    "factorisation.json full 324 7e4d3b08de08d18d434d821f05253dea83e0abd4a509ebae1a7ae9f484de048f",
    "factorisation.json smoke 8 72c6a2e3cab0e5792ea72a9869179f3135bdedf51645885e2df678b977f12fe6",
    "figure-4.json full 82 f324d8c221c87608e741ade1a621440169b0590a4b6cb934b468c26b5cce301b",
    "figure-4.json smoke 82 979ff695c47cefb7f75e8313429bfa0a62bcaae82bd853cfeadd16419e88a89d",
    "figure-5.json full 24 02a7c2e20d3b0dc1e05bdeed3e4e6054772ace1bdb5dcc19098fc984e5cafdb6",
    "figure-5.json smoke 24 f78c7ba3032125a62bf250c828686c466839840b3724dbd143d44c8a2796ecbd",
    "figure-6.json full 6 9491369d483d6526682e6712a373f64f360823c4f743b60f49a6f746110d8741",
    "figure-6.json smoke 6 89d1331db509a8b52041f28763d40ee5d1b65ec770cf7481c160c41e46ccc8a1",
    "figure-7.json full 124 b5aaaa729b5100ecc0a84764daf2eb9af8ca7c3467319743fa3e911719266da2",
    "figure-7.json smoke 124 c2faee148a0bfe3d34457dd58cb695dfcea1f0fd03557e9726d4890ae24c234a",
    "gaps.json full 140 93a1295a9ad7941b38e7a5adcd809edcf423e9efdf8f60c1aff1598468a6852a",
    "gaps.json smoke 52 8b79a51689e6aebfb34fec527365c03ed18626b5d47fe14d52076aaea8152368",
    "neg_ratio.json full 60 3a5801ad1ca05280b8c55fa01519dfc16cb45ece1a29913a2614f90ddbd12a5f",
    "neg_ratio.json smoke 60 0d0339d3e408f545f06a78fe22ab8ebd1c0f36efaa721f29ed204003a44029c2",
    "networks.json full 100 1dc1b32466dab0a66d350fd97acd6f26c73f240ffc0a767723a9a5106d972a71",
    "networks.json smoke 24 e1925fde76167beeacdbbed908e5253aee1aa6fdc3313d44747cc3a83ad4af0c",
    "quick.json full 1281 bf7ad789df712f73f788895186869c43ce81b6fc3eccf8a1794ccd15402d3d9b",
    "quick.json smoke 20 3916a7699c7b55cba33155c62421113d696a1e29648e396cdebf7c1102bfa49f",
    "quickstart.json full 6 c04152c71d92904dd6f4c02f80b6c82383dfa7da0f0bb5166810fefb4f036ea6",
    "quickstart.json smoke 6 c04152c71d92904dd6f4c02f80b6c82383dfa7da0f0bb5166810fefb4f036ea6",
    "stated-protocol.json full 768 72a3d7aeb63a42124b7253525ee78aa6fb7ae9f96ef717fe5a8db4162c4a5637",
    "stated-protocol.json smoke 16 b63abe4f234187b6f5731e92e369acbf892774a6fd6bf1a09ef52fe217413495",
    "table-1.json full 2 8dab6413166c275c3140902d0ddf44742e9b4a9234773d3c94465e8244736b36",
    "table-1.json smoke 2 8dab6413166c275c3140902d0ddf44742e9b4a9234773d3c94465e8244736b36",
    "table-2.json full 64 257382d7e47ecdcf722a2bfe72bf1caf6b745bb3622a712c8c130acab3f9208e",
    "table-2.json smoke 64 871938071196990ce19df444096a4abf4df18150b75f9359abd7ad533a3d1118",
    "table-3.json full 80 ab41a1888783fd9c2bc658433271f794ab8a3b3ca6b9ba76b18b37d87c494cad",
    "table-3.json smoke 80 8111fcda5fc3554fb24e67b8e6d5d4ac18eac88c4d053f8ed58718f37852179c",
    "table-4.json full 80 ab41a1888783fd9c2bc658433271f794ab8a3b3ca6b9ba76b18b37d87c494cad",
    "table-4.json smoke 80 8111fcda5fc3554fb24e67b8e6d5d4ac18eac88c4d053f8ed58718f37852179c",
    "why.json full 77 4ef1cfefd1182d68da9890d35825728813371e4f92f3ef08f7fa036ad25a762f",
    "why.json smoke 77 429502464b60525ea0a34612f642cab7fa45e14e30489e4da73f680bd6dc5247",
  ]

  @Test func everyPlanIsTheSame() throws {
    var lines: [String] = []
    for file in Set(Self.expected.map { $0.prefix { $0 != " " } }).sorted() {
      for scale in SpecOverrides.Scale.allCases {
        let plan = try Plan(
          specs: [ExperimentSpec.read(file: Self.path(of: file))],
          overrides: SpecOverrides(seedCount: 2, scale: scale), datasets: Self.library)
        let identities = plan.runs.map(\.identity.digest).sorted()
        let digest = SHA256Digest.hex(of: identities.joined(separator: "\n").utf8)
        lines.append("\(file) \(scale.rawValue) \(identities.count) \(digest)")
      }
    }
    #expect(lines == Self.expected)
  }

  /// Studies are folders; what belongs to none lies beside them.
  private static func path(of file: Substring) -> String {
    let studies = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return ([""] + studies).map { "\(folder)/\($0)/\(file)" }
      .first { FileManager.default.fileExists(atPath: $0) } ?? "\(folder)/\(file)"
  }

  /// Tiny data sets under the digests of the real ones: the sample that ships, and MovieLens, which stands for others.
  private static let library = DatasetLibrary { name in
    Dataset(
      name: name, training: InteractionMatrix(offsets: [0, 1], items: [0], itemCount: 3),
      test: RankingTask(users: [0], heldOutItems: [1], negativeOffsets: [0, 1], negatives: [2]),
      digest: name == "sample"
        ? "ff6ff442d0501c641217ce1feba6519d3342ab245c27c64946b715cb4bb82540"
        : "4370471af5ac7807155823f6b046600852c87a29010e97cb563f1d50c4c1c04f")
  }
}
