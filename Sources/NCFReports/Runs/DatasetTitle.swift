/// The names of data sets as the paper writes them.
enum DatasetTitle {
  /// The paper's data sets, in its order.
  static let paper = ["ml-1m", "pinterest-20"]

  static func of(_ dataset: String) -> String {
    switch dataset {
    case "ml-1m": "MovieLens"
    case "pinterest-20": "Pinterest"
    default: dataset
    }
  }
}
