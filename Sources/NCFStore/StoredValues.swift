import Foundation
import GRDB
import NCFExperiments

extension RunState {
  /// As the column `status` holds it, which nobody tells when a process dies: such a run is stored as running. Whether
  /// it is, its lease says.
  /// - Throws: `StoredValueError` if the word is none of the states'.
  init(_ row: Row) throws {
    let word = try row.decode(String.self, forColumn: "status")
    guard let state = RunState(rawValue: word) else { throw StoredValueError("status", "is \(word)") }
    self = state
  }

  /// The state of a run that is stored so.
  func seen(with lease: Lease?, at now: Date) -> RunState {
    self == .running && lease?.holds(at: now) != true ? .interrupted : self
  }
}

/// Moments as the database and exported files hold them: ISO 8601 in UTC, to the millisecond, such as
/// "2026-03-01T09:30:00.250Z". SQLite's date functions read this form.
enum Timestamp {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  static func text(_ date: Date) -> String {
    // The style cuts off what is below a millisecond; half of one more makes it round.
    style.format(Date(timeIntervalSince1970: date.timeIntervalSince1970 + 0.0005))
  }

  /// The moment, or nil if `text` is none.
  static func date(_ text: String) -> Date? {
    guard let date = try? style.parse(text) else { return nil }
    return Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000)
  }

  static func date(_ row: Row, _ column: String) throws -> Date {
    guard let date = try optionalDate(row, column) else { throw StoredValueError(column, "is missing") }
    return date
  }

  static func optionalDate(_ row: Row, _ column: String) throws -> Date? {
    guard let text = try row.decode(String?.self, forColumn: column) else { return nil }
    guard let date = date(text) else { throw StoredValueError(column, "is no time: \(text)") }
    return date
  }
}

extension RunIdentity {
  /// Whether the digest is 64 lower-case hexadecimal digits, and so safe as part of a file's name.
  var isWellFormed: Bool {
    digest.utf8.count == 64 && digest.utf8.allSatisfy("0123456789abcdef".utf8.contains)
  }
}

/// A value in the database is not what this program ever writes.
struct StoredValueError: Error, CustomStringConvertible {
  let description: String

  init(_ column: String, _ problem: String) { description = "\(column) \(problem)" }
}
