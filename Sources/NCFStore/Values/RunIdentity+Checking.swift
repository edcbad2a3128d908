import NCFExperiments

extension RunIdentity {
  /// Whether the digest is 64 lower-case hexadecimal digits, and so safe as part of a file's name.
  var isWellFormed: Bool {
    digest.utf8.count == 64 && digest.utf8.allSatisfy("0123456789abcdef".utf8.contains)
  }
}
