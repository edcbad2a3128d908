/// A value in the database is not what this program ever writes.
struct StoredValueError: Error, CustomStringConvertible {
  let description: String

  init(_ column: String, _ problem: String) { description = "\(column) \(problem)" }
}
