import Foundation
import NCFFuzzing
import NCFTestSupport
import Testing

/// Each reader with some hundreds of changed inputs; `make fuzz` gives it millions.
@Suite("Readers under changed inputs") struct FuzzTests {
  @Test("answer rightly or refuse", arguments: ReaderCatalogue.all.map { $0.name }) func readers(
    name: String
  ) throws {
    let folder = try TemporaryFolder(inMemory: true)
    // The reader knows no more than its path.
    defer { withExtendedLifetime(folder) {} }
    let reader = try #require(ReaderCatalogue.reader(named: name)).init(folder: folder.path)
    let count = ["database": 150, "checkpoints": 300][name] ?? 2000
    let outcome = FuzzCampaign(reader, seed: 7).run(0..<count)
    #expect(outcome.violations.isEmpty, "\(outcome.violations)")
    #expect(outcome.executions == count)
    #expect(outcome.accepted >= reader.seeds.count && outcome.refused > count / 20)
  }

  @Test("inputs are the same each time, and differ from one another") func inputs() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let reader = try SpecReader(folder: folder)
    let (first, second) = (FuzzCampaign(reader, seed: 1), FuzzCampaign(reader, seed: 1))
    let inputs = (0..<200).map(first.input)
    #expect(inputs == (0..<200).map(second.input))
    #expect(Set(inputs).count > 180)
    #expect(FuzzCampaign(reader, seed: 2).input(ofExecution: 100) != inputs[100])
  }
}
