/// A line of a `runs.jsonl` file that is not a finished run.
struct MalformedRunLine: Error {
  let problem: String

  init(_ key: String, _ expectation: String) { problem = "\(key): expected \(expectation)" }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, _):
      problem = "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      problem = key.isEmpty ? "expected a run in JSON" : "\(key): the value is of the wrong type"
    @unknown default:
      problem = "expected a run in JSON"
    }
  }
}
