import NCFModels

/// What one part of a spec says about the settings: for each key the values that it takes, one if the key is
/// set, several if it is swept, or the range that a search draws from.
struct SettingLayer: Hashable, Sendable {
  struct Option: Hashable, Sendable {
    let value: ParameterValue
    /// Where it is written, such as "groups[1].sweep.factors[0]" or "--set factors=8".
    let place: String
  }

  struct Assignment: Hashable, Sendable {
    let key: String
    /// None if the key is searched.
    let options: [Option]
    /// Nil unless the key is searched.
    let range: SearchRange?
    /// Where the key is written.
    let place: String

    init(key: String, options: [Option], place: String) {
      (self.key, self.options, self.place) = (key, options, place)
      range = nil
    }

    init(key: String, range: SearchRange, place: String) {
      (self.key, self.range, self.place) = (key, range, place)
      options = []
    }
  }

  /// In the order in which runs vary: the last key changes fastest. No key stands twice.
  private(set) var assignments: [Assignment]

  init(_ assignments: [Assignment] = []) { self.assignments = assignments }

  subscript(_ key: String) -> Assignment? { assignments.first { $0.key == key } }

  /// This layer with everything that `upper` says in place of what it says itself about the same keys.
  func overlaid(by upper: SettingLayer) -> SettingLayer {
    var result = self
    for assignment in upper.assignments {
      if let index = result.assignments.firstIndex(where: { $0.key == assignment.key }) {
        result.assignments[index] = assignment
      } else {
        result.assignments.append(assignment)
      }
    }
    return result
  }

  /// Whether there are more combinations than a limit, however large the grid is.
  func hasMoreCombinations(than limit: Int) -> Bool {
    var count = 1
    for assignment in assignments where assignment.range == nil {
      let (product, overflows) = count.multipliedReportingOverflow(by: assignment.options.count)
      if overflows || product > limit { return true }
      count = product
    }
    return false
  }

  /// Every choice of one option for each key that is not searched.
  var combinations: [[String: Option]] {
    assignments.filter { $0.range == nil }.reduce([[:]]) { combinations, assignment in
      combinations.flatMap { combination in
        assignment.options.map { option in combination.merging([assignment.key: option]) { $1 } }
      }
    }
  }
}
