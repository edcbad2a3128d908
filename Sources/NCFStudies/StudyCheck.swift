import NCFExperiments
import NCFModels

/// What a reader of a study would stumble over although every file can be read: a section or a claim that finds no run
/// in its specs, a published number that stands beside nothing.
public struct StudyCheck: Sendable {
  /// A sentence each.
  public let remarks: [String]

  /// - Parameter specs: Those of the study.
  public init(_ folder: StudyFolder, _ specs: [ExperimentSpec]) {
    let study = folder.study
    let methods = Dictionary(specs.map { ($0.name, $0.methodNames) }, uniquingKeysWith: { $0.union($1) })
    func planned(_ experiments: [String]) -> Set<String> {
      experiments.reduce(into: []) { $0.formUnion(methods[$1] ?? []) }
    }
    func remark(_ place: String, _ named: [String], _ experiments: [String]) -> [String] {
      var seen: Set<String> = []
      return named.filter { !planned(experiments).contains($0) && seen.insert($0).inserted }.map {
        "\(place) speaks of \($0), which \(experiments.joined(separator: ", ")) does not run"
      }
    }
    var remarks: [String] = []
    for section in study.sections {
      remarks += remark("the section \(section.name)", section.layout.methods, section.experiments)
    }
    for claim in study.claims {
      remarks += remark("the claim \(claim.name)", claim.rule.methods, claim.experiments)
    }
    let all = planned(study.experiments)
    for table in folder.published.sources.flatMap(\.tables) {
      let published = Set(table.rows.compactMap(\.runs.method))
      guard !published.isEmpty, published.isDisjoint(with: all) else { continue }
      remarks.append(
        "the numbers of \(table.name) (\(published.sorted().joined(separator: ", "))) stand beside nothing, since no spec runs it"
      )
    }
    self.remarks = remarks
  }
}

extension Layout {
  /// The methods that it names.
  var methods: [String] {
    switch self {
    case .datasets, .runs: []
    case .table(let layout): layout.columns.compactMap(\.runs.method)
    case .curves(let layout): layout.methods
    case .cutoffs(let layout): layout.methods
    case .epochs(let layout): layout.methods
    case .contest(let layout): [layout.challenged]
    case .changes(let layout): [layout.floor].compactMap { $0 }
    }
  }
}

extension ClaimRule {
  /// The methods that it names.
  var methods: [String] {
    func names(_ sides: [ClaimSide]) -> [String] {
      sides.flatMap { ($0.runs["method"] ?? []).map(\.description) }
    }
    return switch self {
    case .better(let rule), .noBetter(let rule): names(rule.subjects + rule.references)
    case .monotone(let rule): (rule.runs["method"] ?? []).map(\.description)
    case .bestWithin(let rule): names(rule.subjects)
    case .gainBy(let rule): names(rule.subjects)
    case .sameOrder, .asPublished: []
    case .all(let rules): rules.flatMap(\.methods)
    }
  }
}
