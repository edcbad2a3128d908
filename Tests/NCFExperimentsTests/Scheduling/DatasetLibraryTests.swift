import NCFConcurrency
import NCFExperiments
import Testing

@Suite struct DatasetLibraryTests {
  @Test func loadsEachDatasetOnce() throws {
    let loads = Locked<[String]>([])
    let library = DatasetLibrary { name in
      loads.withLock { $0.append(name) }
      return TestData.dataset(named: name)
    }
    for name in ["one", "two", "one"] { #expect(try library.dataset(named: name).name == name) }
    #expect(loads.withLock { $0 } == ["one", "two"])
  }
}
