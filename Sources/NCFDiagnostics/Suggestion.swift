/// The candidate that a misspelt word most likely meant: the one with the smallest edit distance, if that
/// distance is at most a third of the word's length (and at least 2).
///
/// Complexity: O(candidates × length²).
public func nearestMatch(to word: String, among candidates: some Sequence<String>) -> String? {
  let allowed = max(2, word.count / 3)
  return
    candidates
    .map { (candidate: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    .filter { $0.distance <= allowed }
    .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
    .candidate
}

/// Levenshtein's edit distance, with one row of the table kept.
private func editDistance(_ first: String, _ second: String) -> Int {
  let target = Array(second)
  var row = Array(0...target.count)
  for (i, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in target.enumerated() {
      let substitution = diagonal + (character == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
    }
  }
  return row[target.count]
}
