import Foundation
import NCFDiagnostics

// A search is decided step by step: trials, rungs, refits. Each step is a plan of its own, made from the specs and from
// what is stored, so nothing has to be remembered between them.

extension Plan {
  /// What is planned for a spec once runs of it have ended.
  public struct Sequel: Hashable, Sendable {
    public let experiment: String
    public let kind: SearchOutcome.Sequel
  }

  /// What follows, in words: "27 runs go on to 9 epochs, then 11 on all training data"; nil if nothing does.
  public var sequelText: String? {
    var parts: [String] = []
    let seconds = sequels.compactMap { if case .trials(let seconds) = $0.kind { seconds } else { nil } }
    if let most = seconds.max() {
      parts.append("trials until \(String(format: "%g", most)) s of training are spent")
    }
    var rungs: [Int: Int] = [:]
    var refits = 0
    for sequel in sequels {
      switch sequel.kind {
      case .rung(let epochs, let runs): rungs[epochs, default: 0] += runs
      case .refits(let runs): refits += runs
      case .trials: continue
      }
    }
    for (epochs, runs) in rungs.sorted(by: { $0.key < $1.key }) {
      parts.append("\(runs) \(runs == 1 ? "run" : "runs") of the best trials up to \(epochs) epochs")
    }
    if refits > 0 { parts.append("\(refits) \(refits == 1 ? "refit" : "refits") on all training data") }
    return parts.isEmpty ? nil : parts.joined(separator: ", then ")
  }
}

extension ExperimentSpec.Expansion {
  /// What the stored runs say about each cell's search.
  func outcomes(
    _ datasets: DatasetLibrary, _ records: ([RunIdentity]) throws -> [RunIdentity: RunRecord]
  ) throws -> [SearchOutcome] {
    // Nothing follows from runs on a data set that is absent.
    let identity = { (run: RunConfiguration) throws -> RunIdentity? in
      do {
        return RunIdentity(of: run, datasetDigest: try datasets.dataset(named: run.dataset).digest)
      } catch let error as InputError where error.kind == .missing {
        return nil
      }
    }
    // All trials at once; the few that go on, and the runs that these start from, one by one.
    var stored: [RunIdentity: RunRecord?] = [:]
    let choosing = cells.filter { $0.search != nil || $0.refit != nil }
    let first = try choosing.flatMap { cell in
      let epochs = cell.rungs[0]
      return try cell.trials.flatMap(\.runs).compactMap { try identity(cell.run($0, atRung: epochs)) }
    }
    if !first.isEmpty {
      let found = try records(first)
      for run in first { stored[run] = .some(found[run]) }
    }
    return try cells.map { cell in
      guard cell.search != nil || cell.refit != nil else { return try cell.outcome { _ in nil } }
      return try cell.outcome { run in
        guard let run = try identity(run) else { return nil }
        if let known = stored[run] { return known }
        let found = try records([run])[run]
        stored[run] = .some(found)
        return found
      }
    }
  }
}

extension Outcome {
  /// Carries out a plan, then the plan that its results lead to, and so on until nothing new follows or the work stops.
  /// - Parameters:
  ///   - plan: Made anew from what is stored.
  ///   - carryOut: Is given the plan and the runs of the plans before it.
  /// - Returns: The last plan, and how its runs ended: those that were trained in an earlier stage are `finished`.
  public static func ofStages(
    _ plan: () throws -> Plan, carryOut: (_ plan: Plan, _ known: Set<RunIdentity>) throws -> Outcome
  ) throws -> (plan: Plan, outcome: Outcome) {
    var current = try plan()
    var outcome = try carryOut(current, [])
    var known = Set(current.runs.map(\.identity))
    while outcome.cancelled.isEmpty, outcome.elsewhere.isEmpty, !current.sequels.isEmpty {
      current = try plan()
      let identities = Set(current.runs.map(\.identity))
      guard !identities.isSubset(of: known) else { break }
      outcome = outcome.followed(by: try carryOut(current, known))
      known.formUnion(identities)
    }
    return (current, outcome)
  }

  private func followed(by later: Outcome) -> Outcome {
    var joined = later
    joined.finished = finished + later.finished
    let trained = Set(finished)
    joined.reused.removeAll(where: trained.contains)
    let known = Set(failed.map(\.identity))
    joined.failed = failed + later.failed.filter { !known.contains($0.identity) }
    return joined
  }
}
