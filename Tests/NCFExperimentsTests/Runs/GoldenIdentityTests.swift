import Foundation
import NCFData
import NCFExperiments
import NCFSystem
import Testing

/// The runs of every experiment that ships, prerequisites included, have the identities that they had before: whoever
/// changes how settings are declared or decoded does not lose the results that people have.
///
/// An experiment that is changed on purpose has another line in `expected`; the test prints it.
@Suite struct GoldenIdentityTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../experiments").standardized.path

  /// Runs, and SHA-256 over their identities, one a line, on a data set whose digest is its name.
  private static let expected = [
    "EXPECTED"
  ]

  @Test func everyPlanIsTheSame() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
      .filter { $0.hasSuffix(".json") && !["schema.json", "published.json"].contains($0) }.sorted()
    var lines: [String] = []
    for file in files {
      for scale in SpecOverrides.Scale.allCases {
        let plan = try Plan(
          specs: [ExperimentSpec.read(file: "\(Self.folder)/\(file)")],
          overrides: SpecOverrides(seedCount: 2, scale: scale), datasets: Self.library)
        let digest = SHA256Digest.hex(of: plan.runs.map(\.identity.digest).joined(separator: "\n").utf8)
        lines.append("\(file) \(scale.rawValue): \(plan.runs.count) \(digest)")
      }
    }
    #expect(lines == Self.expected)
  }

  private static let library = DatasetLibrary { name in
    Dataset(
      name: name, training: InteractionMatrix(offsets: [0, 1], items: [0], itemCount: 3),
      test: RankingTask(users: [0], heldOutItems: [1], negativeOffsets: [0, 1], negatives: [2]), digest: name)
  }
}
