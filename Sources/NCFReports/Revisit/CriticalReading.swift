import NCFEvaluation

/// What a contest says about the questions that later work asked of NCF, sentence by sentence, by rule: which answer
/// the numbers give, and by how much.
struct CriticalReading {
  enum Answer: String {
    case holds
    case doesNotHold = "does not hold"
    case undecided = "is not decided"
  }

  struct Section {
    let question: String
    /// What is claimed, and by whom.
    let claim: String
    /// When the claim is said to hold or not.
    let rule: String
    /// Nil where it is no claim that could hold, or runs are missing.
    let answer: Answer?
    /// The numbers.
    let sentences: [String]
  }

  let contest: Contest
  let tables: ContestTables

  init(_ contest: Contest, _ tables: ContestTables) {
    self.contest = contest
    self.tables = tables
  }

  var sections: [Section] {
    [champion, simpleMethods, dotProduct, samples, published, cost].compactMap { $0 }
  }

  static let primary = Yardstick.sampled(Contest.primary)

  // MARK: Words

  /// What a rule says, which is about whether one method, or each of them, is really better.
  ///
  /// - Parameters:
  ///   - isComplete: Whether every method that the claim is about is there.
  ///   - one: The answer where one comparison is as `isDecisive` has it, whatever the rest says.
  ///   - all: The answer where each is as `isOtherwise` has it, which takes all of them.
  /// - Returns: Nil if runs are missing that the answer would need.
  func answer(
    _ comparisons: [Comparison], isComplete: Bool, one: Answer, if isDecisive: (Comparison) -> Bool,
    all: Answer, if isOtherwise: (Comparison) -> Bool
  ) -> Answer? {
    guard !comparisons.isEmpty, comparisons.allSatisfy({ $0.tests != nil }) else { return nil }
    if comparisons.contains(where: isDecisive) { return one }
    guard isComplete else { return nil }
    return comparisons.allSatisfy(isOtherwise) ? all : .undecided
  }

  /// The titles of those of these methods that have no finished run.
  func missing(_ methods: [String]) -> [String] {
    methods.filter { contest.entry($0) == nil }.map { MethodStyle.of($0).title }
  }

  func text(_ value: Double) -> String { fixed(value, decimals: 4) }

  func signed(_ value: Double) -> String { ReportTable.Cell.difference(value, decimals: 4).plainText }

  func seconds(_ value: Double) -> String {
    value < 100 ? "\(fixed(value, decimals: 1)) s" : "\(fixed(value, decimals: 0)) s"
  }
}
