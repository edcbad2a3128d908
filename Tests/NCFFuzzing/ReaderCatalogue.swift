/// Every reader of the program.
public enum ReaderCatalogue {
  public static var all: [any FuzzedReader.Type] {
    [
      SpecReader.self, RatingsReader.self, NegativesReader.self, LogReader.self, ListReader.self,
      SparseReader.self, PackedReader.self, SafetensorsReader.self, NumPyReader.self, KerasReader.self,
      StudyReader.self, RunsReader.self, CheckpointReader.self,
      DatabaseReader.self,
    ]
  }

  public static func reader(named name: String) -> (any FuzzedReader.Type)? { all.first { $0.name == name } }
}
